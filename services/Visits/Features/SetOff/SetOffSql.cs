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

    // Never sooner than it would have been found, and only while it is still to be found.
    private const string NotAbsentYet = """
        update visit
        set absence_due_at = greatest(absence_due_at, @until)
        where landlord = @Landlord
        and visit_id = @VisitId
        and absence_due_at is not null
        """;

    /// <summary>Somebody who set off is on the way or inside until then, whatever we have not heard of them: a report comes when they leave.</summary>
    public static Task NotAbsentBeforeAsync(UnitOfWork unit, VisitFacts visit, DateTimeOffset until, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(NotAbsentYet, new { visit.Landlord, visit.VisitId, until }, unit.Transaction, cancellationToken: ct));

    public static Task<string?> ReadVersionAsync(UnitOfWork unit, VisitFacts visit, CancellationToken ct) =>
        unit.Connection.ExecuteScalarAsync<string?>(new CommandDefinition(ReadVersion, visit, unit.Transaction, cancellationToken: ct));

    /// <summary>False where this operative had set off for this window before.</summary>
    public static async Task<bool> InsertAsync(UnitOfWork unit, VisitFacts visit, DateTimeOffset now, DateTimeOffset arriveBy, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(
            Insert, new { landlord = visit.Landlord, visitId = visit.VisitId, operativeRef = visit.OperativeRef, windowStart = visit.WindowStart, now, arriveBy }, unit.Transaction, cancellationToken: ct)) == 1;
}
