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
        insert into on_my_way (landlord, visit_id, operative_ref, window_start, set_off_at, arrive_by)
        values (@landlord, @visitId, @operativeRef, @windowStart, @now, @arriveBy)
        on conflict (landlord, visit_id, operative_ref, window_start) do nothing
        """;

    public static Task<string?> ReadVersionAsync(UnitOfWork unit, VisitFacts visit, CancellationToken ct) =>
        unit.Connection.ExecuteScalarAsync<string?>(new CommandDefinition(ReadVersion, visit, unit.Transaction, cancellationToken: ct));

    /// <summary>False where this operative had set off for this window before.</summary>
    public static async Task<bool> InsertAsync(UnitOfWork unit, VisitFacts visit, DateTimeOffset now, DateTimeOffset arriveBy, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(
            Insert, new { landlord = visit.Landlord, visitId = visit.VisitId, operativeRef = visit.OperativeRef, windowStart = visit.WindowStart, now, arriveBy }, unit.Transaction, cancellationToken: ct)) == 1;
}
