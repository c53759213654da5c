using Repairs.Visits.Features.ReportOutcome;

namespace Repairs.Tests.Unit.Visits;

public sealed class WindowRuleTests
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Hours are counted from the beginning of Monday's window, which was booked two days before; the second was set at <paramref name="movedAt"/>.</summary>
    [Theory]
    [InlineData(6, 72, 1, 0)] // moved after they had come
    [InlineData(-3, 72, 1, 0)] // moved while they had no signal: they came as if it had not been
    [InlineData(-3, 72, 72.5, 72)] // they came at the new time
    [InlineData(-3, 72, 71, 72)] // a little early
    [InlineData(-1, 4, 3.9, 4)] // moved to the same afternoon: whoever comes shortly before it comes for it
    [InlineData(1, 4, 0.5, 0)] // they had come before it was moved to the afternoon
    [InlineData(-3, -24, 1, -24)] // moved to the day before, and they came late
    public void A_report_is_about_the_window_that_stood_when_they_came_or_the_nearest_where_they_had_not_heard(double movedAt, double to, double came, double about)
    {
        Assignment[] theirs = [At(Monday.AddHours(to), Monday.AddHours(movedAt)), At(Monday, Monday.AddHours(-48))];
        Assert.Equal(Monday.AddHours(about), WindowRule.Of(theirs, Monday.AddHours(came)).WindowStart);
    }

    [Fact]
    public void What_became_theirs_only_after_they_came_is_the_first_they_had() =>
        Assert.Equal(Monday, WindowRule.Of([At(Monday, Monday.AddHours(5))], Monday.AddHours(1)).WindowStart);

    private static Assignment At(DateTimeOffset start, DateTimeOffset asOf) => new() { WindowStart = start, WindowEnd = start.AddHours(4), AsOf = asOf };
}
