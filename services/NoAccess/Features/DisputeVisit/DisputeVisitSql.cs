using Dapper;
using Repairs.NoAccess.KnowRepair;
using Repairs.NoAccess.SeeVisits;
using Repairs.Platform;

namespace Repairs.NoAccess.DisputeVisit;

internal static class DisputeVisitSql
{
    // Two windows, two processes: whichever press is stored last is the last in time too, so that the facts tell it in the order the table does.
    private const string Add = """
        insert into dispute (landlord, visit_id, household_ref, repair_id, words, raised_at)
        values (@Landlord, @VisitId, @HouseholdRef, @RepairId, @words, @now)
        on conflict (landlord, visit_id) do update
        set raised_at = greatest(excluded.raised_at, dispute.withdrawn_at + interval '1 microsecond'), words = coalesce(excluded.words, dispute.words), withdrawn_at = null
        where dispute.withdrawn_at is not null
        returning raised_at
        """;

    private const string Withdraw = """
        update dispute
        set withdrawn_at = greatest(@now, raised_at + interval '1 microsecond')
        where landlord = @Landlord and visit_id = @VisitId and decided_at is null and withdrawn_at is null
        returning withdrawn_at
        """;

    /// <summary>When it was raised; null where the visit is disputed already, or was decided.</summary>
    public static Task<DateTimeOffset?> AddAsync(UnitOfWork unit, KnownRepair repair, ResidentVisit visit, string? words, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<DateTimeOffset?>(new CommandDefinition(Add, new { repair.Landlord, visit.VisitId, visit.HouseholdRef, repair.RepairId, words, now }, unit.Transaction, cancellationToken: ct));

    /// <summary>When it was taken back; null where nothing stands that could be: never disputed, taken back already, or decided.</summary>
    public static Task<DateTimeOffset?> WithdrawAsync(UnitOfWork unit, KnownRepair repair, ResidentVisit visit, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<DateTimeOffset?>(new CommandDefinition(Withdraw, new { repair.Landlord, visit.VisitId, now }, unit.Transaction, cancellationToken: ct));
}
