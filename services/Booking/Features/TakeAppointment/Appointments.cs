using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Books, changes and cancels the visit of a repair. Whoever uses it commits the unit, whatever the answer.</summary>
internal sealed class Appointments(BusinessClock clock, OfferChoices offers, Placing placing)
{
    /// <summary>Books a chosen window for a repair that has no visit booked.</summary>
    public async Task<Answer<Appointed>> TakeAsync(UnitOfWork unit, RepairKey key, string? choiceId, Actor by, CancellationToken ct)
    {
        if (await RepairSql.LockAsync(unit, key, clock.Offset, ct) is not { } repair)
            return Refusal.NotFound;
        if (AppointmentRule.WhyNotTake(repair, by) is { } refusal)
            return refusal;
        return await PlaceAsync(unit, repair, choiceId, by, Guid.CreateVersion7(), ct);
    }

    /// <summary>Moves the standing visit to another window. On any refusal the old appointment stands untouched.</summary>
    public async Task<Answer<Appointed>> ChangeAsync(UnitOfWork unit, RepairKey key, string? choiceId, Actor by, CancellationToken ct)
    {
        if (await RepairSql.LockAsync(unit, key, clock.Offset, ct) is not { } repair)
            return Refusal.NotFound;
        if (AppointmentRule.WhyNotChange(repair, by, clock.GetUtcNow()) is { } refusal)
            return refusal;
        return await PlaceAsync(unit, repair, choiceId, by, repair.VisitId!.Value, ct);
    }

    /// <summary>Ends the standing appointment. The repair stays open, and its place can be offered at once.</summary>
    public async Task<Answer<Done>> CancelAsync(UnitOfWork unit, RepairKey key, Actor by, string? note, CancellationToken ct)
    {
        if (await RepairSql.LockAsync(unit, key, clock.Offset, ct) is not { } repair)
            return Refusal.NotFound;
        if (repair.AppointmentId is null)
            return repair.IsEnded ? Refusal.NotOpen(repair.Status) : Refusal.NotBooked;
        if (new Faults().Optional(note, "note", 2000) is { Any: true } faults)
            return Refusal.Invalid(faults);
        await ReleaseAsync(unit, repair, by, note, ct);
        await RepairSql.SetStatusAsync(unit, key, "open", ct);
        return Done.It;
    }

    /// <summary>Ends the standing appointment, if there is one, and gives its places back.</summary>
    public async Task ReleaseAsync(UnitOfWork unit, RepairRow repair, Actor by, string? note, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await PlaceSql.TouchAsync(unit, await PlaceSql.OwnDaysAsync(unit, repair.Key, ct), ct);
        await AppointmentSql.ReleaseAsync(unit, repair.Key, repair.AppointmentId, by, note, now, ct);
        if (repair.AppointmentId is not null)
            unit.Publish(AppointmentRule.Cancelled(repair, by, now));
    }

    private async Task<Answer<Appointed>> PlaceAsync(UnitOfWork unit, RepairRow repair, string? choiceId, Actor by, Guid visitId, CancellationToken ct)
    {
        if (StoredOffer.Read(choiceId) is not { } named || await OfferSql.FindAsync(unit, repair.Key, named.OfferId, ct) is not { } offer || named.Index >= offer.Choices.Count)
            return Refusal.NotFound;

        var now = clock.GetUtcNow();
        var choice = offer.Choices[named.Index];
        await offers.TellAsync(unit, repair, offer.OfferId, by, ct);
        if (AppointmentRule.IsOver(offer, choice, now))
            return Refusal.OfferExpired(await offers.MakeAsync(unit, repair, offer.Needs, OfferKind.Best, null, ct));

        var what = new NewAppointment(Guid.CreateVersion7(), visitId, by.ToString(), repair.AppointmentId);
        if (await ComesAsync(unit, repair, offer, choice, what, now, ct) is not { } who)
            return Refusal.SlotTaken(await offers.MakeAsync(unit, repair, offer.Needs, OfferKind.Best, null, ct));

        await RepairSql.SetStatusAsync(unit, repair.Key, "booked", ct);
        await AppointmentSql.StopWaitingAsync(unit, repair.Key, now, ct);
        unit.Publish(AppointmentRule.Booked(repair, choice, what, who, by, now));
        return new Appointed(what.AppointmentId, what.VisitId, choice.Date, choice.From, choice.To);
    }

    private async Task<WhoComes?> ComesAsync(UnitOfWork unit, RepairRow repair, StoredOffer offer, StoredChoice choice, NewAppointment what, DateTimeOffset now, CancellationToken ct)
    {
        if (AppointmentRule.IsHeld(repair, choice) && await HoldSql.LockAsync(unit, repair.Key, clock.Offset, ct))
            return await PlaceSql.UseHoldAsync(unit, repair, what, LondonTime.Instant(choice.Date, choice.From), LondonTime.Instant(choice.Date, choice.To), now, ct);
        var promise = await placing.InWindowAsync(unit, repair, choice, offer.Needs, offer.Kind == "wider" ? null : repair.Patch,
            (p, own) => PlaceSql.BookAsync(unit, repair, p, what, own, now, clock.Offset, ct), keepsVisit: false, ct);
        return promise is null ? null : new WhoComes(promise.Plan.People[0].Contractor, promise.Plan.People[0].OperativeRef);
    }
}
