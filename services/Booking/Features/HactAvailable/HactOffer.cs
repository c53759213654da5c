using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A set of choices as a housing system hears of it: computed on what is true now, cut to what was asked for, kept as evidence.</summary>
internal sealed class HactOffer(OfferChoices offers, HoldChoice hold, LandlordBookingSettings landlords, BusinessClock clock)
{
    /// <summary>Every free time of a repair, not told to anyone yet.</summary>
    public async Task<StoredOffer> EverythingAsync(UnitOfWork unit, RepairRow repair, SlotNeeds needs, DateOnly? from, CancellationToken ct)
    {
        var began = clock.GetUtcNow().AddMilliseconds(-1);
        var list = await offers.MakeAsync(unit, repair, needs, OfferKind.All, from, ct, fresh: true);
        var everything = (await OfferSql.FindAsync(unit, repair.Key, list.OfferId, ct))!;

        // One that somebody else was shown stays as it is: their choices' ids are places in its list.
        if (everything.MadeAt >= began)
            await HactOfferSql.ForgetAsync(unit, repair.Key, everything.OfferId, ct);
        return everything;
    }

    /// <summary>Keeps the picked ones and tells of them.</summary>
    public async Task<StoredOffer> TellAsync(UnitOfWork unit, RepairRow repair, StoredOffer everything, IReadOnlyList<StoredChoice> picked, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var told = everything with { OfferId = Guid.CreateVersion7(), Kind = OfferRule.Word(OfferKind.Best), MadeAt = now, ExpiresAt = now + (everything.ExpiresAt - everything.MadeAt), Choices = picked };
        await OfferSql.InsertAsync(unit, repair.Key, told, null, ct);
        if (picked.Count > 0)
            await offers.TellAsync(unit, repair, told.OfferId, Actor.Landlord, ct);
        return told;
    }

    /// <summary>
    /// The document. A time is kept for the asker where only one is told, and says for how long; several are not: they would be kept from other
    /// residents while someone looks. A hold the resident has is never taken for this.
    /// </summary>
    public async Task<HactAvailableAppointments> AsDocumentAsync(UnitOfWork unit, RepairRow repair, string workOrder, StoredOffer told, Wishes wishes, CancellationToken ct)
    {
        var kept = TimeSpan.Zero;
        if (told.Choices.Count == 1 && repair.HoldId is null && !repair.Paused)
        {
            var answer = await hold.RunAsync(unit, repair.Key, StoredOffer.ChoiceIdOf(told.OfferId, 0), Actor.Landlord, ct);
            kept = answer.Value is { } held ? held.ExpiresAt - clock.GetUtcNow() : kept;
        }

        return Document(repair, workOrder, told, wishes, kept, await landlords.ForAsync(unit, repair.Landlord, ct));
    }

    public static HactAvailableAppointments Document(RepairRow repair, string workOrder, StoredOffer told, Wishes wishes, TimeSpan kept, BookingSettings settings) =>
        new(new HactId(workOrder), HactDuration.Of(kept),
            [.. told.Choices.Select((c, i) => HactAvailableRule.Describe(StoredOffer.ChoiceIdOf(told.OfferId, i), c, repair, told.Needs.Longer, wishes, settings))]);
}
