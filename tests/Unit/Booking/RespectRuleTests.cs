using Repairs.Booking;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Booking;

public sealed class RespectRuleTests
{
    private static readonly DateOnly Monday = new(2030, 1, 7);
    private static readonly DateTimeOffset Now = LondonTime.Instant(Monday, new(9, 0));
    private static readonly DateTimeOffset CallBy = LondonTime.Instant(Monday.AddDays(1), new(17, 0));

    [Fact]
    public void What_can_be_kept_owes_no_call_and_counts_as_applied()
    {
        var needs = RespectRule.Settled(SlotNeeds.None with { OperativeGender = "female", MaxPeople = 1, Applied = 2 }, people: 1, whoFit: 1, CallBy);

        Assert.Equal((false, false, null, 2), (needs.AnyGender, needs.MorePeople, needs.CallBy, needs.Applied));
        Assert.Null(RespectRule.CallOwed(needs, CallBy.AddDays(3), CallBy, Now));
    }

    [Fact]
    public void What_cannot_be_kept_is_named_is_not_counted_and_somebody_rings()
    {
        var asked = SlotNeeds.None with { OperativeGender = "female", MaxPeople = 1, Applied = 3 };

        var needs = RespectRule.Settled(asked, people: 2, whoFit: 1, CallBy);

        Assert.Equal((true, true, CallBy, 1), (needs.AnyGender, needs.MorePeople, needs.CallBy, needs.Applied));
        Assert.Equal(needs, RespectRule.Settled(needs, people: 2, whoFit: 0, CallBy));
        Assert.Equal(3, RespectRule.Settled(needs, people: 1, whoFit: 1, CallBy).Applied);
        Assert.Equal(CallBy, RespectRule.CallOwed(needs, CallBy.AddDays(3), CallBy.AddDays(1), Now));
        Assert.Equal(CallBy.AddHours(-2), RespectRule.CallOwed(needs, CallBy.AddHours(-1), CallBy, Now));
        Assert.Equal(CallBy.AddDays(3), RespectRule.CallOwed(needs, CallBy.AddDays(9), CallBy.AddDays(3), CallBy.AddDays(2)));
    }

    [Theory]
    [InlineData("08:00", "12:00", false)]
    [InlineData("12:00", "17:00", true)]
    [InlineData("17:00", "20:00", false)]
    public void A_window_keeps_the_times_a_household_told(string from, string to, bool kept)
    {
        var needs = SlotNeeds.None with { NotBefore = new(10, 0), NotAfter = new(18, 0), AvoidDates = [Monday.AddDays(1)] };

        Assert.Equal(kept, RespectRule.Keeps(needs, Monday, Time(from), Time(to)));
        Assert.False(RespectRule.Keeps(needs, Monday.AddDays(1), new(12, 0), new(17, 0)));
    }

    [Fact]
    public void A_visit_booked_without_asking_fits_where_nothing_that_matters_turns_up()
    {
        var known = SlotNeeds.None;
        var told = SlotNeeds.None with { Version = "b" };

        Assert.True(Fits(known, told));
        Assert.True(Fits(known, told with { NotBefore = new(8, 0), SameOperative = true, MaxPeople = 1 }));
        Assert.False(Fits(known, told with { NotBefore = new(9, 0) }));
        Assert.False(Fits(known, told with { Longer = true }));
        Assert.False(Fits(known, told with { PreVisit = true }));
        Assert.False(Fits(known, told with { OperativeGender = "female" }));
        Assert.False(Fits(known, told with { MorePeople = true, MaxPeople = 1 }));
        Assert.True(Fits(known with { Version = "b" }, told with { Longer = true }));
        Assert.True(Fits(known with { PreVisit = true, Longer = true }, told with { PreVisit = true, Longer = true }));
    }

    private static bool Fits(SlotNeeds known, SlotNeeds now) => RespectRule.StillFits(known, now, Monday, new(8, 0), new(12, 0));

    private static TimeOnly Time(string time) => TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
}
