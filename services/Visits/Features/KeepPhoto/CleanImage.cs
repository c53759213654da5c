using System.Buffers.Binary;
using System.IO.Compression;

namespace Repairs.Visits.Features.KeepPhoto;

/// <summary>
/// A picture told by its content, with everything that is not picture taken out: where and when it was taken, by what, thumbnails, comments, colour
/// profiles, and whatever hangs on behind its end (a picture that is also a page or an archive). Pixels are not decoded; how many there are is read, so
/// that nobody's browser is asked to unfold a picture that is far larger than its file.
/// </summary>
/// <param name="ContentType"><c>image/jpeg</c>, <c>image/png</c> or <c>image/webp</c>.</param>
internal sealed record CleanImage(string ContentType, byte[] Bytes, long Width, long Height)
{
    /// <summary>The most pixels a photo may have: a phone's ordinary photo has 12 million, a card at a door is readable with one.</summary>
    public const long MostPixels = 24_000_000;

    /// <summary>True where the picture is too large to be looked at, whatever its file's size.</summary>
    public bool IsHuge => Width * Height > MostPixels;

    /// <summary>Null where the bytes are no whole JPEG, PNG or WebP picture.</summary>
    public static CleanImage? Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(JpegParts.Start))
            return JpegParts.Clean(bytes);
        return bytes.StartsWith(PngParts.Start) ? PngParts.Clean(bytes) : WebPParts.Clean(bytes);
    }
}

/// <summary>JPEG (ITU-T T.81 annex B): marker segments, then entropy-coded scans, to the end-of-image marker.</summary>
internal static class JpegParts
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const byte Adobe = 0xEE;

    // A phone's progressive picture has about ten; thousands make a small file slow to look at.
    private const int MostScans = 64;

    public static ReadOnlySpan<byte> Start => [0xFF, 0xD8, 0xFF];

    public static CleanImage? Clean(ReadOnlySpan<byte> bytes)
    {
        using var clean = new MemoryStream(bytes.Length);
        clean.Write(bytes[..2]);
        var (at, width, height, scans) = (2, 0, 0, 0);
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
                return width > 0 && height > 0 && scans is > 0 and <= MostScans ? new CleanImage("image/jpeg", clean.ToArray(), width, height) : null;
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
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                // One frame, of a kind that browsers draw.
                if (marker > 0xC2 || width > 0 || segment.Length < 10)
                    return null;
                (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(segment[5..]), BinaryPrimitives.ReadUInt16BigEndian(segment[7..]));
            }

            at = end;
            if (marker == StartOfScan)
            {
                scans++;
                var next = EndOfScan(bytes, at);
                if (next < 0)
                    return null;
                clean.Write(bytes[at..next]);
                at = next;
            }
        }

        return null;
    }

    /// <summary>Only what drawing needs stays: frames, tables, restarts, scans, and Adobe's twelve bytes that say how colours are coded.</summary>
    private static bool Keeps(byte marker, ReadOnlySpan<byte> segment) => marker switch
    {
        Adobe => segment.Length == 16 && segment[4..].StartsWith("Adobe"u8),
        0xC0 or 0xC1 or 0xC2 or 0xC4 or StartOfScan or 0xDB or 0xDD => true,
        _ => false,
    };

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

    public static CleanImage? Clean(ReadOnlySpan<byte> bytes)
    {
        using var clean = new MemoryStream(bytes.Length);
        using var data = new MemoryStream(bytes.Length);
        clean.Write(Start);
        var (at, first, header) = (8, true, (PngHeader?)null);
        while (at + 12 <= bytes.Length)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            if (length > bytes.Length - at - 12)
                return null;
            var chunk = bytes.Slice(at, (int)length + 12);
            var type = chunk[4..8];
            if (Crc(chunk[4..^4]) != BinaryPrimitives.ReadUInt32BigEndian(chunk[^4..]))
                return null;
            if (first != type.SequenceEqual("IHDR"u8))
                return null;
            if (first)
            {
                if (length != 13 || PngHeader.Read(chunk[8..]) is not { } read)
                    return null;
                header = read;
            }

            if (type.SequenceEqual("IDAT"u8))
                data.Write(chunk[8..^4]);
            if (Keeps(type, length))
                clean.Write(chunk);
            if (type.SequenceEqual("IEND"u8))
            {
                var image = new CleanImage("image/png", clean.ToArray(), header!.Width, header.Height);
                return length == 0 && data.Length > 0 && (image.IsHuge || Unfolds(data, header.Unfolded)) ? image : null;
            }

            (at, first) = (at + chunk.Length, false);
        }

        return null;
    }

    private static bool Keeps(ReadOnlySpan<byte> type, uint length) =>
        type.SequenceEqual("IHDR"u8) || type.SequenceEqual("IDAT"u8) || type.SequenceEqual("IEND"u8) || (type.SequenceEqual("PLTE"u8) && length <= 768)
        || (type.SequenceEqual("tRNS"u8) && length <= 256) || (type.SequenceEqual("gAMA"u8) && length == 4) || (type.SequenceEqual("sRGB"u8) && length == 1);

    /// <summary>True where the packed data holds the rows that the header names, and not a byte more: reading stops one byte behind them, however much is folded in.</summary>
    private static bool Unfolds(MemoryStream data, long expected)
    {
        data.Position = 0;
        using var rows = new ZLibStream(data, CompressionMode.Decompress);
        var buffer = new byte[64 * 1024];
        var much = 0L;
        try
        {
            int n;
            while (much <= expected && (n = rows.Read(buffer)) > 0)
                much += n;
        }
        catch (InvalidDataException)
        {
            return false;
        }

        return much == expected;
    }

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

