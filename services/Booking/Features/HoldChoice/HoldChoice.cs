using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Keeps a place for a few minutes while someone decides: one for each repair, extended once. The database's clock ends it; no sweeper is needed.</summary>
internal sealed class HoldChoice(BusinessClock clock, BookingSettings settings, OfferChoices offers, Placing placing)
{
    public async Task<Answer<Held>> RunAsync(UnitOfWork unit, RepairKey key, string? choiceId, Actor by, CancellationToken ct)
    {
        if (await RepairSql.LockAsync(unit, key, clock.Offset, ct) is not { } repair)
            return Refusal.NotFound;
        if (OfferRule.WhyNot(repair) is { } refusal)
            return refusal;
        if (by == Actor.Landlord && repair.Paused)
            return Refusal.AttemptsPaused;
        if (StoredOffer.Read(choiceId) is not { } named || await OfferSql.FindAsync(unit, key, named.OfferId, ct) is not { } offer || named.Index >= offer.Choices.Count)
            return Refusal.NotFound;

        var now = clock.GetUtcNow();
        var stored = offer.Choices[named.Index];
        var choice = new Choice(choiceId!, stored.Date, stored.From, stored.To, stored.Why);
        await offers.TellAsync(unit, repair, offer.OfferId, by, ct);
        if (AppointmentRule.IsHeld(repair, stored) && await HoldSql.LockAsync(unit, key, clock.Offset, ct))
            return new Held(repair.HoldId!.Value, await HoldSql.ExtendAsync(unit, key, settings.HoldMinutes, clock.Offset, ct), choice);
        if (AppointmentRule.IsOver(offer, stored, now))
            return Refusal.OfferExpired(await offers.MakeAsync(unit, repair, offer.Needs, OfferKind.Best, null, ct));

        var hold = new NewHold(Guid.CreateVersion7(), offer.OfferId, await HoldSql.UntilAsync(unit, settings.HoldMinutes, clock.Offset, ct));
        var promise = await placing.InWindowAsync(unit, repair, stored, offer.Needs, offer.Kind == "wider" ? null : repair.Patch,
            (p, own) => PlaceSql.HoldAsync(unit, repair, p, hold, own, clock.Offset, ct), keepsVisit: true, ct);
        if (promise is not null)
            return new Held(hold.HoldId, hold.ExpiresAt, choice);
        return HoldRule.MeetsOwnVisit(repair, stored)
            ? Refusal.MeetsYourVisit
            : Refusal.SlotTaken(await offers.MakeAsync(unit, repair, offer.Needs, OfferKind.Best, null, ct));
    }
}
