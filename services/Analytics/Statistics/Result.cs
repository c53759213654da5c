namespace Repairs.Analytics.Statistics;

/// <summary>What was worked out, or the reason why nothing could be, in words a page can show. Bad data is an answer here, never an exception.</summary>
/// <param name="Value">Null exactly where <paramref name="Reason"/> is given.</param>
/// <param name="Reason">One sentence, with its full stop.</param>
internal sealed record Result<T>(T? Value, string? Reason)
    where T : class;

internal static class Result
{
    public static Result<T> Of<T>(T value)
        where T : class => new(value, null);

    public static Result<T> None<T>(string reason)
        where T : class => new(null, reason);
}

/// <summary>Lower and upper end of an interval, in the unit of the figure it belongs to.</summary>
internal sealed record Interval(double Low, double High)
{
    public bool Contains(double value) => Low <= value && value <= High;
}
