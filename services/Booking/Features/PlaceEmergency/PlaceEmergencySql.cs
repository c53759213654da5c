using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class PlaceEmergencySql
{
    private const string LookAgain = """
        update repair
        set next_try_at = case when @at < due_by then @at::timestamptz end
        where landlord = @Landlord and repair_id = @RepairId
        """;

    private const string Claim = """
        update repair
        set next_try_at = @again
        where (landlord, repair_id) in (
          select landlord, repair_id
          from repair
          where next_try_at <= @now
          order by next_try_at
          limit 1
          for update skip locked)
        returning landlord, repair_id
        """;

    public static Task LookAgainAsync(UnitOfWork unit, RepairKey key, DateTimeOffset at, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(LookAgain, new { key.Landlord, key.RepairId, at }, unit.Transaction, cancellationToken: ct));

    public static Task<RepairKey?> ClaimAsync(UnitOfWork unit, DateTimeOffset now, DateTimeOffset again, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<RepairKey?>(new CommandDefinition(Claim, new { now, again }, unit.Transaction, cancellationToken: ct));
}
