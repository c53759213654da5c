using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>
/// Tries until a place is taken or none is left: a lost race reads the diaries again and tries whoever is free in the same window now. Every lost race is
/// someone else's success, so this ends.
/// </summary>
internal sealed class Placing(BusinessClock clock, BookingSettings settings)
{
    private const int MostTries = 200;
    private const int MostDeadlocks = 3;

    /// <summary>Takes a place inside a promised window.</summary>
    /// <param name="keepsVisit">True for a hold: the visit the repair has keeps its place meanwhile.</param>
    public Task<Promise?> InWindowAsync(
        UnitOfWork unit, RepairRow repair, StoredChoice choice, SlotNeeds needs, string? patch, Func<Promise, IReadOnlyList<(long, DateOnly)>, Task<TryOutcome>> take, bool keepsVisit, CancellationToken ct)
    {
        var window = new Stretch(LondonTime.Instant(choice.Date, choice.From), LondonTime.Instant(choice.Date, choice.To));
        return TryAsync(unit, repair, needs, patch, choice.Date, choice.Date,
            (diaries, request) => Slots.Plans(diaries, request, settings, window, choice.SamePerson ? repair.UsualOperative : null)
                .Select(p => new Promise(p, choice.Date, choice.From, choice.To, choice.SamePerson)),
            take, keepsVisit, ct);
    }

    /// <summary>Takes the soonest place for an emergency and promises a window around it.</summary>
    public Task<Promise?> SoonestAsync(UnitOfWork unit, RepairRow repair, Func<Promise, IReadOnlyList<(long, DateOnly)>, Task<TryOutcome>> take, CancellationToken ct)
    {
        var today = LondonTime.DateOf(clock.GetUtcNow());
        return TryAsync(unit, repair, SlotNeeds.None, null, today, LondonTime.DateOf(repair.DueBy),
            (diaries, request) => Slots.Soonest(diaries, request, settings, repair.DueBy).Select(p => EmergencyRule.PromiseOf(p, repair.DueBy, settings)),
            take, keepsVisit: false, ct);
    }

    private async Task<Promise?> TryAsync(
        UnitOfWork unit, RepairRow repair, SlotNeeds needs, string? patch, DateOnly first, DateOnly last,
        Func<IReadOnlyList<Diary>, SlotRequest, IEnumerable<Promise>> find, Func<Promise, IReadOnlyList<(long, DateOnly)>, Task<TryOutcome>> take, bool keepsVisit, CancellationToken ct)
    {
        var own = await PlaceSql.OwnDaysAsync(unit, repair.Key, ct);
        var deadlocks = 0;
        for (var tries = 0; tries < MostTries; tries++)
        {
            var diaries = await DiariesSql.LoadAsync(unit.Connection, unit.Transaction, repair.Key, repair.Trade!, patch, first, last, clock.Offset, keepsVisit, ct);
            var request = OfferRule.RequestFor(repair, needs, settings, clock.GetUtcNow(), first, last, new HashSet<DateOnly>(), patch);
            if (Spread(find(diaries, request), repair.RepairId) is not { } promise)
                return null;
            var outcome = await take(promise, own);
            if (outcome == TryOutcome.Taken)
                return promise;
            if (outcome == TryOutcome.Deadlocked && ++deadlocks > MostDeadlocks)
                throw new TimeoutException("Two writers waited for each other again and again");
        }

        return null;
    }

    /// <summary>Of plans that are equally good, people who book at the same moment try different ones first.</summary>
    private static Promise? Spread(IEnumerable<Promise> promises, Guid repairId)
    {
        var usable = promises.Where(p => p.Plan.People.All(o => p.Plan.Days().All(o.Versions.ContainsKey))).ToList();
        if (usable.Count == 0)
            return null;
        var equal = usable.TakeWhile(p => p.Plan.Planned == usable[0].Plan.Planned).ToList();
        return equal[(int)((uint)repairId.GetHashCode() % equal.Count)];
    }
}
