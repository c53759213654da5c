using Npgsql;
using Repairs.Analytics.Features.CollectEvents;

namespace Repairs.Analytics.Features.CountFacts;

/// <summary>
/// Counts a source from its events alone, as they were known at a moment: the answer to "as known on", and with the moment left open
/// the proof that the kept figures are what the events say.
/// </summary>
internal static class Recount
{
    public static async Task<List<BucketRow>> AsKnownAsync(NpgsqlConnection connection, Feed feed, DateTimeOffset asOf, CancellationToken ct) =>
        await CountAsync(connection, await SettledAsync(connection, feed, asOf, ct), ct);

    /// <summary>The buckets of some days of a patch.</summary>
    public static async Task<List<BucketRow>> OfPatchAsync(NpgsqlConnection connection, Feed feed, string patch, DateOnly from, DateOnly to, CancellationToken ct)
    {
        var known = await SettledAsync(connection, feed, DateTimeOffset.MaxValue, ct) with
        {
            From = from,
            To = to,
            Subjects = await CountFactsSql.SubjectsAsync(connection, feed, patch, from, to, ct),
        };
        return (await CountAsync(connection, known, ct)).FindAll(b => b.Patch == patch);
    }

    private static async Task<List<BucketRow>> CountAsync(NpgsqlConnection connection, AsKnown known, CancellationToken ct)
    {
        var facts = new List<VisitFact>();
        var visit = new List<VisitEvent>();
        string? subject = null;
        await foreach (var row in CountFactsSql.AllVisitEventsAsync(connection, known, ct).WithCancellation(ct))
        {
            if (subject is not null && row.Subject != subject)
                Finish();
            subject = row.Subject;
            visit.Add(row.ToEvent());
        }

        if (subject is not null)
            Finish();
        return await CountFactsSql.CountAllAsync(connection, known, facts, ct);

        void Finish()
        {
            if (VisitState.Of(subject, visit) is { } fact)
                facts.Add(fact);
            visit.Clear();
        }
    }

    /// <summary>Which corrections stood then: worked out from the events recorded until then.</summary>
    private static async Task<AsKnown> SettledAsync(NpgsqlConnection connection, Feed feed, DateTimeOffset asOf, CancellationToken ct)
    {
        var corrected = await CountFactsSql.AllCorrectedAsync(connection, feed, ct);
        if (corrected.Length == 0)
            return new AsKnown(feed, asOf, [], []);
        var states = Corrections.Resolve((await CountFactsSql.ChainsAsync(connection, null, feed, corrected, ct)).FindAll(l => l.RecordedAt <= asOf));
        return new AsKnown(
            feed,
            asOf,
            [.. states.Where(s => s.Value != EventState.Counts).Select(s => s.Key)],
            [.. states.Where(s => s.Value == EventState.Counts).Select(s => s.Key)]);
    }
}