/// <summary>What a PNG says of its size.</summary>
/// <param name="Unfolded">Bytes of all rows once unpacked, each with its filter byte.</param>
internal sealed record PngHeader(long Width, long Height, long Unfolded)
{
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Null where no picture can be so.</summary>
    public static PngHeader? Read(ReadOnlySpan<byte> ihdr)
    {
        long width = BinaryPrimitives.ReadUInt32BigEndian(ihdr);
        long height = BinaryPrimitives.ReadUInt32BigEndian(ihdr[4..]);
        var (depth, colour, interlaced) = (ihdr[8], ihdr[9], ihdr[12]);
        var channels = (colour, depth) switch
        {
            (0, 1 or 2 or 4 or 8 or 16) or (3, 1 or 2 or 4 or 8) => 1,
            (2, 8 or 16) => 3,
            (4, 8 or 16) => 2,
            (6, 8 or 16) => 4,
            _ => 0,
        };
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue || channels == 0 || ihdr[10] != 0 || ihdr[11] != 0 || interlaced > 1)
            return null;

        // Beyond these sides nothing is unpacked, and the product must not overflow.
        var unfolded = width > 100_000 || height > 100_000 ? 0
            : interlaced == 0 ? Rows(width, height, channels * depth)
            : Passes.Sum(p => Rows(Steps(width, p.X, p.StepX), Steps(height, p.Y, p.StepY), channels * depth));
        return new PngHeader(width, height, unfolded);
    }

    private static long Steps(long side, int from, int step) => side <= from ? 0 : ((side - from - 1) / step) + 1;

    private static long Rows(long width, long height, int bits) => width == 0 ? 0 : height * (1 + (((width * bits) + 7) / 8));
}

/// <summary>WebP (RFC 9649): RIFF chunks. One still picture stays, with its transparency.</summary>
internal static class WebPParts
{
    private const byte Icc = 0x20;
    private const byte Alpha = 0x10;
    private const byte Exif = 0x08;
    private const byte Xmp = 0x04;
    private const byte Animation = 0x02;

    public static CleanImage? Clean(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 20 || !bytes.StartsWith("RIFF"u8) || !bytes[8..].StartsWith("WEBP"u8))
            return null;
        var riff = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        if (riff < 12 || riff > bytes.Length - 8)
            return null;
        var end = 8 + (int)riff;
        using var clean = new MemoryStream(bytes.Length);
        clean.Write(bytes[..12]);
        var (at, width, height) = (12, 0L, 0L);
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
                if (length != 10 || at != 12 || (chunk[8] & Animation) != 0)
                    return null;
                var header = chunk.ToArray();
                header[8] = (byte)(header[8] & ~(Icc | Exif | Xmp) & (Alpha | 0xC1));
                clean.Write(header);
            }
            else if (type.SequenceEqual("VP8 "u8) || type.SequenceEqual("VP8L"u8))
            {
                if (width > 0 || !IsPicture(type, chunk[8..]))
                    return null;
                (width, height) = SizeOf(type, chunk[8..]);
                clean.Write(chunk);
            }
            else if (type.SequenceEqual("ALPH"u8))
            {
                clean.Write(chunk);
            }

            at += chunk.Length;
        }

        if (width == 0 || height == 0)
            return null;
        var result = clean.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(result.AsSpan(4), (uint)result.Length - 8);
        return new CleanImage("image/webp", result, width, height);
    }

    /// <summary>Fourteen bits for each side, in both kinds.</summary>
    private static (long Width, long Height) SizeOf(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        if (type.SequenceEqual("VP8L"u8))
        {
            var packed = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return ((packed & 0x3FFF) + 1, ((packed >> 14) & 0x3FFF) + 1);
        }

        return (BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF);
    }

    /// <summary>The start code of a lossy key frame, or the signature of a lossless one.</summary>
    private static bool IsPicture(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data) => type.SequenceEqual("VP8L"u8)
        ? data.Length > 5 && data[0] == 0x2F
        : data.Length > 10 && (data[0] & 1) == 0 && data[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]);
}
