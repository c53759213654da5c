using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A choice and the offer it belongs to.</summary>
internal sealed record OfferedChoice(StoredOffer Offer, StoredChoice Choice)
{
    /// <summary>What a choice's id stands for; null where no offer made for this repair holds it.</summary>
    public static async Task<OfferedChoice?> FindAsync(UnitOfWork unit, RepairKey key, string? choiceId, CancellationToken ct) =>
        StoredOffer.Read(choiceId) is { } named && await OfferSql.FindAsync(unit, key, named.OfferId, ct) is { } offer && named.Index < offer.Choices.Count
            ? new OfferedChoice(offer, offer.Choices[named.Index])
            : null;
}
