using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class HactOfferSql
{
    private const string Forget = """
        delete from offer
        where landlord = @Landlord and repair_id = @RepairId and offer_id = @offerId and told_at is null
        """;

    /// <summary>Deletes an offer that was made to choose from and that nobody saw: a wider search leaves out only what was really offered.</summary>
    public static Task ForgetAsync(UnitOfWork unit, RepairKey key, Guid offerId, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Forget, new { key.Landlord, key.RepairId, offerId }, unit.Transaction, cancellationToken: ct));
}
