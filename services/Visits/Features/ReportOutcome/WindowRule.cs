using Repairs.Platform;

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
    /// <param name="came">When they came.</param>
    public static Assignment Of(IReadOnlyList<Assignment> theirs, DateTimeOffset came)
    {
        var inOrder = theirs.OrderBy(a => a.AsOf).ToList();
        var stood = inOrder.LastOrDefault(a => a.AsOf <= came) ?? inOrder[0];
        return came > stood.WindowStart - LongBefore ? stood : inOrder.OrderBy(a => Away(a, came)).ThenByDescending(a => a.AsOf).First();
    }

    /// <summary>
    /// What "we did not come" is about: of the windows of the day that it was said of, the last that had begun when it was said. It is never one that has not
    /// begun where another has: whoever said it cannot have meant what was yet to come.
    /// </summary>
    /// <param name="day">The visit's day when it was said, where that is known.</param>
    /// <param name="said">When it was said: there may have been no signal.</param>
    public static Assignment OfAbsence(IReadOnlyList<Assignment> theirs, DateOnly? day, DateTimeOffset said, DateTimeOffset now)
    {
        var some = theirs.Where(a => LondonTime.DateOf(a.WindowStart) == day).ToList() is { Count: > 0 } ofDay ? ofDay : theirs;
        if (some.Where(a => a.WindowStart <= said).ToList() is { Count: > 0 } begun)
            return begun.OrderBy(a => a.AsOf).LastOrDefault(a => a.AsOf <= said) ?? begun.MinBy(a => a.AsOf)!;
        return some.Where(a => a.WindowStart <= now).OrderBy(a => Away(a, said)).ThenByDescending(a => a.AsOf).FirstOrDefault() ?? Of(some, said);
    }

    private static TimeSpan Away(Assignment a, DateTimeOffset came) => came < a.WindowStart ? a.WindowStart - came : came > a.WindowEnd ? came - a.WindowEnd : TimeSpan.Zero;
}
