using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Analytics.Features.CountFacts;

/// <summary>
/// Counts again what new events have touched: settles corrections, works out the visits, makes the buckets anew from the facts. One worker at a time for a
/// source (its feed's row is the claim); marks are taken in the same transaction, so nothing is lost and nothing is counted twice.
/// </summary>
internal sealed class CountFacts(Database<AnalyticsService> db, ILogger<CountFacts> log) : IDueWork
{
    private const int Most = 50_000;
    private const int Many = 1_000;

    /// <summary>So many marks that a source is rather counted as a whole.</summary>
    private const int Backlog = 250_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AMoment = TimeSpan.FromMilliseconds(250);

    private readonly Turns _turns = new();
    private readonly Senders _senders = new();
    private Feed? _last;

    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        if (await CountFactsSql.ClaimAnyAsync(unit, _turns.NotNow(_senders.Many), _last, ct) is not { } feed)
            return 0;
        _last = feed;
        var done = Turns.Stumbled;
        try
        {
            return done = await CountAsync(unit, feed, ct, _turns.Most(feed, Most));
        }
        finally
        {
            _turns.Counted(feed, done, Most);
        }
    }

    /// <summary>Somebody sends events of a landlord to this process, until it is disposed.</summary>
    public Sending Send(string landlord) => _senders.Begin(landlord);

    /// <summary>Counts what is marked for some sources now, for a minute at most, so that whoever sent events reads them in the figures at once.</summary>
    public async Task CatchUpAsync(string landlord, IEnumerable<string> sources, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        var behind = new List<Feed>();
        try
        {
            foreach (var feed in sources.Select(s => new Feed { Landlord = landlord, Source = s }))
            {
                var most = 0;
                for (var done = 1; done > 0 && Stopwatch.GetElapsedTime(begun) < Longest; most = Math.Max(most, done))
                    done = await CatchUpAsync(feed, ct);
                if (most > Most)
                    behind.Add(feed);
            }

            foreach (var feed in behind)
            {
                while (Stopwatch.GetElapsedTime(begun) < Longest && await IsRebuiltAsync(feed, ct))
                    await Task.Delay(AMoment, ct);
            }
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            // The events are durable and stay marked: the due work counts them within a second or two, and the sender gets the answer now.
            log.LogWarning("Counting for {Landlord} goes on in the background: {Reason}", landlord, e.GetType().Name);
        }
    }

    /// <summary>While a long file comes in, its source is not counted piece by piece: once it is in, or after ten minutes, each day is counted once. Never our own.</summary>
    /// <returns>Ends that.</returns>
    public IDisposable Later(string landlord, IReadOnlyCollection<string> sources) => _turns.Hold([.. sources.Where(s => s != Sources.Ours).Select(s => new Feed { Landlord = landlord, Source = s })]);

    private async Task<bool> IsRebuiltAsync(Feed feed, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await RebuildFigures.RebuildFiguresSql.IsUnderWayAsync(connection, feed, ct);
    }

    private async Task<int> CatchUpAsync(Feed feed, CancellationToken ct)
    {
        await using var unit = await db.BeginAsync(ct);
        await CountFactsSql.ClaimAsync(unit, feed, ct);
        var done = await CountAsync(unit, feed, ct);
        await unit.CommitAsync(ct);
        return done;
    }

    /// <summary>Counts what is marked, for whoever holds the feed's row; of a long backlog the whole source is counted again from its events (<see cref="RebuildFigures.RebuildFigures"/>). Answers how many marks it took.</summary>
    internal static async Task<int> CountAsync(UnitOfWork unit, Feed feed, CancellationToken ct, int most = Most)
    {
        if (await CountFactsSql.IsBacklogAsync(unit, feed, Backlog, ct))
            return (int)Math.Min(int.MaxValue, await CountFactsSql.TakeBacklogAsync(unit, feed, ct));
        var marks = await CountFactsSql.TakeMarksAsync(unit, feed, most, ct);
        if (marks.Count == 0)
            return 0;
        if (marks.Count > Many)
            await CountFactsSql.LearnSizesAsync(unit, ct);
        var taken = (int)Math.Min(int.MaxValue, marks.Sum(m => m.Marks));
        var (completeTo, receivedAt) = (marks.Max(m => m.OccurredAt), marks.Max(m => m.ReceivedAt)!.Value);
        var told = marks.ToList();

        string[] corrections = [.. marks.Select(m => m.EventId).OfType<string>().Concat(await CountFactsSql.HeldNowKnownAsync(unit, feed, ct)).Distinct(StringComparer.Ordinal)];
        if (corrections.Length > 0)
            marks.AddRange(await CountFactsSql.SettleAsync(unit, feed, Corrections.Resolve(await CountFactsSql.ChainsAsync(unit.Connection, unit.Transaction, feed, corrections, ct)), ct));
        marks.AddRange(await RestateAsync(unit, feed, marks, ct));
        var contacts = marks.FindAll(m => m.Place is not null);
        if (contacts.Count > 0)
            marks.AddRange(await CountFactsSql.ContactsAfterAsync(unit, feed, contacts, ct));

        var keys = marks.Where(m => !m.Nothing).Select(m => new BucketKey(m.Day, m.Patch, m.Trade)).ToHashSet();
        DateOnly[] days = [.. keys.Select(k => k.Day).Distinct()];
        var slices = marks.Exists(m => m.Dims || m.Subject is not null || m.Home is not null) || await CountFactsSql.HasSlicesAsync(unit, feed, days, ct);
        var late = await CountFactsSql.FillBucketsAsync(unit, feed, keys, slices, receivedAt, ct);
        await CountFactsSql.RollDaysAsync(unit, feed, days, ct);
        await ProtectFigures.HomesBehindSql.RememberAsync(unit, feed, keys.Select(k => (k.Patch, k.Trade)), days, ct);
        if (late.Count > 0)
            await CountFactsSql.ReviseAsync(unit, feed, Revision.Explain(late, told), receivedAt, ct);
        await CountFactsSql.FreshenAsync(unit, feed, completeTo, receivedAt, ct);
        return taken;
    }

    /// <summary>Works out the facts that are marked, and then the homes they belong to; what they added before and add now must be counted again.</summary>
    internal static async Task<List<MarkRow>> RestateAsync(UnitOfWork unit, Feed feed, IReadOnlyCollection<MarkRow> marked, CancellationToken ct)
    {
        var marks = new List<MarkRow>();
        var tallies = new List<FactTallies>();
        foreach (var story in marked.Where(m => m.Subject is not null).GroupBy(m => m.Story ?? Story.Visit, m => m.Subject!, StringComparer.Ordinal))
        {
            string[] subjects = [.. story.Distinct(StringComparer.Ordinal)];
            var told = (await CountFactsSql.StoryEventsAsync(unit, feed, story.Key, subjects, ct))
                .GroupBy(e => e.Subject, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => (IReadOnlyCollection<VisitEvent>)[.. g.Select(e => e.ToEvent())], StringComparer.Ordinal);
            var facts = subjects.Select(s => Facts.Of(story.Key, s, told.GetValueOrDefault(s) ?? [])).ToList();
            tallies.AddRange(facts.Select(f => f.Tallies));
            if (story.Key == Story.Visit)
            {
                marks.AddRange(await ReplaceVisitsAsync(unit, feed, subjects, [.. facts.Select(f => f.Visit).OfType<VisitFact>()], ct));
                string[] lacking = [.. told.Where(t => t.Value.Any(e => e is { Code: nameof(DoorOutcome.DO10), Evidence: "none" })).Select(t => t.Key)];
                if (lacking.Length > 0)
                    await CountFactsSql.HealAsync(unit, feed, [], lacking, ct);
            }

            if (story.Key == Story.Repair)
                marks.AddRange(await FactsSql.ReplaceRepairsAsync(unit, feed, subjects, [.. facts.Select(f => f.Repair).OfType<RepairFact>()], ct));
        }

        string[] homes = [.. marked.Concat(marks).Select(m => m.Home).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (homes.Length > 0)
            tallies.AddRange((await FactsSql.HomesAsync(unit, feed, homes, ct)).Select(h => new FactTallies(Story.Home, h.Home, HomeTallies.Of(h))));
        marks.AddRange(await FactsSql.ReplaceTalliesAsync(unit, feed, tallies, ct));
        return marks;
    }

    private static async Task<List<MarkRow>> ReplaceVisitsAsync(UnitOfWork unit, Feed feed, string[] subjects, List<VisitFact> facts, CancellationToken ct)
    {
        var marks = await CountFactsSql.ReplaceVisitsAsync(unit, feed, subjects, facts, ct);
        foreach (var fact in facts)
        {
            foreach (var day in new[] { fact.Day, fact.DueDay }.Distinct())
                marks.Add(new MarkRow { Day = day, Patch = fact.Patch, Trade = fact.Trade, Home = fact.Home });
        }

        return marks;
    }
}

/// <summary>What the events of one story come to.</summary>
internal sealed record Facts(FactTallies Tallies, VisitFact? Visit = null, RepairFact? Repair = null)
{
    public static Facts Of(string story, string id, IReadOnlyCollection<VisitEvent> events)
    {
        var visit = story == Story.Visit ? VisitState.Of(id, events) : null;
        var tallies = story == Story.Visit ? VisitTallies.Of(visit, events) : StoryTallies.Of(story, events);
        return new Facts(new FactTallies(story, id, tallies), visit, story == Story.Repair ? RepairState.Of(id, events) : null);
    }
}
