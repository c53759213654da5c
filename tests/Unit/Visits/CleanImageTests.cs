using System.Text;
using Repairs.Tests.Support;
using Repairs.Visits.Features.KeepPhoto;

namespace Repairs.Tests.Unit.Visits;

public sealed class CleanImageTests
{
    public static TheoryData<string, string> Kinds() => new() { { "jpeg", "image/jpeg" }, { "png", "image/png" }, { "webp", "image/webp" } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Where_and_when_a_picture_was_taken_is_taken_out(string kind, string contentType)
    {
        var sent = Picture(kind);
        Assert.Contains(Pictures.Canary, Text(sent), StringComparison.Ordinal);

        var clean = CleanImage.Of(sent)!;

        Assert.Equal(contentType, clean.ContentType);
        Assert.DoesNotContain(Pictures.Canary, Text(clean.Bytes), StringComparison.Ordinal);
        Assert.DoesNotContain("Exif", Text(clean.Bytes), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(clean.Bytes, CleanImage.Of(clean.Bytes)!.Bytes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_hangs_on_behind_the_end_is_cut_off(string kind, string contentType)
    {
        byte[] polyglot = [.. Picture(kind), .. "PK\u0003\u0004<script>alert(1)</script>"u8];

        var clean = CleanImage.Of(polyglot)!;

        Assert.Equal(contentType, clean.ContentType);
        Assert.DoesNotContain("<script>", Text(clean.Bytes), StringComparison.Ordinal);
        Assert.Equal(CleanImage.Of(Picture(kind))!.Bytes, clean.Bytes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_picture_that_breaks_off_is_none(string kind, string contentType)
    {
        var whole = CleanImage.Of(Picture(kind))!.Bytes;

        for (var length = 0; length < whole.Length; length++)
            Assert.True(CleanImage.Of(whole.AsSpan(0, length)) is null, $"{contentType} of {length} bytes");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_bytes_change_nothing_throws_and_no_canary_passes(string kind, string contentType)
    {
        var random = new Random(7);
        var sent = Picture(kind);
        for (var round = 0; round < 20_000; round++)
        {
            var broken = sent.ToArray();
            for (var change = random.Next(1, 6); change > 0; change--)
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            var clean = CleanImage.Of(broken);
            Assert.True(clean is null || clean.Bytes.Length <= sent.Length, contentType);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("GIF89a")]
    [InlineData("<html><body>")]
    [InlineData("%PDF-1.7")]
    [InlineData("RIFF\u0010\0\0\0WAVEfmt ")]
    [InlineData("\u0089PNG")]
    public void Anything_else_is_no_picture(string content) => Assert.Null(CleanImage.Of(Encoding.Latin1.GetBytes(content)));

    [Fact]
    public void A_page_with_a_pictures_first_bytes_is_no_picture()
    {
        byte[] page = [0xFF, 0xD8, 0xFF, 0xE0, .. "<html><script>alert(1)</script></html>"u8];

        Assert.Null(CleanImage.Of(page));
    }

    [Fact]
    public void A_moving_picture_is_not_taken()
    {
        var moving = Pictures.WebP();
        moving[20] |= 0x02;

        Assert.Null(CleanImage.Of(moving));
    }

    [Fact]
    public void A_picture_of_forty_million_pixels_is_known_as_too_large_whatever_its_file_weighs()
    {
        var png = Pictures.GreyPng(8000, 5000);

        Assert.InRange(png.Length, 1, 1_000_000);
        Assert.True(CleanImage.Of(png)!.IsHuge);
        Assert.True(CleanImage.Of(Pictures.LargeJpeg(8000, 5000))!.IsHuge);
        Assert.False(CleanImage.Of(Pictures.LargeJpeg(4000, 3000))!.IsHuge);
        Assert.False(CleanImage.Of(Pictures.GreyPng(4000, 3000))!.IsHuge);
    }

    [Fact]
    public void A_small_picture_with_much_folded_into_it_is_no_picture_and_is_not_unfolded()
    {
        var bomb = Pictures.GreyPng(10_000, 10, rows: 20_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Null(CleanImage.Of(bomb));

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 20_000_000, "200 MB of rows were unfolded");
        Assert.Null(CleanImage.Of(Pictures.GreyPng(100, 100, rows: 99)));
        Assert.NotNull(CleanImage.Of(Pictures.GreyPng(100, 100)));
    }

    [Fact]
    public void Sides_beyond_all_measure_are_too_large_and_no_fault()
    {
        var png = Pictures.GreyPng(1, 1);
        var header = png.AsSpan(16);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(header, int.MaxValue);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(header[4..], int.MaxValue);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), PngParts.Crc(png.AsSpan(12, 17)));

        Assert.True(CleanImage.Of(png)!.IsHuge);
    }

    [Fact]
    public void A_jpeg_of_thousands_of_scans_is_no_picture()
    {
        var plain = Pictures.Jpeg();
        var scan = plain.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        byte[] slow = [.. plain[..scan], .. Enumerable.Repeat(plain[scan..^2], 1000).SelectMany(s => s), .. plain[^2..]];

        Assert.Null(CleanImage.Of(slow));
    }

    [Fact]
    public void A_palette_too_long_to_be_one_is_taken_out()
    {
        var png = Pictures.Png();
        byte[] hidden = [.. png[..33], .. Pictures.Chunk("PLTE", string.Concat(Enumerable.Repeat("<script>", 200))), .. png[33..]];

        Assert.DoesNotContain("<script>", Text(CleanImage.Of(hidden)!.Bytes), StringComparison.Ordinal);
    }

    private static byte[] Picture(string kind) => kind switch
    {
        "jpeg" => Pictures.Jpeg(padding: 1000),
        "png" => Pictures.Png(),
        _ => Pictures.WebP(),
    };

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
