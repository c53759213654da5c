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
            Scope = await CountFactsSql.ScopeAsync(connection, feed, patch, from, to, ct),
        };
        return (await CountAsync(connection, known, ct)).FindAll(b => b.Patch == patch);
    }

    private static async Task<List<BucketRow>> CountAsync(NpgsqlConnection connection, AsKnown known, CancellationToken ct)
    {
        var (visits, repairs, tallies) = (new List<VisitFact>(), new List<RepairFact>(), new List<Tally>());
        foreach (var story in CollectEvents.EventTypes.Stories.Stories.Distinct(StringComparer.Ordinal))
        {
            await foreach (var (subject, events) in StoriesAsync(connection, known, story, ct))
            {
                var facts = Facts.Of(story, subject, events);
                tallies.AddRange(facts.Tallies.Tallies);
                if (facts.Visit is { } visit)
                    visits.Add(visit);
                if (facts.Repair is { } repair)
                    repairs.Add(repair);
            }
        }

        var members = await FactsSql.MembersAsync(connection, known, ct);
        var homes = known.Scope?.Homes ?? visits.Select(v => v.Home).Concat(repairs.Select(r => r.Home)).OfType<string>().Distinct(StringComparer.Ordinal);
        foreach (var home in FactsSql.Stories(homes, visits, repairs, members))
            tallies.AddRange(HomeTallies.Of(home));
        return await CountFactsSql.CountAllAsync(connection, known, visits, tallies, ct);
    }

    /// <summary>One after the other, so that only one is held.</summary>
    private static async IAsyncEnumerable<(string Subject, IReadOnlyCollection<VisitEvent> Events)> StoriesAsync(
        NpgsqlConnection connection, AsKnown known, string story, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var events = new List<VisitEvent>();
        string? subject = null;
        await foreach (var row in CountFactsSql.AllStoryEventsAsync(connection, known, story).WithCancellation(ct))
        {
            if (subject is not null && row.Subject != subject)
            {
                yield return (subject, events);
                events = [];
            }

            subject = row.Subject;
            events.Add(row.ToEvent());
        }

        if (subject is not null)
            yield return (subject, events);
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
