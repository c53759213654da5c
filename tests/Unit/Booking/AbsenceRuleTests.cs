using Repairs.Booking;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Booking;

/// <summary>Whole days by the local calendar, nights and clock changes among them; and which rows go when an absence is taken back.</summary>
public sealed class AbsenceRuleTests
{
    private const string Saturday = "2026-10-24"; // the clocks go back in the night that begins on it
    private const string Sunday = "2026-10-25";

    [Theory]
    [InlineData(Saturday, Sunday, 7)]
    [InlineData("2027-03-27", "2027-03-28", 5)]
    [InlineData("2026-11-23", "2026-11-24", 6)]
    [Trait("case", "26")]
    public void Whoever_is_away_on_a_day_does_not_come_for_the_second_half_of_its_night(string day, string next, int hours)
    {
        var night = Day.Shift(day, "22:00", "06:00");
        var days = AbsenceRule.Days(Day.Date(day), Day.Date(day));
        Assert.Equal([new Stretch(Day.At(next, "00:00"), Day.At(next, "06:00"))], Diary.WorkingTimeOf([night, .. RowsOf(days)]));
        Assert.Equal(hours, (Day.At(next, "06:00") - Day.At(next, "00:00")).TotalHours);

        var whole = AbsenceRule.WithTheNight(days, new TimeOnly(6, 0));

        Assert.Empty(Diary.WorkingTimeOf([night, .. RowsOf(whole)]));
        Assert.Equal(Day.At(next, "06:00"), whole.Ends);
        Assert.Equal(LondonTime.StartOf(Day.Date(day)), whole.Starts);
    }

    [Theory]
    [InlineData(Saturday, Sunday)]
    [InlineData("2027-03-27", "2027-03-28")]
    public void A_night_that_began_the_evening_before_is_cut_at_midnight(string before, string day) =>
        Assert.Equal(
            [Day.On(before, "22:00", "24:00")],
            Diary.WorkingTimeOf([Day.Shift(before, "22:00", "06:00"), .. RowsOf(AbsenceRule.Days(Day.Date(day), Day.Date(day)))]));

    [Fact]
    public void Without_work_over_midnight_a_day_ends_at_midnight()
    {
        var day = AbsenceRule.Days(Day.Date(Sunday), Day.Date(Sunday));

        Assert.Equal(day, AbsenceRule.WithTheNight(day, null));
        Assert.Equal(day, AbsenceRule.WithTheNight(day, TimeOnly.MinValue)); // a shift until 24:00
        Assert.Equal(TimeSpan.FromHours(25), day.Ends - day.Starts);
    }

    [Fact]
    public void An_absence_that_is_taken_back_leaves_the_rows_another_one_needs()
    {
        WorkingTime[] rows = [Day.Shift(Sunday, "08:00", "17:00"), Day.Shift(Sunday, "00:00", "24:00", absent: true), Day.Shift(Sunday, "08:00", "12:00", absent: true)];
        var (whole, morning) = (Day.On(Sunday, "00:00", "24:00"), Day.On(Sunday, "08:00", "12:00"));

        Assert.Equal([rows[1]], AbsenceRule.RowsToGo(rows, whole, [morning]));
        Assert.Empty(AbsenceRule.RowsToGo(rows, morning, [whole]));
        Assert.Equal([rows[1], rows[2]], AbsenceRule.RowsToGo(rows, whole, []));
        Assert.Equal([rows[2]], AbsenceRule.RowsToGo(rows, morning, []));
    }

    [Fact]
    public void A_shift_put_right_loses_what_no_other_shift_covers()
    {
        var shift = Day.Shift(Sunday, "08:00", "17:00");
        WorkingTime[] rows = [shift, Day.Shift(Sunday, "07:00", "09:00"), Day.Shift(Sunday, "16:00", "16:30", absent: true)];

        Assert.Equal([Day.On(Sunday, "09:00", "10:00"), Day.On(Sunday, "15:00", "16:00"), Day.On(Sunday, "16:30", "17:00")], TimesRule.Lost(rows, new ShiftChange(1, shift, Day.Shift(Sunday, "10:00", "15:00"))));
        Assert.Equal([Day.On(Sunday, "09:00", "16:00"), Day.On(Sunday, "16:30", "17:00")], TimesRule.Lost(rows, new ShiftChange(1, shift, null)));
        Assert.Empty(TimesRule.Lost(rows, new ShiftChange(1, shift, Day.Shift(Sunday, "08:00", "18:00"))));
        Assert.Equal([Day.Date(Sunday), Day.Date(Sunday).AddDays(1)], new ShiftChange(1, shift, Day.Shift(Sunday, "20:00", "04:00")).Days);
    }

    private static IEnumerable<WorkingTime> RowsOf(AbsenceTime time) => time.Rows.Select(r => new WorkingTime(r.Day, true, r.From, r.To));
}
