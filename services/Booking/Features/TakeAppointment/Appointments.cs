using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Books, changes and cancels the visit of a repair. Whoever uses it commits the unit, whatever the answer.</summary>
internal sealed class Appointments(BusinessClock clock, LandlordBookingSettings landlords, OfferChoices offers, RespectNeeds respect, Placing placing)
{
    /// <summary>Books a chosen window for a repair that has no visit booked.</summary>
    public async Task<Answer<Appointed>> TakeAsync(UnitOfWork unit, RepairKey key, string? choiceId, Actor by, CancellationToken ct)
    {
        var (repairs, offer) = await LockAsync(unit, key, choiceId, by, ct);
        if (repairs.Count == 0)
            return Refusal.NotFound;
        if (AppointmentRule.WhyNotTake(repairs[0], by) is { } refusal)
            return refusal;
        return await PlaceAsync(unit, repairs, offer, choiceId, by, ct);
    }

    /// <summary>Moves the standing visit to another window. On any refusal the old appointment stands untouched.</summary>
    public async Task<Answer<Appointed>> ChangeAsync(UnitOfWork unit, RepairKey key, string? choiceId, Actor by, CancellationToken ct)
    {
        var (repairs, offer) = await LockAsync(unit, key, choiceId, by, ct);
        if (repairs.Count == 0)
            return Refusal.NotFound;
        if (AppointmentRule.WhyNotChange(repairs[0], by, clock.GetUtcNow()) is { } refusal)
            return refusal;
        return await PlaceAsync(unit, repairs, offer, choiceId, by, ct);
    }

    /// <summary>
    /// Puts the standing visit, with all the repairs it is for, into somebody else's day inside the same promise, because who was to come cannot. False where
    /// nobody can, or where that very person was promised: then the old one stands. Whoever works in its own patch is asked first.
    /// </summary>
    public async Task<bool> MoveToAnotherAsync(UnitOfWork unit, RepairKey key, CancellationToken ct)
    {
        var repairs = await LockAsync(unit, key, null, ct);
        if (repairs.Count == 0 || repairs[0] is not { AppointmentId: not null, SamePerson: false } repair || !AppointmentRule.ShareOne(repairs))
            return false;
        var now = clock.GetUtcNow();
        var choice = new StoredChoice(repair.Date!.Value, repair.FromTime!.Value, repair.ToTime!.Value, WindowKind.AllDay, false, []);
        var what = AppointmentRule.VisitOf(repairs, Actor.Landlord, repair.BundleId);
        var settings = await landlords.ForAsync(unit, key.Landlord, ct);
        var needs = await OfferSql.LatestAsync(unit, key, ct) is { } offer ? offer.Needs : SlotNeeds.None;
        if ((await InPatchAsync(repair.Patch) ?? await InPatchAsync(null)) is not { } promise)
            return false;
        var who = AppointmentRule.WhoOf(promise, what);
        foreach (var part in what.Parts)
            unit.Publish(AppointmentRule.Booked(part, what.Bundle, choice, who[part.AppointmentId], Actor.Landlord, now));
        return true;

        Task<Promise?> InPatchAsync(string? patch) =>
            placing.InWindowAsync(unit, repairs, choice, needs, patch, settings, (p, own) => PlaceSql.BookAsync(unit, p, what, own, now, clock.Offset, ct), keepsVisit: false, ct);
    }

    /// <summary>Ends the standing appointment. The repair stays open, and its place can be offered at once.</summary>
    public async Task<Answer<Done>> CancelAsync(UnitOfWork unit, RepairKey key, Actor by, string? note, CancellationToken ct)
    {
        var repairs = await LockAsync(unit, key, null, ct);
        if (repairs.Count == 0)
            return Refusal.NotFound;
        var repair = repairs[0];
        if (repair.AppointmentId is null)
            return repair.IsEnded ? Refusal.NotOpen(repair.Status) : Refusal.NotBooked;
        if (new Faults().Optional(note, "note", 2000) is { Any: true } faults)
            return Refusal.Invalid(faults);
        DateTimeOffset? callBy = by == Actor.Landlord ? await CallBackDue.NextAsync(unit, await landlords.ForAsync(unit, key.Landlord, ct), clock.GetUtcNow(), ct) : null;
        foreach (var each in repairs.Skip(1).Append(repair))
            await ReopenAsync(unit, each, by, note, callBy, ct);
        return Done.It;
    }

