using Dapper;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class EndRepairSql
{
    private const string End = """
        update repair
        set status = @status, ended_at = @now, ended_by = @by, ended_reason = @reason, ended_note = @note, finished_by_visit = @visitId, next_try_at = null
        where landlord = @Landlord and repair_id = @RepairId;

        delete from waiting_list
        where landlord = @Landlord and repair_id = @RepairId;

        update call_back
        set kept_at = @now
        where landlord = @Landlord and repair_id = @RepairId and kept_at is null;
        """;

    private const string Open = """
        update repair
        set status = 'open', ended_at = null, ended_by = null, ended_reason = null, ended_note = null, finished_by_visit = null
        where landlord = @Landlord and repair_id = @RepairId
        """;

    public static Task EndAsync(UnitOfWork unit, RepairKey key, string status, Actor by, string? reason, string? note, Guid? visitId, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            End, new { key.Landlord, key.RepairId, status, by = by.ToString(), reason, note, visitId, now }, unit.Transaction, cancellationToken: ct));

    public static Task OpenAsync(UnitOfWork unit, RepairKey key, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Open, key, unit.Transaction, cancellationToken: ct));
}
