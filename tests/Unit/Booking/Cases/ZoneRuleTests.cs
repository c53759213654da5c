using Repairs.Booking;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Booking.Cases;

/// <summary>The zone's rules change between booking and visit: say, the clocks no longer go back in October.</summary>
public sealed class ZoneRuleTests
{
    private static readonly ZoneRules Now = ZoneRules.OfThisProcess;
    private static readonly ZoneRules SummerForEver = new((date, time) => new DateTimeOffset(date.ToDateTime(time), TimeSpan.FromHours(1)).ToUniversalTime());

    [Fact]
    [Trait("case", "16")]
    public void The_promised_local_time_stands_and_its_instant_gives_way()
    {
        var november = Kept("2026-11-23", "08:00", "12:00");
        var july = Kept("2026-07-20", "08:00", "12:00");

        Assert.Null(ZoneRule.Moved(november, Now));
        Assert.Null(ZoneRule.Moved(july, SummerForEver));
        Assert.Equal((Day.At("2026-11-23", "07:00"), Day.At("2026-11-23", "11:00")), ZoneRule.Moved(november, SummerForEver));
        Assert.Equal((november.WindowStart, november.WindowEnd), ZoneRule.Moved(november with { WindowStart = november.WindowStart.AddHours(-1), WindowEnd = november.WindowEnd.AddHours(-1) }, Now));
    }

    [Fact]
    [Trait("case", "16")]
    public void Each_visit_moves_into_time_that_the_one_before_has_left()
    {
        var day = new[] { "08:00", "09:00", "10:00" }.Select(t => new ComingVisit(new RepairKey("demo", Guid.NewGuid()), Kept("2026-11-23", "08:00", "12:00"), Day.At("2026-11-23", t))).ToList();
        var other = new ZoneRules((date, time) => LondonTime.Instant(date, time).AddHours(1));

        Assert.Equal(day, ZoneRule.InOrder(day.AsEnumerable().Reverse(), SummerForEver)); // earlier: the first one first
        Assert.Equal(day.AsEnumerable().Reverse(), ZoneRule.InOrder(day, other)); // later: the last one first
    }

    [Fact]
    [Trait("case", "16")]
    public void A_choice_kept_by_other_rules_is_known_by_what_its_places_were_promised()
    {
        var (kept, key) = (Kept("2026-11-23", "08:00", "12:00"), new RepairKey("demo", Guid.NewGuid()));
        var choice = new KeptChoice(key, kept.Date, kept.FromTime, kept.ToTime, kept.WindowStart.AddHours(2), kept.WindowStart, kept.WindowEnd);

        Assert.False(ZoneRule.IsOfOtherRules(choice, Now));
        Assert.True(ZoneRule.IsOfOtherRules(choice, SummerForEver));

        // What no plan may move is promised no instants: it does where it still lies in the window.
        var fixedOne = choice with { WindowStart = null, WindowEnd = null };
        Assert.False(ZoneRule.IsOfOtherRules(fixedOne, SummerForEver));
        Assert.True(ZoneRule.IsOfOtherRules(fixedOne with { Planned = kept.WindowEnd.AddHours(-1) }, SummerForEver));
    }

    private static KeptWindow Kept(string date, string from, string to) => new(Day.Date(date), TimeOnly.Parse(from, null), TimeOnly.Parse(to, null), Day.At(date, from), Day.At(date, to));
}
