using System.Buffers.Binary;

namespace Repairs.Visits.Features.KeepPhoto;

/// <summary>
/// A picture told by its content, with everything that is not picture taken out: where and when it was taken, by what, thumbnails, comments, colour
/// profiles, and whatever hangs on behind its end (a picture that is also a page or an archive). Pixels are not decoded.
/// </summary>
/// <param name="ContentType"><c>image/jpeg</c>, <c>image/png</c> or <c>image/webp</c>.</param>
internal sealed record CleanImage(string ContentType, byte[] Bytes)
{
    /// <summary>Null where the bytes are no whole JPEG, PNG or WebP picture.</summary>
    public static CleanImage? Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(JpegParts.Start))
            return JpegParts.Clean(bytes) is { } jpeg ? new CleanImage("image/jpeg", jpeg) : null;
        if (bytes.StartsWith(PngParts.Start))
            return PngParts.Clean(bytes) is { } png ? new CleanImage("image/png", png) : null;
        return WebPParts.Clean(bytes) is { } webp ? new CleanImage("image/webp", webp) : null;
    }
}

/// <summary>JPEG (ITU-T T.81 annex B): marker segments, then entropy-coded scans, to the end-of-image marker.</summary>
internal static class JpegParts
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const byte Comment = 0xFE;
    private const byte Adobe = 0xEE;

    public static ReadOnlySpan<byte> Start => [0xFF, 0xD8, 0xFF];

    public static byte[]? Clean(ReadOnlySpan<byte> bytes)
    {
        using var clean = new MemoryStream(bytes.Length);
        clean.Write(bytes[..2]);
        var (at, frame, scan) = (2, false, false);
        while (at + 1 < bytes.Length)
        {
            if (bytes[at] != 0xFF)
                return null;
            var marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++; // padding
                continue;
            }

            if (marker == EndOfImage)
            {
                clean.Write([0xFF, EndOfImage]);
                return frame && scan ? clean.ToArray() : null;
            }

            if (marker is < 0xC0 or (>= 0xD0 and <= 0xD8) || at + 4 > bytes.Length)
                return null;
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            var end = at + 2 + length;
            if (length < 2 || end > bytes.Length)
                return null;
            var segment = bytes[at..end];
            if (Keeps(marker, segment))
                clean.Write(segment);
            frame |= marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC) && HasSize(segment);
            at = end;
            if (marker == StartOfScan)
            {
                scan = true;
                var next = EndOfScan(bytes, at);
                if (next < 0)
                    return null;
                clean.Write(bytes[at..next]);
                at = next;
            }
        }

        return null;
    }

    /// <summary>Application segments and comments go; Adobe's stays, shortened to the twelve bytes that say how colours are coded.</summary>
    private static bool Keeps(byte marker, ReadOnlySpan<byte> segment) => marker switch
    {
        Adobe => segment.Length == 16 && segment[4..].StartsWith("Adobe"u8),
        >= 0xE0 and <= 0xEF or Comment or (>= 0xF0 and <= 0xFD) => false,
        _ => true,
    };

    private static bool HasSize(ReadOnlySpan<byte> frame) =>
        frame.Length >= 10 && BinaryPrimitives.ReadUInt16BigEndian(frame[5..]) > 0 && BinaryPrimitives.ReadUInt16BigEndian(frame[7..]) > 0;

    /// <summary>Where the next marker begins that is neither a stuffed byte nor a restart.</summary>
    private static int EndOfScan(ReadOnlySpan<byte> bytes, int at)
    {
        for (; at + 1 < bytes.Length; at++)
        {
            if (bytes[at] == 0xFF && bytes[at + 1] is not (0x00 or (>= 0xD0 and <= 0xD7)))
                return at;
        }

        return -1;
    }
}

/// <summary>PNG (ISO 15948): chunks with a checksum each. Those needed to draw the picture stay.</summary>
internal static class PngParts
{
    private static readonly uint[] Table = MakeTable();

