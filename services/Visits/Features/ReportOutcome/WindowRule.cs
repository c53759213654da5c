namespace Repairs.Visits.Features.ReportOutcome;

/// <summary>A window somebody had a visit for, since <see cref="AsOf"/>.</summary>
internal sealed record Assignment
{
    public string Contractor { get; init; } = "";

    public string Priority { get; init; } = "";

    public string Patch { get; init; } = "";

    public string Trade { get; init; } = "";

    public DateTimeOffset WindowStart { get; init; }

    public DateTimeOffset WindowEnd { get; init; }

    public DateTimeOffset AsOf { get; init; }
}

/// <summary>Which window a report is about: a visit keeps its id when its time changes.</summary>
internal static class WindowRule
{
    /// <summary>Whoever came so long before a window began was there for another one; Booking judges by the same.</summary>
    private static readonly TimeSpan LongBefore = TimeSpan.FromHours(12);

    /// <summary>
    /// The one that stood when they came, of those that were theirs; where they came long before it began, they had not heard of the change, and it is the one
    /// that lies nearest. A visit that was theirs only after they came is the first they had.
    /// </summary>
    /// <param name="theirs">What this operative had of the visit; at least one.</param>
    /// <param name="came">When they came; for "we did not come", now.</param>
    public static Assignment Of(IReadOnlyList<Assignment> theirs, DateTimeOffset came)
    {
        var inOrder = theirs.OrderBy(a => a.AsOf).ToList();
        var stood = inOrder.LastOrDefault(a => a.AsOf <= came) ?? inOrder[0];
        return came > stood.WindowStart - LongBefore ? stood : inOrder.OrderBy(a => Away(a, came)).ThenByDescending(a => a.AsOf).First();
    }

    private static TimeSpan Away(Assignment a, DateTimeOffset came) => came < a.WindowStart ? a.WindowStart - came : came > a.WindowEnd ? came - a.WindowEnd : TimeSpan.Zero;
}
