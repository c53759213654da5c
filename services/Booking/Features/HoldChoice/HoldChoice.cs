using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Keeps a place for a few minutes while someone decides: one for each repair, extended once. The database's clock ends it; no sweeper is needed.</summary>
internal sealed class HoldChoice(BusinessClock clock, LandlordBookingSettings landlords, OfferChoices offers, Appointments appointments, Placing placing)
{
    public async Task<Answer<Held>> RunAsync(UnitOfWork unit, RepairKey key, string? choiceId, Actor by, CancellationToken ct)
    {
        var (repairs, offer) = await appointments.LockAsync(unit, key, choiceId, by, ct);
        if (repairs.Count == 0)
            return Refusal.NotFound;
        var repair = repairs[0];
        if (OfferRule.WhyNot(repair) is { } refusal)
            return refusal;
        if (by == Actor.Landlord && repair.Paused)
            return Refusal.AttemptsPaused;
        if (offer is null)
            return Refusal.NotFound;

        var settings = await landlords.ForAsync(unit, repair.Landlord, ct);
        var now = clock.GetUtcNow();
        var stored = offer.Choices[StoredOffer.Read(choiceId)!.Value.Index];
        var choice = new Choice(choiceId!, stored.Date, stored.From, stored.To, stored.Why);
        if (AppointmentRule.IsHeld(repair, stored) && await HoldSql.LockAsync(unit, [.. repairs.Select(r => r.Key)], clock.Offset, ct))
            return new Held(repair.HoldId!.Value, await HoldSql.ExtendAsync(unit, key, settings.HoldMinutes, clock.Offset, ct), choice);
        if (AppointmentRule.IsOver(offer, stored, now) || !AppointmentRule.IsFor(offer, repairs))
            return Refusal.OfferExpired(await offers.MakeAsync(unit, repair, offer.Needs, OfferKind.Best, null, ct));

        if (by == Actor.Resident && await HoldSql.HeldElsewhereAsync(unit, repair, clock.Offset, ct) >= settings.HoldsPerCaller)
            return Refusal.TooManyHeld;

        var hold = new NewHold(Guid.CreateVersion7(), offer.OfferId, await HoldSql.UntilAsync(unit, settings.HoldMinutes, clock.Offset, ct));
        var promise = await placing.InWindowAsync(unit, repairs, stored, offer.Needs, offer.Kind == "wider" ? null : repair.Patch, settings,
            (p, own) => PlaceSql.HoldAsync(unit, repairs, p, hold, own, clock.Offset, ct), keepsVisit: true, ct);
        if (promise is not null)
            return new Held(hold.HoldId, hold.ExpiresAt, choice);
        return HoldRule.MeetsOwnVisit(repair, stored)
            ? Refusal.MeetsYourVisit
            : Refusal.SlotTaken(await offers.MakeAsync(unit, repairs, offer.Needs, OfferKind.Best, null, ct));
    }
}
