using Repairs.Booking;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Booking;

/// <summary>The time cases of the scheduling notes: clock changes, midnight, bank holidays, leap day, year end. Numbers in the names are theirs.</summary>
public sealed class SlotTimeTests
{
    private static readonly BookingSettings Settings = Day.Settings();

    [Fact]
    public void Case_1_a_spring_night_from_midnight_to_six_holds_five_hours_and_none_begins_at_one()
    {
        var starts = Day.Starts(Day.Diary(1, [Day.Shift("2026-03-29", "00:00", "06:00")]), Day.On("2026-03-29", "00:00", "06:00"), Day.Request("2026-03-29"), Settings);

        Assert.Equal(["00:00", "02:00", "03:00", "04:00", "05:00"], starts.Select(s => LondonTime.TimeOf(s).ToString("HH:mm", null)));
    }

    [Fact]
    public void Case_2_the_spring_day_from_eight_to_five_holds_nine_hours_from_seven_utc()
    {
        var starts = Day.Starts(Day.Diary(1, [Day.Shift("2026-03-29", "08:00", "17:00")]), Day.On("2026-03-29", "08:00", "17:00"), Day.Request("2026-03-29"), Settings);

        Assert.Equal(9, starts.Count);
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 7, 0, 0, TimeSpan.Zero), starts[0]);
    }

    [Fact]
    public void Case_3_an_autumn_night_holds_seven_hours_and_one_o_clock_comes_twice()
    {
        var starts = Day.Starts(Day.Diary(1, [Day.Shift("2026-10-25", "00:00", "06:00")]), Day.On("2026-10-25", "00:00", "06:00"), Day.Request("2026-10-25"), Settings);

        Assert.Equal(["00:00", "01:00", "01:00", "02:00", "03:00", "04:00", "05:00"], starts.Select(s => LondonTime.TimeOf(s).ToString("HH:mm", null)));
        Assert.Equal(7, starts.Distinct().Count());
    }

    [Fact]
    public void Case_4_the_autumn_day_begins_at_eight_utc()
    {
        var starts = Day.Starts(Day.Diary(1, [Day.Shift("2026-10-25", "08:00", "17:00")]), Day.On("2026-10-25", "08:00", "17:00"), Day.Request("2026-10-25"), Settings);

        Assert.Equal(9, starts.Count);
        Assert.Equal(new DateTimeOffset(2026, 10, 25, 8, 0, 0, TimeSpan.Zero), starts[0]);
    }

    [Fact]
    public void Case_6_a_window_over_the_autumn_change_holds_an_hour_more_than_its_clock_shows()
    {
        var request = Day.Request("2026-10-25", minutes: 300);
        var cells = Slots.Cells([Day.Diary(1, [Day.Shift("2026-10-25", "00:00", "12:00")])], request, Day.Settings(Day.Window("00:00", "04:00")));

        Assert.Single(cells);
        Assert.Empty(Slots.Cells([Day.Diary(1, [Day.Shift("2026-03-29", "00:00", "12:00")])], Day.Request("2026-03-29", minutes: 240), Day.Settings(Day.Window("00:00", "04:00"))));
    }

    [Fact]
    public void Case_7_a_job_over_midnight_belongs_to_both_days()
    {
        var planned = new Stretch(Day.At("2026-06-01", "23:30"), Day.At("2026-06-02", "00:30"));

        Assert.Equal([Day.Date("2026-06-01"), Day.Date("2026-06-02")], Plan.DaysOf(planned));
        Assert.Equal([Day.Date("2026-06-01")], Plan.DaysOf(Day.On("2026-06-01", "23:00", "24:00")));
        var diary = Day.Diary(1, [Day.Shift("2026-06-01", "22:00", "02:00")], new Stop(planned, Day.Here));
        var (before, after) = (Day.Fits(diary, Day.On("2026-06-01", "22:00", "24:00"), Day.Request("2026-06-01"), Settings).Single(), Day.Fits(diary, Day.On("2026-06-02", "00:00", "02:00"), Day.Request("2026-06-02"), Settings).Single());
        Assert.Equal((Day.At("2026-06-01", "22:00"), Day.At("2026-06-01", "22:30")), (Route.Instant(before.Earliest), Route.Instant(before.Latest)));
        Assert.Equal((Day.At("2026-06-02", "00:30"), Day.At("2026-06-02", "01:00")), (Route.Instant(after.Earliest), Route.Instant(after.Latest)));
    }

    [Fact]
    public void Case_8_a_shift_that_ends_at_midnight_offers_the_last_hour_of_the_day()
    {
        var starts = Day.Starts(Day.Diary(1, [Day.Shift("2026-06-01", "20:00", "24:00")]), Day.On("2026-06-01", "20:00", "24:00"), Day.Request("2026-06-01"), Settings);

        Assert.Equal("23:00", LondonTime.TimeOf(starts[^1]).ToString("HH:mm", null));
    }

    [Fact]
    public void Case_9_a_window_keeps_its_local_time_over_the_clock_change()
    {
        var days = new[] { Day.Shift("2026-10-24", "08:00", "17:00"), Day.Shift("2026-10-25", "08:00", "17:00") };
        var cells = Slots.Cells([Day.Diary(1, days)], Day.Request("2026-10-24", "2026-10-25"), Settings).Where(c => c.Kind == WindowKind.Morning).ToList();

        Assert.Equal(["08:00", "08:00"], cells.Select(c => c.From.ToString("HH:mm", null)));
        Assert.Equal(TimeSpan.FromHours(25), LondonTime.Instant(cells[1].Date, cells[1].From) - LondonTime.Instant(cells[0].Date, cells[0].From));
    }

    [Fact]
    public void Case_11_nothing_is_offered_on_a_bank_holiday_and_emergencies_still_are()
    {
        var diary = Day.Diary(1, [Day.Shift("2026-12-25", "08:00", "17:00"), Day.Shift("2026-12-28", "08:00", "17:00"), Day.Shift("2026-12-29", "08:00", "17:00")]);
        var request = Day.Request("2026-12-25", "2026-12-29", daysOff: ["2026-12-25", "2026-12-28"]);

        Assert.All(Slots.Cells([diary], request, Settings), c => Assert.Equal(Day.Date("2026-12-29"), c.Date));
        var soonest = Slots.Soonest([diary], request with { Now = Day.At("2026-12-25", "09:05") }, Settings, Day.At("2026-12-26", "09:05"));
        Assert.Equal(Day.At("2026-12-25", "09:15"), soonest[0].Planned.From);
    }

    [Theory]
    [InlineData("2028-02-28", "2028-03-01", 3)] // case 13
    [InlineData("2026-12-31", "2027-01-01", 2)] // case 14
    public void Cases_13_and_14_leap_day_and_year_end_are_days_like_others(string first, string last, int days)
    {
        var shifts = Enumerable.Range(0, days).Select(i => Day.Shift(Day.Date(first).AddDays(i).ToString("yyyy-MM-dd", null), "08:00", "17:00"));

        Assert.Equal(days, Slots.Cells([Day.Diary(1, shifts)], Day.Request(first, last), Settings).Select(c => c.Date).Distinct().Count());
    }

    [Theory]
    [InlineData("2026-11-23", "11:59", true)]
    [InlineData("2026-11-23", "12:00", true)]
    [InlineData("2026-11-23", "12:01", false)]
    public void Case_30_exactly_the_notice_we_promise_is_enough(string date, string now, bool offered)
    {
        var settings = Day.Settings();
        settings.LeadMinutes = 300;
        var request = Day.Request(date, now: Day.At(date, now));

        Assert.Equal(offered, Slots.Cells([Day.Diary(1, [Day.Shift(date, "08:00", "20:00")])], request, settings).Any(c => c.Kind == WindowKind.Evening));
    }

    [Fact]
    public void Case_31_the_last_day_of_the_horizon_is_included()
    {
        var (first, last) = OfferRule.Days(Day.At("2026-11-23", "10:00"), null, OfferKind.Best, Settings);
        var shifts = new[] { Day.Shift("2026-12-21", "08:00", "17:00"), Day.Shift("2026-12-22", "08:00", "17:00") };

        Assert.Equal([Day.Date("2026-12-21")], Slots.Cells([Day.Diary(1, shifts)], Day.Request("2026-11-23") with { First = first, Last = last }, Settings).Select(c => c.Date).Distinct());
    }
}
