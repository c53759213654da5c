using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Repairs.Tests.Support;

/// <summary>Small real pictures, with what phones hang onto them: <c>CANARY-GPS</c> stands where the coordinates do.</summary>
public static class Pictures
{
    public const string Canary = "CANARY-GPS";

    private const string PlainJpeg =
        "/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/2wBDAQkJCQwLDBgNDRgyIRwhMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjL/wAARCAABAAEDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAf/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AL+AAf/Z";

    private const string PlainPng = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private const string PlainWebP = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA";

    /// <param name="padding">About how many bytes of comments to add.</param>
    public static byte[] Jpeg(int padding = 0)
    {
        var plain = Convert.FromBase64String(PlainJpeg);
        using var made = new MemoryStream();
        made.Write(plain.AsSpan(0, 2));
        made.Write(JpegSegment(0xE1, "Exif\0\0MM\0*" + Canary));
        made.Write(JpegSegment(0xED, "Photoshop 3.0 " + Canary));
        for (var left = padding; left > 0; left -= 60_000)
            made.Write(JpegSegment(0xFE, new string('x', Math.Min(left, 60_000))));
        made.Write(plain.AsSpan(2));
        return made.ToArray();
    }

    public static byte[] Png()
    {
        var plain = Convert.FromBase64String(PlainPng);
        using var made = new MemoryStream();
        made.Write(plain.AsSpan(0, 33)); // signature and IHDR
        made.Write(PngChunk("eXIf", Canary));
        made.Write(PngChunk("tEXt", "Location\0" + Canary));
        made.Write(plain.AsSpan(33));
        return made.ToArray();
    }

    /// <summary>A grey picture of any size, made row by row: 40 million pixels fit in a file of some kilobytes.</summary>
    /// <param name="rows">How many rows are really folded in; as many as <paramref name="height"/> where not said.</param>
    public static byte[] GreyPng(int width, int height, int? rows = null)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var row = new byte[width + 1];
            for (var i = 0; i < (rows ?? height); i++)
                zip.Write(row);
        }

        Span<byte> header = stackalloc byte[13];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;
        using var made = new MemoryStream();
        made.Write(Convert.FromBase64String(PlainPng).AsSpan(0, 8));
        made.Write(PngChunk("IHDR", header));
        made.Write(PngChunk("IDAT", packed.ToArray()));
        made.Write(PngChunk("IEND", []));
        return made.ToArray();
    }

    /// <summary>A JPEG whose frame claims to be so large.</summary>
    public static byte[] LargeJpeg(int width, int height)
    {
        var bytes = Jpeg();
        var frame = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 5), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 7), (ushort)width);
        return bytes;
    }

    public static byte[] WebP()
    {
        var plain = Convert.FromBase64String(PlainWebP);
        using var made = new MemoryStream();
        made.Write(plain.AsSpan(0, 12));
        made.Write(WebPChunk("VP8X", [0x2C, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        made.Write(plain.AsSpan(12));
        made.Write(WebPChunk("EXIF", Encoding.ASCII.GetBytes(Canary)));
        made.Write(WebPChunk("XMP ", Encoding.ASCII.GetBytes("<x>" + Canary)));
        var bytes = made.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), (uint)bytes.Length - 8);
        return bytes;
    }

    private static byte[] JpegSegment(byte marker, string content)
    {
        var bytes = new byte[content.Length + 4];
        (bytes[0], bytes[1]) = (0xFF, marker);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)(content.Length + 2));
        Encoding.Latin1.GetBytes(content, bytes.AsSpan(4));
        return bytes;
    }

    /// <summary>A part of a PNG with its checksum.</summary>
    public static byte[] Chunk(string type, string content) => PngChunk(type, content);

    private static byte[] PngChunk(string type, string content) => PngChunk(type, Encoding.Latin1.GetBytes(content));

    private static byte[] PngChunk(string type, ReadOnlySpan<byte> content)
    {
        var bytes = new byte[content.Length + 12];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)content.Length);
        Encoding.Latin1.GetBytes(type, bytes.AsSpan(4));
        content.CopyTo(bytes.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8 + content.Length), Crc(bytes.AsSpan(4, content.Length + 4)));
        return bytes;
    }

    private static byte[] WebPChunk(string type, byte[] content)
    {
        var bytes = new byte[8 + content.Length + (content.Length & 1)];
        Encoding.ASCII.GetBytes(type, bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), (uint)content.Length);
        content.CopyTo(bytes, 8);
        return bytes;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var k = 0; k < 8; k++)
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
