using System.Globalization;
using Repairs.Analytics.Statistics;
using Repairs.Platform;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Unit.Analytics;

public sealed class PeriodTests(ITestOutputHelper output)
{
    [Trait("case", "13")]
    [SharedDataFact("analytics/time_buckets_europe_london.csv")]
    public void Every_instant_falls_into_the_local_day_week_month_quarter_and_financial_year()
    {
        var rows = File.ReadLines(Repository.SharedData("analytics/time_buckets_europe_london.csv")!).Skip(1).Select(l => l.Split(',')).ToList();
        foreach (var row in rows)
        {
            var instant = DateTimeOffset.Parse(row[0], CultureInfo.InvariantCulture);
            var date = LondonTime.DateOf(instant);
            Assert.Equal(row[1], LondonTime.Local(instant).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
            Assert.Equal(row[3], Text(date));
            Assert.Equal(row[4], Text(Period.Of(date, Grain.Week)));
            Assert.Equal(row[6], Text(Period.Of(date, Grain.Month))[..7]);
            var quarter = Period.Of(date, Grain.Quarter);
            Assert.Equal(row[7], $"{quarter.Year}-Q{((quarter.Month - 1) / 3) + 1}");
            Assert.Equal(row[8], Period.Words(Period.Of(date, Grain.Year), Grain.Year));
            Assert.Equal(row[9], ((int)(LondonTime.EndOf(date) - LondonTime.StartOf(date)).TotalHours).ToString(CultureInfo.InvariantCulture));
        }

        output.WriteLine($"{rows.Count} of {rows.Count} instants fall into the right periods");
        Assert.Equal(229, rows.Count);
    }

    [Trait("case", "14")]
    [Theory]
    [InlineData("2025-03-31T22:30:00Z", "Year", "2024-04-01")]
    [InlineData("2025-03-31T23:30:00Z", "Year", "2025-04-01")]
    [InlineData("2024-12-31T23:59:59Z", "Month", "2024-12-01")]
    [InlineData("2021-01-03T12:00:00Z", "Week", "2020-12-28")]
    [InlineData("2024-02-29T12:00:00Z", "Month", "2024-02-01")]
    [InlineData("2025-03-30T00:30:00Z", "Day", "2025-03-30")]
    public void The_last_hour_of_a_day_month_or_year_belongs_to_the_london_date(string instant, string grain, string first) =>
        Assert.Equal(first, Text(Period.Of(LondonTime.DateOf(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture)), Enum.Parse<Grain>(grain))));

    [Fact]
    public void Two_years_of_weeks_are_105_periods() =>
        Assert.Equal(105, Period.Between(new DateOnly(2014, 1, 2), new DateOnly(2015, 12, 30), Grain.Week).Count());

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
