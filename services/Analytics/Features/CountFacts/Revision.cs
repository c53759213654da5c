using Repairs.Platform;

namespace Repairs.Analytics.Features.CountFacts;

/// <summary>What changed a count that stood.</summary>
/// <param name="Ids">Ids of events, ten at most.</param>
/// <param name="Events">How many events there were.</param>
internal sealed record RevisionCause(IReadOnlyList<string> Ids, long Events)
{
    /// <summary>It was counted again from the events, and came out different.</summary>
    public static RevisionCause Rebuild { get; } = new(["rebuild"], 0);
}

/// <summary>When a figure is final, and what a change after that is called.</summary>
internal static class Revision
{
    /// <summary>Days after the end of a period during which it is provisional.</summary>
    public const int Provisional = 14;

    private const int Listed = 10;

    /// <summary>What a source tells of a month within this time of its first word about it is still its first telling.</summary>
    public static readonly TimeSpan Telling = TimeSpan.FromHours(1);

    /// <summary>The last day that is final at a moment.</summary>
    public static DateOnly Closed(DateTimeOffset at) => LondonTime.DateOf(at).AddDays(-Provisional - 1);

    /// <summary>Whether a period that ends before <paramref name="next"/> is final on a date.</summary>
    public static bool IsFinal(DateOnly next, DateOnly on) => next.AddDays(Provisional) <= on;

    /// <summary>The events behind each change: those told under its day, patch and trade; where there are none, what moved something there or away.</summary>
    public static List<(ChangeRow Change, RevisionCause Cause)> Explain(IReadOnlyCollection<ChangeRow> late, IReadOnlyCollection<MarkRow> marks)
    {
        var under = marks.Where(m => m.Cause is not null).ToLookup(m => new BucketKey(m.Day, m.Patch, m.Trade));
        var moving = Of(marks.Where(m => m.EventId is not null || m.Subject is not null || m.Place is not null));
        var causes = new Dictionary<BucketKey, RevisionCause>();
        return [.. late.Select(c => (c, CauseOf(new BucketKey(c.Day, c.Patch, c.Trade))))];

        RevisionCause CauseOf(BucketKey key)
        {
            if (!causes.TryGetValue(key, out var cause))
                causes[key] = cause = under.Contains(key) ? Of(under[key]) : moving;
            return cause;
        }
    }

    private static RevisionCause Of(IEnumerable<MarkRow> marks)
    {
        var all = marks.Where(m => m.Cause is not null).ToList();
        return new RevisionCause([.. all.Select(m => m.Cause!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(Listed)], all.Sum(m => m.Events));
    }
}
