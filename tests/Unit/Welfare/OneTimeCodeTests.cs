using Repairs.Messages.Features.TellCode;
using Repairs.Messages.Gates;
using Repairs.Messages.Sending;
using Repairs.Platform;
using Repairs.Welfare;
using Repairs.Welfare.OpenByCode;
using Repairs.Welfare.RecordAttempt;
using Repairs.Welfare.ShareReason;

namespace Repairs.Tests.Unit.Welfare;

public sealed class OneTimeCodeTests
{
    private static readonly PlatformSettings Platform = new() { LinkKey = Convert.ToBase64String(new byte[32]) };

    [Fact]
    public void Six_digits_that_are_the_same_for_the_same_id_and_key_and_spread_evenly()
    {
        var codes = Enumerable.Range(0, 20_000).Select(i => OneTimeCode.Of(StableId.Of("case", i.ToString(System.Globalization.CultureInfo.InvariantCulture)), Platform)).ToList();
        Assert.All(codes, c => Assert.Matches("^[0-9]{6}$", c));
        Assert.All(codes.GroupBy(c => c[0]), g => Assert.InRange(g.Count(), 1800, 2200));
        var id = StableId.Of("case");
        var code = OneTimeCode.Of(id, Platform);
        Assert.True(OneTimeCode.Is($" {code[..3]}-{code[3..]}", id, Platform));
        Assert.False(OneTimeCode.Is(null, id, Platform));
        Assert.False(OneTimeCode.Is("", id, Platform));
        Assert.False(OneTimeCode.Is(code + "0", id, Platform));
        Assert.NotEqual(code, OneTimeCode.Of(id, new PlatformSettings { LinkKey = Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray()) }));
    }

    [Fact]
    [Trait("requirement", "28")]
    public void It_goes_to_a_safe_phone_or_email_and_to_nothing_else()
    {
        Assert.Null(TellCode.Choose(null));
        Assert.Null(TellCode.Choose(Card(new("text", "07700", false), new("email", "a@b", false), new("letter", null, true))));
        Assert.Null(TellCode.Choose(Card(new ContactChannel("text", " ", true))));
        Assert.Equal("email", TellCode.Choose(Card(new("text", "07700", false), new("email", "a@b", true)))!.Channel);
        Assert.Equal("text", TellCode.Choose(Card(new("text", "07700", true), new("email", "a@b", true)))!.Channel);
        Assert.Equal("email", TellCode.Choose(Card(new("text", "07700", true), new("email", "a@b", true)) with { Preferred = "email" })!.Channel);
    }

    [Fact]
    [Trait("requirement", "29")]
    public void Its_words_pass_the_gates_and_say_nothing_of_what_it_is_for()
    {
        var words = TellCode.Words("012345", "Riverside Homes", new DateTimeOffset(2026, 11, 22, 9, 30, 0, TimeSpan.Zero));
        Assert.True(Gate.Check(words).Ok, Gate.Check(words).Why);
        Assert.StartsWith("012345 ", words, StringComparison.Ordinal);
        Assert.DoesNotContain("reason", words, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("visit", words, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    [Trait("requirement", "6")]
    public void Every_reason_has_kind_words_for_the_resident_and_a_kind_that_may_travel()
    {
        Assert.Equal(Words.Reasons.Select(r => r.Code).Order(StringComparer.Ordinal), ReasonWords.All.Select(r => r.Code).Order(StringComparer.Ordinal));
        foreach (var (code, words) in ReasonWords.All)
        {
            Assert.DoesNotContain(Tone.Check($"{words}."), f => f.Level > Level.Warn);
            var kind = ReasonKind.Of(code)!;
            Assert.Equal(code is "R09" or "R10" or "R11" or "R12" or "R22", !kind.Travels);
            Assert.Equal(!kind.Travels, ReasonWords.IsPrivate(code));
        }

        Assert.Equal("not-said", ReasonKind.Of("R12")!.Kind);
        Assert.Equal(["R01", "R02", "R20", "R21"], ReasonWords.All.Take(4).Select(r => r.Code));
    }

    private static ContactCard Card(params ContactChannel[] channels) => new("Sam", channels, null, null, null, null, false);
}
