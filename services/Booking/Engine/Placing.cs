using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>
/// Tries until a place is taken or none is left: a lost race has the days it was lost on read again and tries whoever is free in the same window now. Every
/// lost race is someone else's success, so this ends.
/// </summary>
internal sealed class Placing(BusinessClock clock, Diaries diaries)
{
    private const int MostTries = 200;
    private const int MostDeadlocks = 3;
    private const long Nobody = -1;

    /// <summary>Takes a place inside a promised window for repairs of one household.</summary>
    /// <param name="keepsVisit">True for a hold: the visit the repair has keeps its place meanwhile.</param>
    public Task<Promise?> InWindowAsync(
        UnitOfWork unit, IReadOnlyList<RepairRow> repairs, StoredChoice choice, SlotNeeds needs, string? patch, BookingSettings settings,
        Func<Promise, IReadOnlyList<(long, DateOnly)>, Task<TryOutcome>> take, bool keepsVisit, CancellationToken ct)
    {
        var window = new Stretch(LondonTime.Instant(choice.Date, choice.From), LondonTime.Instant(choice.Date, choice.To));
        var request = OfferRule.RequestFor(repairs, needs, settings, clock.GetUtcNow(), choice.Date, choice.Date, new HashSet<DateOnly>(), patch);
        return TryAsync(unit, repairs, request,
            all => Slots.Plans(all, request, settings, window, choice.SamePerson ? repairs[0].UsualOperative ?? Nobody : null)
                .Select(p => new Promise(p, choice.Date, choice.From, choice.To, choice.SamePerson, !p.Fixed)),
            take, keepsVisit, ct);
    }

    /// <summary>Takes the soonest place for an emergency and promises a window around it.</summary>
    public Task<Promise?> SoonestAsync(UnitOfWork unit, RepairRow repair, BookingSettings settings, Func<Promise, IReadOnlyList<(long, DateOnly)>, Task<TryOutcome>> take, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var request = OfferRule.RequestFor([repair], SlotNeeds.None, settings, now, LondonTime.DateOf(now), LondonTime.DateOf(repair.DueBy), new HashSet<DateOnly>(), null);
        return TryAsync(unit, [repair], request,
            all => Slots.Soonest(all, request, settings, repair.DueBy).Select(p => EmergencyRule.PromiseOf(p, repair.DueBy, settings)).Where(p => p.WindowStart <= p.Plan.Planned.From && p.Plan.Planned.From < p.WindowEnd),
            take, keepsVisit: false, ct);
    }

    private async Task<Promise?> TryAsync(
        UnitOfWork unit, IReadOnlyList<RepairRow> repairs, SlotRequest request,
        Func<IReadOnlyList<Diary>, IEnumerable<Promise>> find, Func<Promise, IReadOnlyList<(long, DateOnly)>, Task<TryOutcome>> take, bool keepsVisit, CancellationToken ct)
    {
        IReadOnlyList<RepairKey> keys = [.. repairs.Select(r => r.Key)];
        var own = repairs.Any(r => r.Placed) ? await PlaceSql.OwnDaysAsync(unit, keys, ct) : [];
        IEnumerable<(long, DateOnly)> doubted = [];
        var deadlocks = 0;
        for (var tries = 0; tries < MostTries; tries++)
        {
            await diaries.RefreshAsync(ct, doubted);
            if (Spread(find(diaries.Of(repairs[0].Landlord, request.Parts.Select(p => p.Trade), request.Patch, own.Count > 0 ? keys : [], keepsVisit)), repairs[0].RepairId) is not { } promise)
                return null;
            var outcome = await take(promise, own);
            if (outcome == TryOutcome.Taken)
                return promise;
            if (outcome == TryOutcome.Deadlocked && ++deadlocks > MostDeadlocks)
                throw new TimeoutException("Two writers waited for each other again and again");
            doubted = promise.Plan.Days().Select(d => (d.OperativeId, d.Day));
        }

        return null;
    }

    /// <summary>Of plans that are equally good, people who book at the same moment try different ones first.</summary>
    private static Promise? Spread(IEnumerable<Promise> promises, Guid repairId)
    {
        var usable = promises.Where(p => p.Plan.Days().All(d => d.Seen is not null)).ToList();
        if (usable.Count == 0)
            return null;
        var equal = usable.TakeWhile(p => p.Plan.Planned == usable[0].Plan.Planned && p.Plan.Extra == usable[0].Plan.Extra).ToList();
        return equal[(int)((uint)repairId.GetHashCode() % equal.Count)];
    }
}