    /// <summary>
    /// Takes back a visit that the resident did not choose, because a person gets in touch with them first: its place is free at once, the repair stays open, and
    /// they are told by a person before the time they may expect us. False where it stands after all, for one of its repairs or because nobody could tell them in time.
    /// </summary>
    public async Task<bool> TakeBackAsync(UnitOfWork unit, RepairKey key, CancellationToken ct)
    {
        var (repairs, now) = (await LockAsync(unit, key, null, ct), clock.GetUtcNow());
        if (repairs is not [var repair, ..] || !repairs.All(r => TakeBackRule.Takes(r, now)))
            return false;
        var (start, settings) = (repair.WindowStart!.Value, await landlords.ForAsync(unit, key.Landlord, ct));
        if (!TakeBackRule.CanBeTold(start, now, await DiariesSql.DaysOffAsync(unit.Connection, unit.Transaction, settings.BankHolidays, LondonTime.DateOf(now), LondonTime.DateOf(start), ct)))
            return false;
        var callBy = await RingByAsync(unit, start, settings, now, ct);
        foreach (var each in repairs)
        {
            await ReopenAsync(unit, each, Actor.Landlord, null, callBy, ct, TakeBackRule.PersonFirst);
            await ChangeReasonSql.KeepAsync(unit, each.Key, each.AppointmentId, TakeBackRule.PersonFirst, null, ct);
        }

        return true;
    }

    /// <summary>Ends the standing appointment, if there is one, and gives its places back.</summary>
    public Task ReleaseAsync(UnitOfWork unit, RepairRow repair, Actor by, string? note, CancellationToken ct) => ReleaseAsync(unit, repair, by, note, null, null, ct);

    private async Task ReleaseAsync(UnitOfWork unit, RepairRow repair, Actor by, string? note, DateTimeOffset? callBy, string? because, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await PlaceSql.TouchAsync(unit, [repair.Key], ct);
        await AppointmentSql.ReleaseAsync(unit, repair.Key, repair.AppointmentId, by, note, now, ct);
        if (repair.AppointmentId is not null)
            unit.Publish(AppointmentRule.Cancelled(repair, by, now) with { CallBackBy = callBy, Because = because });
    }

    /// <param name="callBy">Set where we cancel: by then a person rings who has heard nothing.</param>
    /// <param name="because"><see cref="TakeBackRule.PersonFirst"/>; null: any other cause.</param>
    private async Task ReopenAsync(UnitOfWork unit, RepairRow repair, Actor by, string? note, DateTimeOffset? callBy, CancellationToken ct, string? because = null)
    {
        if (callBy is { } due)
            callBy = await DeclineSql.PromiseCallAsync(unit, repair.Key, because ?? "visit-cancelled", clock.GetUtcNow(), due, ct);
        await ReleaseAsync(unit, repair, by, note, callBy, because, ct);
        await RepairSql.SetStatusAsync(unit, repair.Key, "open", ct);
    }

    /// <summary>
    /// Locks a repair, those that share the standing visit, and those a choice is for, in the order of their ids. The one asked about comes first; empty where it
    /// is unknown.
    /// </summary>
    /// <param name="choiceId">What may be taken; null where the visit that stands is moved or ended.</param>
    internal async Task<IReadOnlyList<RepairRow>> LockAsync(UnitOfWork unit, RepairKey key, string? choiceId, CancellationToken ct) =>
        InOrder(key, (await AppointmentSql.LockAsync(unit, key, StoredOffer.Read(choiceId)?.OfferId, null, clock.Offset, ct)).Repairs);

    /// <summary>
    /// The first lock of whoever books, changes, moves or cancels a visit and asks for one repair of it: one of a bundle locked alone first, and the others
    /// after it, would make two such deeds wait for each other. The repair as it is once all of them are locked; null where it is unknown.
    /// </summary>
    internal async Task<RepairRow?> LockVisitAsync(UnitOfWork unit, RepairKey key, string? choiceId, CancellationToken ct) =>
        await LockAsync(unit, key, choiceId, ct) is [var repair, ..] ? repair : null;

    /// <summary>
    /// As the first, to take the choice: with the offer it is of, none where the id is none of this repair's choices. Who takes a choice has been told of the
    /// offer: that is published, once.
    /// </summary>
    internal async Task<(IReadOnlyList<RepairRow> Repairs, StoredOffer? Offer)> LockAsync(UnitOfWork unit, RepairKey key, string? choiceId, Actor by, CancellationToken ct)
    {
        var (named, now) = (StoredOffer.Read(choiceId), clock.GetUtcNow());
        var (found, row) = await AppointmentSql.LockAsync(unit, key, named?.OfferId, now, clock.Offset, ct);
        var (repairs, offer) = (InOrder(key, found), row?.Read());
        if (offer is not null && row!.First && repairs.Count > 0)
            unit.Publish(OfferRule.Told(repairs[0], offer, by, now), offer.OfferId);
        return (repairs, offer is not null && named!.Value.Index < offer.Choices.Count ? offer : null);
    }

