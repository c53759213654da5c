using System.Globalization;
using Repairs.Contracts;
using Repairs.NoAccess.WeighOutcome;
using Repairs.Platform;

namespace Repairs.NoAccess.TellChronology;

/// <summary>
/// Writes what is new into the chronologies of a household's repairs, in the transaction that keeps the fact and under the household's lock: after it, no fact is
/// without its line. What we learn late is added at the end, with the time at which it happened; nothing that stands is ever changed.
/// </summary>
internal static class Chronicle
{
    /// <param name="visits">What each visit means now; empty where that was not looked at.</param>
    /// <param name="asked">The requests for a person, which read as "we waited".</param>
    public static async Task KeepAsync(UnitOfWork unit, string landlord, IReadOnlyList<IEvent> facts, IReadOnlyList<WeighedVisit> visits, IReadOnlyList<Asked> asked, DateTimeOffset now, CancellationToken ct)
    {
        var repairs = ChronologyRule.RepairsOf(facts);
        if (repairs.Count == 0)
            return;
        var known = (await ChronologySql.KnownAsync(unit, landlord, [.. repairs], ct)).ToLookup(t => t.RepairId);
        var lines = ChronologyRule.Of(facts, asked, known.SelectMany(r => r).ToLookup(t => t.RepairId, t => t.Key));
        await ChronologySql.AddAsync(unit, landlord, [.. lines.SelectMany(r => New(landlord, r.Key, r.Value, visits, [.. known[r.Key]], now))], ct);
    }

    /// <summary>Adds single lines about a repair. The caller holds the household's lock.</summary>
    public static async Task WriteAsync(UnitOfWork unit, string landlord, Guid repairId, IReadOnlyList<Line> lines, CancellationToken ct)
    {
        var known = await ChronologySql.KnownAsync(unit, landlord, [repairId], ct);
        var keys = known.Select(t => t.Key).ToHashSet();
        await ChronologySql.AddAsync(unit, landlord, Chain.Append(landlord, repairId, known.Count, known.Count == 0 ? Chain.Nothing : known[^1].Hash, lines.Where(l => !keys.Contains(l.Key))), ct);
    }

    /// <summary>The key of what a visit was said to mean for the nth time.</summary>
    public static Guid MeaningKey(Guid visitId, int turn) => ChronologyRule.KeyOf("meaning", visitId.ToString(), turn.ToString(CultureInfo.InvariantCulture));

    private static IReadOnlyList<Entry> New(string landlord, Guid repairId, IReadOnlyList<Line> lines, IReadOnlyList<WeighedVisit> visits, IReadOnlyList<Told> known, DateTimeOffset now)
    {
        var meanings = known.Where(t => t.Kind == "meaning").ToDictionary(t => t.Key, t => t.Words);
        List<Line> added = [.. lines.DistinctBy(l => l.Key)];
        foreach (var visit in visits.Where(v => v.RepairId == repairId))
        {
            var words = ChronologyRule.MeaningOf(visit);
            // Each time a visit's meaning changes it is said again; what it means already is not.
            var (turn, last) = (0, (string?)null);
            while (meanings.TryGetValue(MeaningKey(visit.VisitId, turn), out var said))
                (turn, last) = (turn + 1, said);
            if (last != words)
                added.Add(new Line(MeaningKey(visit.VisitId, turn), Chain.Whole(now), "meaning", visit.Attribution == Attribution.Ours, words));
        }

        return Chain.Append(landlord, repairId, known.Count, known.Count == 0 ? Chain.Nothing : known[^1].Hash, added);
    }
}

/// <summary>Keeps what only a chronology tells of: offers, somebody on their way, a repair that ended without the work.</summary>
internal sealed class KeepChronicle<TEvent> : IHandle<TEvent>
    where TEvent : class, IEvent
{
    public async Task HandleAsync(TEvent e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        var known = await WeighOutcomeSql.KeepAndReadAsync(unit, e, Facts.HouseholdOf(e), ct);
        var asked = known.Decisions.Where(d => d.Kind is "follow-up" or "person-asks").Select(d => new Asked(d.DecisionId, d.Kind == "follow-up", d.DecidedAt, d.PausedUntil, d.ClosedAt));
        await Chronicle.KeepAsync(unit, e.Landlord, known.Facts, [], [.. asked], delivery.Now, ct);
    }
}
