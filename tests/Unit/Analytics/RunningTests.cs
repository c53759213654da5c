using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowOverview;
using Repairs.Analytics.Statistics;

namespace Repairs.Tests.Unit.Analytics;

/// <summary>A period that has not ended is shown, and nothing is concluded from it.</summary>
public sealed class RunningTests
{
    private static readonly DateOnly Monday = new(2025, 3, 3);
    private static readonly Measure M01 = Measures.Find("M01")!;

    [Theory]
    [InlineData("2025-03-14T16:00:00Z", "2025-03-20", "2025-03-16")]
    [InlineData("2025-03-13T16:00:00Z", "2025-03-20", "2025-03-13")]
    [InlineData("2025-03-14T16:00:00Z", "2025-03-15", "2025-03-14")]
    [InlineData("2025-03-20T09:00:00Z", "2025-03-20", "2025-03-19")]
    [InlineData("2025-06-30T23:30:00Z", "2025-07-08", "2025-07-01")]
    [InlineData(null, "2025-03-20", "2025-03-19")]
    public void Today_still_runs_and_a_history_ends_with_its_last_day_or_the_quiet_weekend_after_it(string? completeTo, string today, string last) => Assert.Equal(
        DateOnly.Parse(last, System.Globalization.CultureInfo.InvariantCulture),
        Running.Last(
            completeTo is null ? null : DateTimeOffset.Parse(completeTo, System.Globalization.CultureInfo.InvariantCulture),
            DateOnly.Parse(today, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void What_was_received_has_dates_of_its_own() =>
        Assert.Equal(Monday.AddDays(-1), Running.Last(Measures.Find("M30")!, new DateTimeOffset(2016, 6, 8, 0, 0, 0, TimeSpan.Zero), Monday));

    [Fact]
    public void The_running_week_is_so_far_and_makes_no_news()
    {
        // A Monday morning: twelve visits so far, ten of which nobody could let us in to.
        List<Figure> figures = [.. Enumerable.Range(0, 30).Select(i => F(i, 20 + (i % 3), 100)), F(30, 10, 12)];
        Assert.True(WhatChanged.IsSpecial(Answer(figures)));
        var marked = Running.Mark(figures, Grain.Week, Monday.AddDays((7 * 30) - 1));
        Assert.Equal((true, Markers.Provisional, (double?)null), (marked[^1].SoFar, marked[^1].Marker, marked[^1].Joined));
        Assert.All(marked.SkipLast(1), f => Assert.Null(f.SoFar));
        Assert.Equal(figures[^1].Value, marked[^1].Value);
        Assert.False(WhatChanged.IsSpecial(Answer(marked)));
        Assert.Empty(WhatChanged.Of([Answer(marked)]));
        Assert.DoesNotContain(Answer(marked).Spc!.Special, s => s.Period == marked[^1].Period);
        Assert.Equal(Answer([.. figures.SkipLast(1)]).Spc!.Words, Answer(marked).Spc!.Words);
        Assert.Contains("emptyCircle", MeasureChart.Lines([Answer(marked)], Grain.Week), StringComparison.Ordinal);
        Assert.DoesNotContain("emptyCircle", MeasureChart.Lines([Answer(figures)], Grain.Week), StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_ends_with_its_last_whole_period_and_keeps_its_own_end_where_none_has_ended()
    {
        Assert.Equal(Monday.AddDays(13), Running.EndOf(Monday, Monday.AddDays(20), Grain.Week, Monday.AddDays(15)));
        Assert.Equal(Monday.AddDays(20), Running.EndOf(Monday, Monday.AddDays(20), Grain.Week, Monday.AddDays(20)));
        Assert.Equal(Monday.AddDays(6), Running.EndOf(Monday, Monday.AddDays(6), Grain.Week, Monday.AddDays(2)));
    }

    private static Figure F(int week, long numerator, long denominator) => new(Monday.AddDays(7 * week), null, numerator, denominator, (double)numerator / denominator, null, null, null, null);

    private static MeasureAnswer Answer(IReadOnlyList<Figure> figures) => new(
        MeasureName.Of(M01), DateTimeOffset.UnixEpoch, null, figures[0].Period, figures[^1].Period, "week", null, ["test"], "staff", figures, SpcWords.Of(figures, Grain.Week, M01), []);
}