    private static IReadOnlyList<RepairRow> InOrder(RepairKey key, IReadOnlyList<RepairRow> rows) =>
        [.. rows.OrderBy(r => r.RepairId == key.RepairId ? 0 : 1).ThenBy(r => r.DueBy).ThenBy(r => r.RepairId)];

    private async Task<Answer<Appointed>> PlaceAsync(UnitOfWork unit, IReadOnlyList<RepairRow> repairs, StoredOffer? offer, string? choiceId, Actor by, CancellationToken ct)
    {
        if (offer is null)
            return Refusal.NotFound;

        var (repair, now) = (repairs[0], clock.GetUtcNow());
        var choice = offer.Choices[StoredOffer.Read(choiceId)!.Value.Index];
        if (AppointmentRule.IsOver(offer, choice, now) || !AppointmentRule.IsFor(offer, repairs))
            return Refusal.OfferExpired(await offers.MakeAsync(unit, repair, offer.Needs, OfferKind.Best, null, ct));

        var settings = await landlords.ForAsync(unit, repair.Landlord, ct);
        var respected = await respect.CheckAsync(unit, repairs, offer, choice, settings, ct);
        if (!respected.Kept)
            return Refusal.NeedsChanged(await offers.MakeAsync(unit, repairs, respected.Needs, OfferKind.Best, null, ct));

        var what = AppointmentRule.VisitOf(repairs, by, repairs.Count > 1 ? repair.BundleId ?? Guid.CreateVersion7() : null);
        if (await ComesAsync(unit, repairs, offer, choice, what, respected, settings, now, ct) is not { } who)
        {
            var fresh = await offers.MakeAsync(unit, repairs, respected.Needs, OfferKind.Best, null, ct);
            return respected.Changed ? Refusal.NeedsChanged(fresh) : Refusal.SlotTaken(fresh);
        }

        await AppointmentSql.BookedAsync(unit, repair.Landlord, repairs.Select(r => r.RepairId), now, ct);
        foreach (var part in what.Parts)
            unit.Publish(AppointmentRule.Booked(part, what.Bundle, choice, who[part.AppointmentId], by, now));

        await respect.OweAsync(unit, repair, what.Lead.AppointmentId, choice, respected, settings, ct);
        if (respected.Needs.PreVisit)
            await RingFirstAsync(unit, repair, LondonTime.Instant(choice.Date, choice.From), settings, now, ct);
        return new Appointed(what.Lead.AppointmentId, what.Lead.VisitId, choice.Date, choice.From, choice.To);
    }

    /// <summary>The household asked that someone is in touch before a visit: a call, owed strictly before it.</summary>
    private static async Task RingFirstAsync(UnitOfWork unit, RepairRow repair, DateTimeOffset windowStart, BookingSettings settings, DateTimeOffset now, CancellationToken ct)
    {
        var due = await RingByAsync(unit, windowStart, settings, now, ct);
        await DeclineSql.PromiseCallAsync(unit, repair.Key, "pre-visit", now, due, ct);
        unit.Publish(new CallPromised(repair.Landlord, repair.RepairId, repair.HouseholdRef, "pre-visit", due, now));
    }

    private static async Task<DateTimeOffset> RingByAsync(UnitOfWork unit, DateTimeOffset windowStart, BookingSettings settings, DateTimeOffset now, CancellationToken ct)
    {
        var last = LondonTime.DateOf(windowStart);
        return AppointmentRule.RingBy(windowStart, now, await DiariesSql.DaysOffAsync(unit.Connection, unit.Transaction, settings.BankHolidays, last.AddDays(-14), last, ct));
    }

    private async Task<IReadOnlyDictionary<Guid, WhoComes>?> ComesAsync(
        UnitOfWork unit, IReadOnlyList<RepairRow> repairs, StoredOffer offer, StoredChoice choice, NewVisit what, Respected respected, BookingSettings settings, DateTimeOffset now, CancellationToken ct)
    {
        var repair = repairs[0];
        // A place held by what was known before may be too short, or somebody else's, for what is known now.
        if (!respected.Changed && AppointmentRule.IsHeld(repair, choice) && await HoldSql.LockAsync(unit, [.. repairs.Select(r => r.Key)], clock.Offset, ct))
            return await PlaceSql.UseHoldAsync(unit, repair.HoldId!.Value, what, LondonTime.Instant(choice.Date, choice.From), LondonTime.Instant(choice.Date, choice.To), now, ct);
        var promise = await placing.InWindowAsync(unit, repairs, choice, respected.Needs, offer.Kind == "wider" ? null : repair.Patch, settings,
            (p, own) => PlaceSql.BookAsync(unit, p, what, own, now, clock.Offset, ct), keepsVisit: false, ct);
        return promise is null ? null : AppointmentRule.WhoOf(promise, what);
    }
}