    public static ReadOnlySpan<byte> Start => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[]? Clean(ReadOnlySpan<byte> bytes)
    {
        using var clean = new MemoryStream(bytes.Length);
        clean.Write(Start);
        var (at, first, data) = (8, true, false);
        while (at + 12 <= bytes.Length)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            if (length > bytes.Length - at - 12)
                return null;
            var chunk = bytes.Slice(at, (int)length + 12);
            var type = chunk[4..8];
            if (Crc(chunk[4..^4]) != BinaryPrimitives.ReadUInt32BigEndian(chunk[^4..]))
                return null;
            if (first && !(type.SequenceEqual("IHDR"u8) && length == 13 && HasSize(chunk[8..])))
                return null;
            if (type.SequenceEqual("IHDR"u8) && !first)
                return null;
            data |= type.SequenceEqual("IDAT"u8);
            if (Keeps(type))
                clean.Write(chunk);
            if (type.SequenceEqual("IEND"u8))
                return data && length == 0 ? clean.ToArray() : null;
            (at, first) = (at + chunk.Length, false);
        }

        return null;
    }

    private static bool Keeps(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("IHDR"u8) || type.SequenceEqual("PLTE"u8) || type.SequenceEqual("IDAT"u8) || type.SequenceEqual("IEND"u8) ||
        type.SequenceEqual("tRNS"u8) || type.SequenceEqual("gAMA"u8) || type.SequenceEqual("sRGB"u8);

    private static bool HasSize(ReadOnlySpan<byte> header) =>
        BinaryPrimitives.ReadUInt32BigEndian(header) is > 0 and <= int.MaxValue && BinaryPrimitives.ReadUInt32BigEndian(header[4..]) is > 0 and <= int.MaxValue;

    internal static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var n = 0u; n < 256; n++)
        {
            var c = n;
            for (var k = 0; k < 8; k++)
                c = (c & 1) == 1 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            table[n] = c;
        }

        return table;
    }
}

/// <summary>WebP (RFC 9649): RIFF chunks. One still picture stays, with its transparency.</summary>
internal static class WebPParts
{
    private const byte Icc = 0x20;
    private const byte Alpha = 0x10;
    private const byte Exif = 0x08;
    private const byte Xmp = 0x04;
    private const byte Animation = 0x02;

    public static byte[]? Clean(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 20 || !bytes.StartsWith("RIFF"u8) || !bytes[8..].StartsWith("WEBP"u8))
            return null;
        var riff = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        if (riff < 12 || riff > bytes.Length - 8)
            return null;
        var end = 8 + (int)riff;
        using var clean = new MemoryStream(bytes.Length);
        clean.Write(bytes[..12]);
        var (at, picture) = (12, false);
        while (at + 8 <= end)
        {
            var type = bytes.Slice(at, 4);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 4)..]);
            if (length > end - at - 8)
                return null;
            var padded = (int)Math.Min(length + (length & 1), (uint)(end - at - 8));
            var chunk = bytes.Slice(at, 8 + padded);
            if (type.SequenceEqual("VP8X"u8))
            {
                if (length != 10 || (chunk[8] & Animation) != 0)
                    return null;
                var header = chunk.ToArray();
                header[8] = (byte)(header[8] & ~(Icc | Exif | Xmp) & (Alpha | 0xC1));
                clean.Write(header);
            }
            else if (type.SequenceEqual("VP8 "u8) || type.SequenceEqual("VP8L"u8))
            {
                if (picture || !IsPicture(type, chunk[8..]))
                    return null;
                picture = true;
                clean.Write(chunk);
            }
            else if (type.SequenceEqual("ALPH"u8))
            {
                clean.Write(chunk);
            }

            at += chunk.Length;
        }

        if (!picture)
            return null;
        var result = clean.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(result.AsSpan(4), (uint)result.Length - 8);
        return result;
    }

    /// <summary>The start code of a lossy key frame, or the signature of a lossless one.</summary>
    private static bool IsPicture(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data) => type.SequenceEqual("VP8L"u8)
        ? data.Length > 5 && data[0] == 0x2F
        : data.Length > 10 && (data[0] & 1) == 0 && data[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]);
}
