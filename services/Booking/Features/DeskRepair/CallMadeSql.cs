using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class CallMadeSql
{
    private const string Keep = """
        update call_back
        set kept_at = @now
        where landlord = @Landlord
          and repair_id = @RepairId
          and kept_at is null
        """;

    /// <summary>Notes that the promised call was made.</summary>
    public static Task KeepAsync(UnitOfWork unit, RepairKey key, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Keep, new { key.Landlord, key.RepairId, now }, unit.Transaction, cancellationToken: ct));
}
