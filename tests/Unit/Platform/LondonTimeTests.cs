using FsCheck;
using FsCheck.Fluent;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Platform;

public sealed class LondonTimeTests
{
    [Theory]
    [InlineData("2026-11-21", "09:30", "2026-11-21T09:30:00Z")]
    [InlineData("2026-07-01", "09:30", "2026-07-01T08:30:00Z")]
    [InlineData("2026-10-25", "01:30", "2026-10-25T00:30:00Z")] // occurs twice: the first, in summer time
    [InlineData("2026-10-25", "08:00", "2026-10-25T08:00:00Z")]
    [InlineData("2026-03-29", "01:30", "2026-03-29T01:30:00Z")] // does not occur: half an hour after the change
    [InlineData("2026-03-29", "08:00", "2026-03-29T07:00:00Z")]
    [InlineData("2028-02-29", "12:00", "2028-02-29T12:00:00Z")]
    public void A_local_time_is_one_instant(string date, string time, string instant) =>
        Assert.Equal(DateTimeOffset.Parse(instant), LondonTime.Instant(DateOnly.Parse(date), TimeOnly.Parse(time)));

    [Theory]
    [InlineData("2026-03-29", 23)]
    [InlineData("2026-10-25", 25)]
    [InlineData("2026-12-31", 24)]
    public void A_day_is_as_long_as_it_is(string date, int hours) =>
        Assert.Equal(hours, (LondonTime.EndOf(DateOnly.Parse(date)) - LondonTime.StartOf(DateOnly.Parse(date))).TotalHours);

    [Fact]
    public void Every_instant_has_one_local_time_and_comes_back_from_it_but_for_the_repeated_hour() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Gen.Choose(0, 20 * 366 * 24 * 4).ToArbitrary(), quarters =>
        {
            var instant = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(15L * quarters);
            var back = LondonTime.Instant(LondonTime.DateOf(instant), LondonTime.TimeOf(instant));
            return back == instant || instant - back == TimeSpan.FromHours(1);
        }));

    [Theory]
    [InlineData("00:00", "midnight")]
    [InlineData("08:00", "8am")]
    [InlineData("09:30", "9:30am")]
    [InlineData("12:00", "midday")]
    [InlineData("12:30", "12:30pm")]
    [InlineData("17:00", "5pm")]
    public void Times_are_said_as_people_say_them(string time, string words) => Assert.Equal(words, LondonTime.Words(TimeOnly.Parse(time)));

    [Fact]
    public void A_week_starts_on_Monday()
    {
        Assert.Equal(new DateOnly(2026, 11, 16), LondonTime.WeekOf(new DateOnly(2026, 11, 22)));
        Assert.Equal(new DateOnly(2026, 11, 23), LondonTime.WeekOf(new DateOnly(2026, 11, 23)));
    }
}
