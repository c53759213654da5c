using FsCheck;
using FsCheck.Fluent;
using Repairs.Booking;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Booking;

public class AskRuleTests
{
    private static readonly IReadOnlySet<DateOnly> Christmas = new HashSet<DateOnly> { new(2026, 12, 25), new(2026, 12, 28) };

    [Theory]
    [InlineData("2026-09-21", "2026-09-25")] // Monday: day 5 is a Saturday, so the Friday before
    [InlineData("2026-09-22", "2026-09-25")] // Tuesday: a Sunday
    [InlineData("2026-09-23", "2026-09-28")] // Wednesday: the Monday itself
    [InlineData("2026-09-25", "2026-09-30")] // Friday
    [InlineData("2026-12-23", "2026-12-29")] // tomorrow would be no answer time: the first working day after Christmas
    public void A_person_asks_by_day_five_on_a_day_on_which_people_work(string raised, string asks)
    {
        var now = LondonTime.Instant(Date(raised), new TimeOnly(23, 30));
        Assert.Equal(LondonTime.Instant(Date(asks), new TimeOnly(17, 0)), AskRule.AskBy(now, 5, Christmas));
    }

    [Fact]
    public void It_is_always_a_working_day_at_least_two_days_on()
    {
        var any = from day in Gen.Choose(0, 800) from minute in Gen.Choose(0, 1439) from days in Gen.Choose(2, 28) select (day, minute, days);
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(any.ToArbitrary(), a =>
        {
            var now = LondonTime.Instant(new DateOnly(2026, 1, 1).AddDays(a.day), TimeOnly.MinValue.AddMinutes(a.minute));
            var by = LondonTime.DateOf(AskRule.AskBy(now, a.days, Christmas));
            return WorkingDays.Is(by, Christmas) && by >= LondonTime.DateOf(now).AddDays(2) && by <= LondonTime.DateOf(now).AddDays(a.days + 4);
        }));
    }

    [Fact]
    public void A_time_that_is_over_is_not_promised_again()
    {
        var now = LondonTime.Instant(Date("2026-09-25"), new TimeOnly(9, 0));
        var (today, next) = (LondonTime.Instant(Date("2026-09-25"), new TimeOnly(17, 0)), LondonTime.Instant(Date("2026-09-28"), new TimeOnly(17, 0)));
        Assert.Equal(today, AskRule.DueBy(today, next, now));
        Assert.Equal(next, AskRule.DueBy(now.AddDays(-3), next, now));
    }

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
