using System.Text.Json;
using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class HactOfferSql
{
    private const string KeepOnly = """
        update offer
        set kind = @Kind, choices = @Choices::jsonb
        where landlord = @Landlord and repair_id = @RepairId and offer_id = @OfferId and told_at is null
        """;

    /// <summary>Cuts an offer nobody has seen yet to what is really put before someone, so that the evidence of choice says no more.</summary>
    public static Task KeepOnlyAsync(UnitOfWork unit, RepairKey key, StoredOffer offer, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            KeepOnly, new { key.Landlord, key.RepairId, offer.OfferId, offer.Kind, Choices = JsonSerializer.Serialize(offer.Choices, Json.Options) }, unit.Transaction, cancellationToken: ct));
}
