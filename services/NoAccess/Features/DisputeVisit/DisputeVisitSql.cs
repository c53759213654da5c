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
        on conflict do nothing
        """;

    /// <summary>False where the visit was disputed before.</summary>
    public static async Task<bool> AddAsync(UnitOfWork unit, KnownRepair repair, ResidentVisit visit, string? words, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(Add, new { repair.Landlord, visit.VisitId, visit.HouseholdRef, repair.RepairId, words, now }, unit.Transaction, cancellationToken: ct)) == 1;
}
