using FsCheck;
using FsCheck.Fluent;
using Repairs.Booking;
using Repairs.Messages.Gates;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Booking;

[Trait("requirement", "3")]
public class LetterRuleTests
{
    private static readonly IReadOnlySet<DateOnly> Christmas = new HashSet<DateOnly> { new(2026, 12, 25), new(2026, 12, 28), new(2027, 1, 1) };

    [Fact]
    public void The_post_has_time_both_ways_over_christmas_too()
    {
        var first = LetterRule.FirstDay(new DateOnly(2026, 12, 21), Christmas);
        Assert.Equal(new DateOnly(2027, 1, 6), first);
        Assert.Equal(new DateOnly(2027, 1, 4), LetterRule.ReplyBy(first, Christmas));
        Assert.Equal(new DateOnly(2027, 1, 5), LetterRule.LastDay(new DateOnly(2027, 1, 4), Christmas));
    }

    [Fact]
    public void A_slip_of_the_last_day_is_entered_the_next_and_still_before_the_first_visit()
    {
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Gen.Choose(0, 800).ToArbitrary(), day =>
        {
            var today = new DateOnly(2026, 1, 1).AddDays(day);
            var first = LetterRule.FirstDay(today, Christmas);
            var replyBy = LetterRule.ReplyBy(first, Christmas);
            var last = LetterRule.LastDay(replyBy, Christmas);
            return replyBy > today.AddDays(6) && replyBy < last && last < first && WorkingDays.Is(replyBy, Christmas) && WorkingDays.Is(last, Christmas);
        }));
    }

    [Fact]
    public void A_reference_is_read_however_it_is_typed_and_is_no_word()
    {
        Assert.Equal("K7M2X5", LetterRule.Read(" k7-m2 x5."));
        Assert.Equal("K2M5X8", LetterRule.Read("KZMSXB"));
        Assert.Equal("K7 M2 X5", LetterRule.Printed("K7M2X5"));
        Assert.All(new[] { null, "", "K7M2X", "K7M2X55", "7K2M5X", "KOM1X5", "<script>", new string('K', 4000) }, typed => Assert.Null(LetterRule.Read(typed)));
        for (var i = 0; i < 2000; i++)
        {
            var reference = LetterRule.Reference();
            Assert.Equal(reference, LetterRule.Read(LetterRule.Printed(reference)));
            Assert.DoesNotContain(reference, c => "01IOQ".Contains(c, StringComparison.Ordinal));
            Assert.True(Tone.Check($"Slip {LetterRule.Printed(reference)}").Count == 0, reference);
        }
    }
}
