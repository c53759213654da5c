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

    /// <summary>Hours as above; the visit was moved to the same afternoon, or by two days, while they had no signal, and their phone found it at <paramref name="heard"/>.</summary>
    [Theory]
    [InlineData(2, 6, 3.5, 4.7, 0, 0)] // said of the morning, moved to the afternoon, heard before that begins
    [InlineData(4, 6, 3.5, 8, 0, 0)] // heard once the afternoon has begun too
    [InlineData(-0.5, 6, -0.2, 4.7, 0, 0)] // said just before it began
    [InlineData(2, 6, 7, 7, 0, 6)] // said of the afternoon
    [InlineData(2, 48, 3.5, 49, 0, 0)] // said of the day that was on the screen
    [InlineData(2, 48, 49, 49, 2, 48)] // said of the new day
    [InlineData(2, 48, 24, 24, null, 0)] // said with no day, before the new one
    public void We_did_not_come_is_about_a_window_that_had_begun_on_the_day_it_was_said_of(double movedAt, double to, double said, double heard, int? day, double about)
    {
        Assignment[] theirs = [At(Monday.AddHours(to), Monday.AddHours(movedAt)), At(Monday, Monday.AddHours(-48))];
        DateOnly? of = day is { } days ? DateOnly.FromDateTime(Monday.UtcDateTime).AddDays(days) : null;
        Assert.Equal(Monday.AddHours(about), WindowRule.OfAbsence(theirs, of, Monday.AddHours(said), Monday.AddHours(heard)).WindowStart);
    }

    private static Assignment At(DateTimeOffset start, DateTimeOffset asOf) => new() { WindowStart = start, WindowEnd = start.AddHours(4), AsOf = asOf };
}
