using Microsoft.Extensions.Logging;
using Npgsql;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Platform;

namespace Repairs.Analytics.Features.CountFacts;

/// <summary>
/// Counts again what new events have touched: settles corrections, works out the visits, makes the buckets anew from the facts. One worker at a time for a
/// source (its feed's row is the claim); marks are taken in the same transaction, so nothing is lost and nothing is counted twice.
/// </summary>
internal sealed class CountFacts(Database<AnalyticsService> db, ILogger<CountFacts> log) : IDueWork
{
    private const int Most = 20_000;

    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct) =>
        await CountFactsSql.ClaimAnyAsync(unit, ct) is { } feed ? await CountAsync(unit, feed, ct) : 0;

    /// <summary>Counts everything that is marked for some sources now, so that whoever sent events reads them in the figures at once.</summary>
    public async Task CatchUpAsync(string landlord, IEnumerable<string> sources, CancellationToken ct)
    {
        try
        {
            foreach (var source in sources)
            {
                while (await CatchUpAsync(new Feed { Landlord = landlord, Source = source }, ct) > 0)
                {
                }
            }
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            // The events are durable and stay marked: the due work counts them within a second or two, and the sender gets the answer now.
            log.LogWarning("Counting for {Landlord} goes on in the background: {Reason}", landlord, e.GetType().Name);
        }
    }

    private async Task<int> CatchUpAsync(Feed feed, CancellationToken ct)
    {
        await using var unit = await db.BeginAsync(ct);
        await CountFactsSql.ClaimAsync(unit, feed, ct);
        var done = await CountAsync(unit, feed, ct);
        await unit.CommitAsync(ct);
        return done;
    }

    /// <summary>Counts what is marked, for whoever holds the feed's row. Answers how many marks it took.</summary>
    internal static async Task<int> CountAsync(UnitOfWork unit, Feed feed, CancellationToken ct)
    {
        var marks = await CountFactsSql.TakeMarksAsync(unit, feed, Most, ct);
        if (marks.Count == 0)
            return 0;
        var taken = (int)Math.Min(int.MaxValue, marks.Sum(m => m.Marks));
        var (completeTo, receivedAt) = (marks.Max(m => m.OccurredAt), marks.Max(m => m.ReceivedAt)!.Value);
        var told = marks.ToList();

        string[] corrections = [.. marks.Select(m => m.EventId).OfType<string>().Concat(await CountFactsSql.HeldNowKnownAsync(unit, feed, ct)).Distinct(StringComparer.Ordinal)];
        if (corrections.Length > 0)
            marks.AddRange(await CountFactsSql.SettleAsync(unit, feed, Corrections.Resolve(await CountFactsSql.ChainsAsync(unit.Connection, unit.Transaction, feed, corrections, ct)), ct));
        string[] subjects = [.. marks.Select(m => m.Subject).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (subjects.Length > 0)
            marks.AddRange(await RestateAsync(unit, feed, subjects, ct));
        var contacts = marks.FindAll(m => m.Place is not null);
        if (contacts.Count > 0)
            marks.AddRange(await CountFactsSql.ContactsAfterAsync(unit, feed, contacts, ct));

        var late = await CountFactsSql.FillBucketsAsync(unit, feed, marks.Select(m => new BucketKey(m.Day, m.Patch, m.Trade)).ToHashSet(), receivedAt, ct);
        if (late.Count > 0)
            await CountFactsSql.ReviseAsync(unit, feed, Revision.Explain(late, told), receivedAt, ct);
        await CountFactsSql.FreshenAsync(unit, feed, completeTo, receivedAt, ct);
        return taken;
    }

    /// <summary>Works some visits out again. Answers the buckets they touch, before and after.</summary>
    internal static async Task<List<MarkRow>> RestateAsync(UnitOfWork unit, Feed feed, string[] subjects, CancellationToken ct)
    {
        var facts = (await CountFactsSql.VisitEventsAsync(unit, feed, subjects, ct))
            .GroupBy(e => e.Subject, StringComparer.Ordinal)
            .Select(g => VisitState.Of(g.Key, [.. g.Select(e => e.ToEvent())]))
            .OfType<VisitFact>()
            .ToList();
        var marks = await CountFactsSql.ReplaceVisitsAsync(unit, feed, subjects, facts, ct);
        foreach (var fact in facts)
        {
            foreach (var day in new[] { fact.Day, fact.DueDay }.Distinct())
                marks.Add(new MarkRow { Day = day, Patch = fact.Patch, Trade = fact.Trade });
        }

        return marks;
    }
}
