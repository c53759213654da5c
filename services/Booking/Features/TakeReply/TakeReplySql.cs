using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class TakeReplySql
{
    private const string Keep = """
        insert into reply (landlord, reply_id, repair_id, offer_id, choice, heard_at)
        values (@Landlord, @replyId, @RepairId, @offerId, @choice, @at)
        on conflict do nothing
        """;

    /// <summary>False where this answer, or "none of these" to the same choices, was heard before.</summary>
    public static async Task<bool> KeepAsync(UnitOfWork unit, RepairKey key, Guid replyId, Guid offerId, int choice, DateTimeOffset at, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(Keep, new { key.Landlord, key.RepairId, replyId, offerId, choice, at }, unit.Transaction, cancellationToken: ct)) == 1;
}
