using Dapper;
using Repairs.NoAccess.KnowRepair;
using Repairs.NoAccess.SeeVisits;
using Repairs.Platform;

namespace Repairs.NoAccess.DisputeVisit;

internal static class DisputeVisitSql
{
    private const string Add = """
        insert into dispute (landlord, visit_id, household_ref, repair_id, words, raised_at)
        values (@Landlord, @VisitId, @HouseholdRef, @RepairId, @words, @now)
        on conflict (landlord, visit_id) do update
        set raised_at = excluded.raised_at, words = coalesce(excluded.words, dispute.words), withdrawn_at = null
        where dispute.withdrawn_at is not null and dispute.raised_at < excluded.raised_at
        """;

    private const string Withdraw = """
        update dispute
        set withdrawn_at = @now
        where landlord = @Landlord and visit_id = @VisitId and decided_at is null and withdrawn_at is null and raised_at < @now
        """;

    /// <summary>False where the visit is disputed already, or was decided.</summary>
    public static async Task<bool> AddAsync(UnitOfWork unit, KnownRepair repair, ResidentVisit visit, string? words, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(Add, new { repair.Landlord, visit.VisitId, visit.HouseholdRef, repair.RepairId, words, now }, unit.Transaction, cancellationToken: ct)) == 1;

    /// <summary>False where nothing stands that could be taken back: never disputed, taken back already, or decided.</summary>
    public static async Task<bool> WithdrawAsync(UnitOfWork unit, KnownRepair repair, ResidentVisit visit, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(Withdraw, new { repair.Landlord, visit.VisitId, now }, unit.Transaction, cancellationToken: ct)) == 1;
}
