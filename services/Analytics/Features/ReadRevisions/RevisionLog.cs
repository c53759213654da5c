using Npgsql;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ReadRevisions;

/// <summary>A figure that had been final, and changed.</summary>
/// <param name="At">When what changed it had reached us.</param>
/// <param name="Old">As it stood before. Counts are rounded to 5 where fewer than 5 of either changed.</param>
/// <param name="Causes">Ids of events that changed it, ten at most; <c>rebuild</c> where counting again did.</param>
/// <param name="Events">How many events there were.</param>
internal sealed record RevisionEntry(DateTimeOffset At, string Measure, string Name, string Source, string Grain, DateOnly Period, Figure Old, Figure New, IReadOnlyList<string> Causes, long Events);

/// <summary>Which revisions are asked for.</summary>
internal sealed record RevisionQuery(string? Source, string? Measure, Grain Grain, DateOnly From, DateOnly To);

/// <summary>
/// What became of figures after they were final: for each measure and period of the whole landlord the figure before and after, and the events behind it.
/// It keeps to the same rules of disclosure as the figures themselves.
/// </summary>
internal static class RevisionLog
{
    /// <summary>Rows of the log that are looked at, the latest.</summary>
    private const int Most = 20_000;

    public static async Task<IReadOnlyList<RevisionEntry>> ReadAsync(NpgsqlConnection connection, string landlord, RevisionQuery query, Known known, DateTimeOffset now, CancellationToken ct)
    {
        // Periods are whole, so that the counts of today can be walked back to what they were.
        var (from, to) = (Period.Of(query.From, query.Grain), Period.Next(Period.Of(query.To, query.Grain), query.Grain).AddDays(-1));
        var changes = await RevisionLogSql.ChangesAsync(connection, landlord, query.Source, from, to, Most, ct);
        if (changes.Count == 0)
            return [];
        var counts = await RevisionLogSql.CountsAsync(connection, landlord, query.Source, from, to, ct);
        var measures = Measures.All.Where(m => m is { Of: not null, Kind: Kind.Rate, OncePerPeriod: false } && (query.Measure is null || m.Id == query.Measure)).ToList();
        return [.. changes
            .GroupBy(c => (c.Source, Period: Period.Of(c.Day, query.Grain)))
            .SelectMany(g => measures.Where(m => !known.IsFew(g.Key.Source, Profile.Staff.Of(m))).SelectMany(m => Of(m, g.Key.Source, g.Key.Period, [.. g], counts, query.Grain, now)))
            .OrderByDescending(e => e.At).ThenBy(e => e.Measure, StringComparer.Ordinal).ThenByDescending(e => e.Period)];
    }

    /// <summary>From the counts of today back, change by change.</summary>
    private static IEnumerable<RevisionEntry> Of(Measure measure, string source, DateOnly period, List<RevisionRow> changes, List<RevisionCount> counts, Grain grain, DateTimeOffset now)
    {
        var (numerator, denominator) = measure.Of!.Value;
        var next = Period.Next(period, grain);
        var (above, below) = (Counted.Parts(numerator), Counted.Parts(denominator));
        long Now(string[] counters) => counts.Where(c => c.Source == source && counters.Contains(c.Counter) && Period.Of(c.Day, grain) == period).Sum(c => c.N);
        var after = new Cell(period, null, Now(above), Now(below));
        foreach (var together in changes.Where(c => above.Contains(c.Counter) || below.Contains(c.Counter)).GroupBy(c => c.At).OrderByDescending(g => g.Key))
        {
            var before = after with
            {
                Numerator = after.Numerator - together.Where(c => above.Contains(c.Counter)).Sum(c => c.NewN - c.OldN),
                Denominator = after.Denominator - together.Where(c => below.Contains(c.Counter)).Sum(c => c.NewN - c.OldN),
            };
            if (before != after && Revision.IsFinal(next, LondonTime.DateOf(together.Key)))
            {
                var (old, @new) = Protect(before, after, measure, grain, now);
                yield return new RevisionEntry(
                    together.Key, measure.Id, measure.Name, source, grain.ToString().ToLowerInvariant(), period, old, @new,
                    [.. together.SelectMany(c => c.Causes).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(10)],
                    Events(together));
            }

            after = before;
        }
    }

    /// <summary>How many events did it. Those of a long backlog are not told apart: each of its changes names all of them.</summary>
    private static long Events(IEnumerable<RevisionRow> together) =>
        together.Where(c => c.Causes.Length > 0).GroupBy(c => (c.Day, c.Patch, c.Trade)).Sum(g => g.Max(c => c.Events))
        + together.Where(c => c.Causes.Length == 0).Select(c => c.Events).DefaultIfEmpty().Max();

    /// <summary>Two figures side by side tell of the few that lie between them: where those are too few to show, both are rounded.</summary>
    internal static (Figure Old, Figure New) Protect(Cell before, Cell after, Measure measure, Grain grain, DateTimeOffset now)
    {
        var (old, @new) = (Show(before), Show(after));
        if (old.Marker == "[c]" || @new.Marker == "[c]")
            return (Hidden(before), Hidden(after));
        return IsFew(after.Numerator - before.Numerator) || IsFew(after.Denominator - before.Denominator) || IsFew(after.Denominator - after.Numerator - before.Denominator + before.Numerator)
            ? (Round(before), Round(after))
            : (old, @new);

        Figure Show(Cell cell) => Disclosure.Protect([cell], grain, Profile.Staff.Of(measure), LondonTime.DateOf(now), measure).Single();
        Figure Round(Cell cell) => Show(cell with { Numerator = Rounding.ToBase(cell.Numerator), Denominator = Rounding.ToBase(cell.Denominator) }) with { Rounded = true };
        static Figure Hidden(Cell cell) => new(cell.Period, null, null, null, null, null, null, "[c]", null);
    }

    private static bool IsFew(long difference) => Math.Abs(difference) is > 0 and < 5;
}
