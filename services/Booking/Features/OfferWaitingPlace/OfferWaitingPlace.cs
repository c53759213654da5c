using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>
/// Due work: a place that came free (cancelled, changed, given up, new shifts) is kept for one household that waits, the one due first, then the one that waits
/// longest. A household whose visit we missed comes before all of them, and the soonest free time is kept for it at once. Two processes that look at once ask for the same repair's lock: the second finds that the first has looked.
/// </summary>
internal sealed class OfferWaitingPlace(BusinessClock clock, LandlordBookingSettings settings, NeedsOfHousehold needs, QuietHours quiet, OfferChoices offers, HoldChoice hold, Appointments appointments) : IDueWork
{
    private const int MostTries = 3;
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(1);

    /// <summary>Somebody else was a moment faster, or stood in the way: looked for again, from what was known before.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        if (!WaitingPlaceRule.IsDay(now, settings.Defaults) || await WaitingPlaceSql.NextAsync(unit, now, ct) is not { } waiter)
            return 0;

        // Asked before the lock, so that nothing waits on a neighbour while holding it.
        var wanted = await needs.ForAsync(waiter.Landlord, waiter.HouseholdRef, ct);
        var until = await quiet.UntilAsync(waiter.Landlord, waiter.HouseholdRef, now, ct);
        if (await appointments.LockVisitAsync(unit, waiter.Key, null, ct) is not { } repair || !await WaitingPlaceSql.StillAsync(unit, waiter, ct))
            return 1;
        if (until is not null || repair.HoldId is not null)
            await WaitingPlaceSql.WaitUntilAsync(unit, repair.Key, until ?? now + Later, ct);
        else
            await LookAsync(unit, waiter, repair, wanted, now, ct);
        return 1;
    }

    private async Task LookAsync(UnitOfWork unit, Waiter waiter, RepairRow repair, SlotNeeds wanted, DateTimeOffset now, CancellationToken ct)
    {
        var ours = await settings.ForAsync(unit, repair.Landlord, ct);
        var shown = await WaitingPlaceSql.ShownAsync(unit, repair.Key, ct);
        var list = await offers.MakeAsync(unit, repair, wanted, OfferKind.All, LondonTime.DateOf(now), ct, fresh: true);
        var free = (await OfferSql.FindAsync(unit, repair.Key, list.OfferId, ct))!;
        await WaitingPlaceSql.ForgetAsync(unit, repair.Key, list.OfferId, now, ct);
        var came = waiter.Owed
            ? WaitingPlaceRule.Owed(free.Choices, now, ours)
            : [.. WaitingPlaceRule.CameFree(free.Choices, waiter.KnownWindows, shown, waiter.LookedAt, ours).Select(c => (c, now.AddMinutes(ours.WaitingOfferMinutes)))];
        foreach (var (choice, until) in came.Take(MostTries))
        {
            if (!await KeepAsync(unit, repair, free, choice, until, waiter.Owed, now, ct))
                continue;
            if (waiter.Owed)
                await WaitingPlaceSql.OwedKeptAsync(unit, repair.Key, ct);
            await WaitingPlaceSql.LookedAsync(unit, waiter, free.Choices.Select(WaitingPlaceRule.Window), now, ct);
            return;
        }

        if (came.Count > 0)
            await WaitingPlaceSql.WaitUntilAsync(unit, repair.Key, now + Soon, ct);
        else
            await WaitingPlaceSql.LookedAsync(unit, waiter, free.Choices.Select(WaitingPlaceRule.Window), now, ct);
    }

    private async Task<bool> KeepAsync(UnitOfWork unit, RepairRow repair, StoredOffer free, StoredChoice choice, DateTimeOffset until, bool owed, DateTimeOffset now, CancellationToken ct)
    {
        await unit.Transaction.SaveAsync("keep", ct);
        var offer = free with { OfferId = Guid.CreateVersion7(), Kind = "waiting", Choices = [choice] };
        await OfferSql.InsertAsync(unit, repair.Key, offer, now, ct);
        var answer = await hold.RunAsync(unit, repair.Key, StoredOffer.ChoiceIdOf(offer.OfferId, 0), Actor.System, ct);
        if (answer.Value is not { } held)
        {
            await unit.Transaction.RollbackAsync("keep", ct);
            return false;
        }

        var id = Guid.CreateVersion7();
        var expiresAt = await WaitingPlaceSql.KeepAsync(unit, repair.Key, held.HoldId, until - now, clock.Offset, ct);
        await WaitingPlaceSql.InsertAsync(unit, repair.Key, id, offer.OfferId, held.HoldId, now, expiresAt, owed, ct);
        unit.Publish(WaitingPlaceRule.Offered(repair, id, choice, expiresAt, owed, now));
        return true;
    }
}

/// <summary>Due work: a place that is kept no longer goes to whoever waits next.</summary>
internal sealed class PassOnWaitingPlace(BusinessClock clock) : IDueWork
{
    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        if (await WaitingPlaceSql.ToEndAsync(unit, clock.Offset, ct) is not { } key || await RepairSql.LockAsync(unit, key, clock.Offset, ct) is not { } repair)
            return 0;
        if (await WaitingPlaceSql.OpenAsync(unit.Connection, unit.Transaction, key, clock.Offset, ct) is null)
            await EndAsync(unit, repair, repair.AppointmentId is null ? "expired" : "given-up", now, ct);
        return 1;
    }

    /// <summary>Ends what is kept for a locked repair; its days count as changed, so that whoever waits next is looked for.</summary>
    public static async Task EndAsync(UnitOfWork unit, RepairRow repair, string how, DateTimeOffset now, CancellationToken ct)
    {
        await PlaceSql.TouchAsync(unit, [repair.Key], ct);
        await WaitingPlaceSql.EndAsync(unit, repair.Key, how, now, ct);
    }
}
