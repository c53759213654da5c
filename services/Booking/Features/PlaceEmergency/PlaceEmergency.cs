using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>
/// An emergency gets a promise of arrival instead of a list. Whoever is free first is sent at once; while nobody is, we owe a call and look again every few
/// minutes until the first visit is booked.
/// </summary>
internal sealed class PlaceEmergency(BusinessClock clock, LandlordBookingSettings landlords, Placing placing) : IDueWork
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan CallWithin = TimeSpan.FromHours(1);

    /// <summary>Answers by when someone arrives.</summary>
    public async Task<DateTimeOffset?> RunAsync(UnitOfWork unit, RepairKey key, Actor by, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await RepairSql.LockAsync(unit, key, clock.Offset, ct) is not { Trade: not null, IsEnded: false, AppointmentId: null } repair)
            return null;
        var what = AppointmentRule.VisitOf([repair], by, null);
        var promise = now < repair.DueBy
            ? await placing.SoonestAsync(unit, repair, await landlords.ForAsync(unit, key.Landlord, ct), (p, own) => PlaceSql.BookAsync(unit, p, what, own, now, clock.Offset, ct), ct)
            : null;
        if (promise is null)
        {
            var due = await DeclineSql.PromiseCallAsync(unit, key, "emergency", now, now + CallWithin, ct);
            if (due > now + CallWithin - LookAgain)
                unit.Publish(new CallPromised(repair.Landlord, repair.RepairId, repair.HouseholdRef, "emergency", due, now));
            await PlaceEmergencySql.LookAgainAsync(unit, key, now + LookAgain, ct);
            unit.Publish(new CapacityShortfallRecorded(repair.Landlord, repair.RepairId, repair.RepairId, repair.Patch, repair.Trade, 0, 0, now), repair.RepairId);
            return repair.DueBy;
        }

        await AppointmentSql.BookedAsync(unit, key.Landlord, [key.RepairId], now, ct);
        var choice = new StoredChoice(promise.Date, promise.From, promise.To, WindowKind.AllDay, false, [Why.Soonest]);
        unit.Publish(AppointmentRule.Booked(what.Lead, null, choice, AppointmentRule.WhoOf(promise, what)[what.Lead.AppointmentId], by, now));
        return promise.WindowEnd;
    }

    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        if (await PlaceEmergencySql.ClaimAsync(unit, now, now + LookAgain, ct) is not { } key)
            return 0;
        await RunAsync(unit, key, Actor.System, ct);
        return 1;
    }
}
