using Dapper;
using Repairs.Platform;
using Repairs.Visits.Features.ReadBrief;

namespace Repairs.Visits.Features.SetOff;

internal static class SetOffSql
{
    private const string ReadVersion = """
        select version
        from brief_read
        where landlord = @Landlord
        and visit_id = @VisitId
        and operative_ref = @OperativeRef
        """;

    private const string Insert = """
        insert into on_my_way (landlord, visit_id, operative_ref, set_off_at, arrive_by)
        values (@landlord, @visitId, @operativeRef, @now, @arriveBy)
        on conflict (landlord, visit_id, operative_ref) do nothing
        """;

    public static Task<string?> ReadVersionAsync(UnitOfWork unit, VisitFacts visit, CancellationToken ct) =>
        unit.Connection.ExecuteScalarAsync<string?>(new CommandDefinition(ReadVersion, visit, unit.Transaction, cancellationToken: ct));

    /// <summary>False where this operative had set off before.</summary>
    public static async Task<bool> InsertAsync(UnitOfWork unit, VisitFacts visit, DateTimeOffset now, DateTimeOffset arriveBy, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(
            Insert, new { landlord = visit.Landlord, visitId = visit.VisitId, operativeRef = visit.OperativeRef, now, arriveBy }, unit.Transaction, cancellationToken: ct)) == 1;
}
