using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What a time that is about to be taken has to respect.</summary>
/// <param name="Known">False while Needs cannot be asked: then it is what was known when the time was offered.</param>
/// <param name="Changed">True where something changed since.</param>
/// <param name="Kept">False where the window no longer keeps it.</param>
internal sealed record Respected(SlotNeeds Needs, bool Known, bool Changed, bool Kept);

/// <summary>
/// Asks Needs once more when a time is taken: choices live for hours, and what helps a household may change meanwhile. While Needs cannot be reached the
/// booking goes on with what is known and is looked at again later.
/// </summary>
internal sealed class RespectNeeds(BusinessClock clock, NeedsOfHousehold household, Diaries diaries)
{
    public async Task<Respected> CheckAsync(UnitOfWork unit, IReadOnlyList<RepairRow> repairs, StoredOffer offer, StoredChoice choice, BookingSettings settings, CancellationToken ct)
    {
        var told = await household.ForAsync(repairs[0].Landlord, repairs[0].HouseholdRef, ct);
        if (told.Version is null)
            return new(offer.Needs, Known: false, Changed: false, Kept: true);
        if (told.Version == offer.Needs.Version)
            return new(offer.Needs, Known: true, Changed: false, Kept: true);
        var needs = await SettleAsync(unit, repairs, told, offer.Kind == OfferRule.Word(OfferKind.Wider) ? null : repairs[0].Patch, settings, ct);
        return new(needs, Known: true, Changed: true, RespectRule.Keeps(needs, choice.Date, choice.From, choice.To));
    }

    /// <summary>The needs as far as they can be kept for these repairs, with what cannot be named.</summary>
    public async Task<SlotNeeds> SettleAsync(UnitOfWork unit, IReadOnlyList<RepairRow> repairs, SlotNeeds needs, string? patch, BookingSettings settings, CancellationToken ct)
    {
        if (needs is { OperativeGender: null, MaxPeople: null })
            return needs;
        if (needs.OperativeGender is not null)
            await diaries.RefreshAsync(ct);
        var fit = needs.OperativeGender is null
            ? int.MaxValue
            : repairs.Min(r => diaries.Of(r.Landlord, [r.Trade!], patch, []).Count(d => d.Gender == needs.OperativeGender));
        return RespectRule.Settled(needs, repairs[0].People, fit, await CallByAsync(unit, settings, ct));
    }

    /// <summary>Makes what a booked visit still owes: a call where something could not be kept, another look where Needs could not be asked.</summary>
    public async Task OweAsync(UnitOfWork unit, RepairRow repair, Guid appointmentId, StoredChoice choice, Respected respected, BookingSettings settings, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!respected.Known)
            await RespectNeedsSql.CheckLaterAsync(unit, repair.Key, appointmentId, respected.Needs, now, ct);
        if (respected.Needs.CallBy is not null && RespectRule.CallOwed(respected.Needs, LondonTime.Instant(choice.Date, choice.From), await CallByAsync(unit, settings, ct), now) is { } due)
            await PromiseAsync(unit, repair, due, ct);
    }

    /// <summary>Promises a call about what could not be kept.</summary>
    public Task PromiseAsync(UnitOfWork unit, RepairRow repair, DateTimeOffset due, CancellationToken ct) =>
        PromiseCall.ByAsync(unit, repair.Key, repair.HouseholdRef, "needs", due, clock.GetUtcNow(), ct);

    /// <summary>The end of the working day by which somebody rings, were it promised now.</summary>
    public Task<DateTimeOffset> CallByAsync(UnitOfWork unit, BookingSettings settings, CancellationToken ct) => CallBackDue.NextAsync(unit, settings, clock.GetUtcNow(), ct);
}
