using Repairs.Booking;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Booking;

public sealed class DayPlanTests
{
    private static readonly DateOnly Monday = new(2026, 11, 30);
    private static readonly PlanPerson Jo = new() { OperativeId = 1, Name = "Jo Mason", Trades = ["plumbing"], Patches = ["north"] };

    [Fact]
    public void A_day_shows_working_time_absence_visits_and_the_way_between_them()
    {
        PlanShiftRow[] shifts = [Shift("08:00", "17:00"), Shift("13:00", "14:00", absent: true)];
        PlanPlaceRow[] places = [Place("09:00", "10:00", 51.5, -0.1), Place("10:10", "11:00", 51.6, -0.1), Place("13:30", "14:30", 51.6, -0.1, landlord: "other"), Place("15:00", "16:00", 51.6, -0.1, status: "held")];

        var day = Assert.Single(DayPlanRule.Of("demo", Monday, [Jo], shifts, places, new BookingSettings { KilometresPerHour = 30 }, DayPlanRule.HoursOf(Monday, shifts, places)));

        Assert.Equal(["08:00 to 13:00", "14:00 to 17:00"], day.Working.Select(w => $"{DayPlanRule.Time(w.From)} to {DayPlanRule.Time(w.To)}"));
        Assert.Equal([PlanKind.Visit, PlanKind.Visit, PlanKind.Elsewhere, PlanKind.Held], day.Stops.Select(s => s.Kind));
        Assert.True(day.Stops[1] is { Tight: true, Gap: 10, Travel: > 20 });
        Assert.Equal([false, false, true, false], day.Stops.Select(s => s.WhileAway));
        Assert.True(day.NeedsCover);
        Assert.Null(day.Stops[2].RepairId);
        Assert.Null(day.Stops[2].Patch);
        Assert.All(day.Bars, b => Assert.InRange(b.Left + b.Width, 0, 100.001));
    }

    [Theory]
    [InlineData("2026-03-29")]
    [InlineData("2026-10-25")]
    public void A_day_on_which_the_clocks_change_is_as_long_as_it_is(string date)
    {
        var day = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture);
        PlanShiftRow[] shifts = [new() { OperativeId = 1, Day = day.AddDays(-1), FromTime = new(22, 0), ToTime = new(6, 0) }];

        var plan = Assert.Single(DayPlanRule.Of("demo", day, [Jo], shifts, [], new BookingSettings(), DayPlanRule.HoursOf(day, shifts, [])));

        Assert.Equal(day.Month == 3 ? 5 : 7, (plan.Working[0].To - plan.Working[0].From).TotalHours);
    }

    [Fact]
    public void Open_work_fits_into_earlier_weeks_and_never_into_later_ones()
    {
        var weeks = ShortfallRule.Weeks([(Monday, 600, 100, 0), (Monday.AddDays(7), 100, 100, 400), (Monday.AddDays(14), 100, 300, 0), (Monday.AddDays(21), 100, 0, 500)]);

        Assert.Equal([0, 0, 200, 300], weeks.Select(w => w.Short));
    }

    [Fact]
    public void A_shortfall_is_said_in_words_and_in_hours()
    {
        var now = LondonTime.StartOf(Monday);
        var row = Assert.Single(ShortfallRule.Of(
            [Monday], [Jo], [Shift("08:00", "12:00"), Shift("10:00", "11:00", absent: true)], now,
            [new WorkRow { Trade = "plumbing", Patch = "north", Week = Monday, Minutes = 120 }], [new WorkRow { Trade = "plumbing", Patch = "north", Week = Monday, Minutes = 300 }], [new SmallOfferRow { Trade = "plumbing", Patch = "north", Repairs = 2 }]));

        Assert.Equal(
            ["Week of Monday 30 November: 4 hours short. People work 3 hours; 2 hours are promised and 5 hours of open work are due.", "2 households were offered less than a real choice in the last four weeks."],
            ShortfallRule.Words(row));
    }

    private static PlanShiftRow Shift(string from, string to, bool absent = false) =>
        new() { OperativeId = 1, Day = Monday, Absent = absent, FromTime = Time(from), ToTime = Time(to) };

    private static PlanPlaceRow Place(string from, string to, double lat, double lon, string landlord = "demo", string status = "booked") => new()
    {
        OperativeId = 1, Landlord = landlord, Status = status, PropertyRef = from, Lat = lat, Lon = lon, RepairId = Guid.NewGuid(), Trade = "plumbing", Patch = "north",
        Starts = LondonTime.Instant(Monday, Time(from)), Ends = LondonTime.Instant(Monday, Time(to)),
    };

    private static TimeOnly Time(string text) => TimeOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
