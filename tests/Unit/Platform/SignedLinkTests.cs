using Repairs.Platform;

namespace Repairs.Tests.Unit.Platform;

public sealed class SignedLinkTests
{
    private static readonly SignedLink Links = new(new PlatformSettings { LinkKey = Convert.ToBase64String(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()) });

    [Fact]
    public void A_link_reads_back_as_what_it_was_made_for()
    {
        var id = Guid.NewGuid();
        var token = Links.Make(id, 7);
        Assert.Equal((id, 7), Links.Read(token));
        Assert.Matches("^[A-Za-z0-9_-]{48}$", token);
    }

    [Fact]
    public void A_link_changed_in_any_one_place_opens_nothing()
    {
        var token = Links.Make(Guid.NewGuid(), 1);
        for (var i = 0; i < token.Length; i++)
        {
            foreach (var other in "Aa0_-".Where(c => c != token[i]))
                Assert.Null(Links.Read(token[..i] + other + token[(i + 1)..]));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("%00%00")]
    [InlineData("😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀")]
    public void Anything_else_opens_nothing(string? token) => Assert.Null(Links.Read(token));

    [Fact]
    public void Another_landlords_key_opens_nothing()
    {
        var others = new SignedLink(new PlatformSettings { LinkKey = Convert.ToBase64String(new byte[32]) });
        Assert.Null(others.Read(Links.Make(Guid.NewGuid(), 1)));
    }
}
