using Repairs.Booking;
using Repairs.Messages;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Booking.Cases;

/// <summary>Time and capacity cases of the scheduling notes that stand in no other file.</summary>
public sealed class TimeCaseTests
{
    private const string D = "2026-11-23";
    private static readonly BookingSettings Settings = Day.Settings();

    [Fact]
    [Trait("case", "10")]
    public void A_reminder_the_day_before_keeps_its_local_time_over_the_clock_change()
    {
        var days = new Days(new MessagesSettings());

        Assert.Equal(Day.At("2026-10-24", "10:00"), days.Remind(Day.Date("2026-10-25"), 1)); // 25 hours before ten on the day
        Assert.Equal(Day.At("2026-10-25", "10:00"), days.Remind(Day.Date("2026-10-26"), 1));
        Assert.Equal(TimeSpan.FromHours(25), Day.At("2026-10-25", "10:00") - days.Remind(Day.Date("2026-10-25"), 1));
        Assert.Equal("10:00", LondonTime.TimeOf(days.Remind(Day.Date("2026-03-29"), 1)).ToString("HH:mm", null));
    }

    [Fact]
    [Trait("case", "18")]
    public void Working_time_that_is_all_absence_offers_nothing()
    {
        var diary = Day.Diary(1, [Day.Shift(D, "08:00", "17:00"), Day.Shift(D, "08:00", "17:00", absent: true)]);

        Assert.Empty(diary.Working);
        Assert.Empty(Slots.Cells([diary], Day.Request(D), Settings));
    }

    [Theory]
    [Trait("case", "19")]
    [InlineData(8 * 60 + 45, true)]
    [InlineData(9 * 60 + 15, false)] // longer than the shift
    [InlineData(24 * 60, false)]
    [InlineData(10_000, false)]
    public void A_job_longer_than_any_shift_is_offered_nowhere_and_breaks_nothing(int minutes, bool offered)
    {
        var cells = Slots.Cells([Day.Diary(1, [Day.Shift(D, "08:00", "17:00")])], Day.Request(D, minutes: minutes), Settings);

        Assert.Equal(offered, cells.Count > 0);
        Assert.All(cells, c => Assert.Equal(WindowKind.AllDay, c.Kind));
    }

    [Theory]
    [Trait("case", "6")]
    [InlineData("2026-10-25", 300, true)]
    [InlineData("2026-10-25", 315, false)]
    [InlineData("2026-03-29", 180, true)]
    [InlineData("2026-03-29", 195, false)]
    [InlineData("2026-11-23", 240, true)]
    [InlineData("2026-11-23", 255, false)]
    public void A_window_from_midnight_to_four_holds_five_three_and_four_hours(string date, int minutes, bool fits) =>
        Assert.Equal(fits, Slots.Cells([Day.Diary(1, [Day.Shift(date, "00:00", "12:00")])], Day.Request(date, minutes: minutes), Day.Settings(Day.Window("00:00", "04:00"))).Count == 1);

    [Theory]
    [Trait("case", "7")]
    [InlineData("2026-11-23", 96)]
    [InlineData("2026-03-29", 92)]
    [InlineData("2026-10-25", 100)]
    public void A_day_has_a_bit_for_each_quarter_hour_it_really_has(string date, int quarters)
    {
        var route = Day.Diary(1, [Day.Shift(date, "00:00", "24:00")]).RouteFor(Settings);

        Assert.Equal(quarters, (int)UInt128.PopCount(route.DayOf(Day.Date(date)).Free));
    }

    [Fact]
    [Trait("case", "7")]
    public void A_job_over_midnight_blocks_the_bits_of_both_days()
    {
        var job = new Stop(new Stretch(Day.At("2026-06-01", "23:30"), Day.At("2026-06-02", "00:30")), Day.Here);
        var route = Day.Diary(1, [Day.Shift("2026-06-01", "20:00", "04:00")], job).RouteFor(Settings);

        foreach (var (date, free) in new[] { ("2026-06-01", 14), ("2026-06-02", 14) })
            Assert.Equal(free, (int)UInt128.PopCount(route.DayOf(Day.Date(date)).Free));
    }

    [Theory]
    [Trait("case", "29")]
    [InlineData("09:00", "10:15", false)] // could arrive at quarter past nine only
    [InlineData("09:30", "10:30", true)]
    [InlineData("13:30", "14:30", true)]
    [InlineData("13:45", "15:00", false)]
    public void A_school_run_window_is_offered_only_where_the_whole_visit_lies_in_it(string from, string to, bool offered) =>
        Assert.Equal(offered, Slots.Cells([Day.Diary(1, [Day.Shift(D, from, to)])], Day.Request(D), Settings).Any(c => c.Kind == WindowKind.SchoolRun));

    [Fact]
    [Trait("case", "74")]
    public void Someone_who_is_to_ring_first_rings_strictly_before_the_visit()
    {
        var daysOff = new HashSet<DateOnly> { Day.Date("2026-12-25"), Day.Date("2026-12-28") };
        var random = new Random(74);
        for (var i = 0; i < 20_000; i++)
        {
            var now = Day.At("2026-10-20", "00:00").AddMinutes(random.Next(80 * 1440));
            var starts = now.AddMinutes(random.Next(1, random.Next(2) == 0 ? 180 : 30 * 1440));
            var due = AppointmentRule.RingBy(starts, now, daysOff);

            Assert.True(now < due && due < starts, $"now {now:O}, visit {starts:O}, call by {due:O}");
        }
    }
}
