using System.Text.RegularExpressions;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Unit.Platform;

/// <summary>One list for all services.</summary>
public sealed class BankHolidayTests
{
    [Theory]
    [InlineData("england-and-wales", 8)]
    [InlineData("scotland", 9)]
    [InlineData("northern-ireland", 10)]
    [Trait("case", "12")]
    public void Every_calendar_has_as_many_days_each_year_as_are_published_all_of_them_on_weekdays(string calendar, int days)
    {
        var known = BankHolidays.Of(calendar);

        Assert.All([2026, 2027, 2028], year => Assert.Equal(days, known.Count(d => d.Year == year)));
        Assert.DoesNotContain(known, d => d.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
    }

    [Fact]
    public void Calendars_differ_and_one_that_is_unknown_is_empty()
    {
        Assert.Contains(new DateOnly(2027, 1, 4), BankHolidays.Of("scotland"));
        Assert.DoesNotContain(new DateOnly(2027, 1, 4), BankHolidays.Of(BankHolidays.EnglandAndWales));
        Assert.Empty(BankHolidays.Of("mars"));
        Assert.Equal("Boxing Day (substitute)", BankHolidays.All.Single(h => h is { Calendar: BankHolidays.EnglandAndWales, Day: { Year: 2026, Month: 12, Day: 28 } }).Name);
    }

    [Fact]
    public void Nobody_keeps_a_list_of_their_own_that_says_otherwise()
    {
        var rows = Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, "services", "Booking", "Migrations", "0001_booking.sql")), @"\('(?<calendar>[a-z-]+)', '(?<day>\d{4}-\d\d-\d\d)', ")
            .Select(m => (m.Groups["calendar"].Value, m.Groups["day"].Value)).ToHashSet();
        Assert.NotEmpty(rows);
        Assert.Subset(BankHolidays.All.Select(h => (h.Calendar, h.Day.ToString("yyyy-MM-dd", null))).ToHashSet(), rows);
        Assert.All(Directory.EnumerateFiles(Path.Combine(Repository.Root, "services"), "*holiday*.csv", SearchOption.AllDirectories), f => Assert.Contains("Platform", f, StringComparison.Ordinal));
    }
}
