using Repairs.Booking;

namespace Repairs.Tests.Unit.Booking;

[Trait("requirement", "28")]
public class RingingTests
{
    private static readonly Ringing Fine = new(true, false, null);

    [Fact]
    public void Nobody_is_told_to_ring_where_it_is_not_known_not_wanted_or_not_safe()
    {
        Assert.False(Ringing.NotKnown.MayRing);
        Assert.Equal("We could not check whether to ring. Try again in a moment.", Ringing.NotKnown.Warning!.Words);
        Assert.Equal("Please do not ring them", new Ringing(true, true, null).Warning!.Title);
        Assert.Equal("No number to ring", new Ringing(false, false, null).Warning!.Title);
        Assert.True(Fine.MayRing);
        Assert.Null(Fine.Warning);
    }

    [Fact]
    public void None_suited_and_nobody_rings_them_so_they_are_on_the_list_and_no_day_is_named()
    {
        var now = new DateTimeOffset(2026, 11, 26, 9, 0, 0, TimeSpan.Zero);
        foreach (var declined in new[] { new Declined(null, null, now.AddDays(1)), new Declined(null, now, now.AddDays(5)) })
        {
            Assert.Equal(new Declined(null, now, null), DeclineRule.InWriting(declined, now));
            Assert.Equal("waiting-list", DeclineRule.Word(DeclineRule.InWriting(declined, now)));
        }
    }

    [Fact]
    public void Who_hears_first_and_when_not_to_ring_is_said()
    {
        Assert.Empty(Fine.Notes);
        Assert.Equal(
            ["Their supporter hears first. Talk to the supporter before you ring them.", "They would like no calls between 8pm and 9:30am."],
            (Fine with { SupporterFirst = true, QuietHours = new RingQuiet(new TimeOnly(20, 0), new TimeOnly(9, 30)) }).Notes);
    }

    [Fact]
    public void A_call_they_asked_for_is_made_where_the_number_is_safe_and_no_other()
    {
        var quiet = new Ringing(true, true, null);
        Assert.Equal("They asked for this call", quiet.WarningFor("asked")!.Title);
        foreach (var because in new[] { "silence", "slip", "none-suited", "visit-cancelled", "person-first", "no-capacity", "pre-visit", "needs", "emergency" })
            Assert.Equal("Please do not ring them", quiet.WarningFor(because)!.Title);
        Assert.Equal("No number to ring", new Ringing(false, false, null).WarningFor("asked")!.Title);
        Assert.Equal("Please do not ring them", new Ringing(false, true, null).WarningFor("asked")!.Title);
        Assert.False(Ringing.NotKnown.WarningFor("asked") is null);
        Assert.Null(Fine.WarningFor("asked"));
    }
}
