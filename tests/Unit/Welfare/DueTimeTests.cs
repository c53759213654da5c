using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Welfare;
using Repairs.Welfare.OpenFollowUp;

namespace Repairs.Tests.Unit.Welfare;

/// <summary>Due times by risk in working hours and days, over weekends, bank holidays and both clock changes.</summary>
public sealed class DueTimeTests
{
    private static DateTimeOffset London(string local) => LondonTime.Instant(DateOnly.Parse(local[..10], System.Globalization.CultureInfo.InvariantCulture), TimeOnly.Parse(local[11..], System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    // An ordinary day, and one that runs over the evening.
    [InlineData(Risk.Immediate, "2026-03-04 10:00", "2026-03-04 10:00")]
    [InlineData(Risk.High, "2026-03-04 10:00", "2026-03-04 14:00")]
    [InlineData(Risk.High, "2026-03-04 15:30", "2026-03-05 11:30")]
    [InlineData(Risk.High, "2026-03-04 13:00", "2026-03-04 17:00")]
    [InlineData(Risk.Medium, "2026-03-04 10:00", "2026-03-05 17:00")]
    [InlineData(Risk.Standard, "2026-03-04 10:00", "2026-03-09 17:00")]
    // Nights and weekends.
    [InlineData(Risk.High, "2026-03-04 03:00", "2026-03-04 13:00")]
    [InlineData(Risk.High, "2026-03-06 16:00", "2026-03-09 12:00")]
    [InlineData(Risk.High, "2026-03-07 11:00", "2026-03-09 13:00")]
    [InlineData(Risk.Medium, "2026-03-07 11:00", "2026-03-09 17:00")]
    [InlineData(Risk.Immediate, "2026-03-07 23:59", "2026-03-07 23:59")]
    // The clocks go forward on Sunday 29 March 2026 and back on Sunday 25 October 2026.
    [InlineData(Risk.High, "2026-03-27 16:00", "2026-03-30 12:00")]
    [InlineData(Risk.Standard, "2026-03-27 16:00", "2026-04-01 17:00")]
    [InlineData(Risk.High, "2026-10-23 16:00", "2026-10-26 12:00")]
    // Christmas 2026: Friday 25 and Monday 28 December are bank holidays; so is 1 January 2027. Easter 2026: 3 and 6 April.
    [InlineData(Risk.High, "2026-12-24 15:00", "2026-12-29 11:00")]
    [InlineData(Risk.Medium, "2026-12-24 15:00", "2026-12-29 17:00")]
    [InlineData(Risk.Standard, "2026-12-24 15:00", "2026-12-31 17:00")]
    [InlineData(Risk.Standard, "2026-12-30 15:00", "2027-01-05 17:00")]
    [InlineData(Risk.Medium, "2026-04-02 09:00", "2026-04-07 17:00")]
    [Trait("requirement", "11")]
    public void Each_risk_has_its_due_time(Risk risk, string from, string due) => Assert.Equal(London(due), DueTime.Of(risk, [], London(from)));

    [Fact]
    public void A_hazard_makes_it_due_the_same_day()
    {
        Assert.Equal(London("2026-03-07 00:00").AddDays(1), DueTime.Of(Risk.Standard, ["hazard"], London("2026-03-07 11:00")));
        Assert.Equal(London("2026-03-04 14:00"), DueTime.Of(Risk.High, ["hazard"], London("2026-03-04 10:00")));
    }

    [Fact]
    public void Working_time_never_runs_backwards_and_only_moves_in_working_hours()
    {
        var random = new Random(4);
        for (var i = 0; i < 20_000; i++)
        {
            var from = London("2025-01-01 00:00").AddMinutes(random.Next(3 * 365 * 24 * 60));
            var hours = random.NextDouble() * 20;
            var due = WorkingTime.AddHours(from, hours);
            Assert.True(due >= from);
            Assert.True(WorkingTime.IsWorkingDay(LondonTime.DateOf(due)));
            Assert.InRange(LondonTime.TimeOf(due), WorkingTime.Opens, WorkingTime.Closes);
            Assert.True(WorkingTime.AddHours(from, hours + 1) > due);
        }
    }

    [Theory]
    [InlineData(2025, 8)]
    [InlineData(2026, 8)]
    [InlineData(2027, 8)]
    [InlineData(2028, 8)]
    public void Each_year_has_its_bank_holidays_on_weekdays(int year, int holidays) =>
        Assert.Equal(holidays, Enumerable.Range(0, 366).Select(d => new DateOnly(year, 1, 1).AddDays(d))
            .Count(d => d.Year == year && d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !WorkingTime.IsWorkingDay(d)));

    [Theory]
    [InlineData("emergency", Risk.Immediate, "2026-03-07 23:00")]
    [InlineData("hazard", Risk.High, "2026-03-08 00:00")]
    [InlineData("felt-unsafe", Risk.High, "2026-03-08 00:00")]
    [InlineData("adjustment", Risk.Medium, "2026-03-09 17:00")]
    public void A_person_who_asks_does_so_now_in_an_emergency_and_the_same_day_under_a_hazard(string because, Risk risk, string due)
    {
        Assert.Equal(risk, DueTime.RiskOf([because]));
        Assert.Equal(London(due), DueTime.Of(risk, [because], London("2026-03-07 23:00")));
    }
}
