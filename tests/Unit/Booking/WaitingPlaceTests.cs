using Repairs.Booking;

namespace Repairs.Tests.Unit.Booking;

public class WaitingPlaceTests
{
    private static readonly BookingSettings Settings = new();
    private static readonly DateTimeOffset Noon = new(2027, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Only_what_was_not_free_at_the_last_look_has_come_free()
    {
        var free = new[] { At(11, 8), At(12, 8), At(13, 8) };

        var came = WaitingPlaceRule.CameFree(free, new HashSet<string> { WaitingPlaceRule.Window(free[0]) }, new HashSet<string> { WaitingPlaceRule.Window(free[1]) }, Noon, Settings);

        Assert.Equal([free[2]], came);
        Assert.Empty(WaitingPlaceRule.CameFree(free, new HashSet<string>(), new HashSet<string>(), null, Settings));
    }

    [Fact]
    public void A_day_that_was_not_in_view_yet_has_not_come_free()
    {
        var beyond = new StoredChoice(new DateOnly(2027, 3, 10).AddDays(Settings.HorizonDays + 1), new TimeOnly(8, 0), new TimeOnly(12, 0), WindowKind.Morning, false, []);

        Assert.Empty(WaitingPlaceRule.CameFree([beyond], new HashSet<string>(), new HashSet<string>(), Noon, Settings));
        Assert.Single(WaitingPlaceRule.CameFree([beyond with { Date = beyond.Date.AddDays(-1) }], new HashSet<string>(), new HashSet<string>(), Noon, Settings));
    }

    [Fact]
    [Trait("requirement", "22")]
    public void After_our_own_miss_the_soonest_time_is_kept_for_a_day_at_most_and_never_into_its_own_lead_time()
    {
        var today = new StoredChoice(new DateOnly(2027, 3, 10), new TimeOnly(14, 15), new TimeOnly(17, 0), WindowKind.Afternoon, false, []);

        var owed = WaitingPlaceRule.Owed([At(13, 8), At(11, 8), today], Noon, Settings);

        Assert.Equal([At(11, 8), At(13, 8)], owed.Select(o => o.Choice));
        Assert.Equal([Noon.AddHours(18), Noon.AddHours(24)], owed.Select(o => o.Until));
        Assert.Equal(today, WaitingPlaceRule.Owed([today with { From = new TimeOnly(14, 30) }], Noon, Settings)[0].Choice with { From = today.From });
    }

    [Theory]
    [InlineData("07:59", false)]
    [InlineData("08:00", true)]
    [InlineData("19:59", true)]
    [InlineData("20:00", false)]
    [InlineData("03:00", false)]
    public void Nothing_is_kept_for_anyone_at_night(string time, bool day) =>
        Assert.Equal(day, WaitingPlaceRule.IsDay(Repairs.Platform.LondonTime.Instant(new DateOnly(2027, 7, 1), TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture)), Settings));

    [Fact]
    public void A_households_own_quiet_hours_end_when_they_say()
    {
        Assert.Equal(Noon.AddHours(1), WaitingPlaceRule.QuietUntil(new TimeOnly(11, 0), new TimeOnly(13, 0), Noon));
        Assert.Equal(Noon.AddHours(20), WaitingPlaceRule.QuietUntil(new TimeOnly(11, 0), new TimeOnly(8, 0), Noon));
        Assert.Null(WaitingPlaceRule.QuietUntil(new TimeOnly(21, 0), new TimeOnly(8, 0), Noon));
        Assert.Null(WaitingPlaceRule.QuietUntil(null, null, Noon));
    }

    private static StoredChoice At(int day, int hour) => new(new DateOnly(2027, 3, day), new TimeOnly(hour, 0), new TimeOnly(12, 0), WindowKind.Morning, false, []);
}
