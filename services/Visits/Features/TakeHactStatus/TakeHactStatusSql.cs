using Dapper;
using Repairs.Platform;
using Repairs.Visits.Features.ReadBrief;

namespace Repairs.Visits.Features.TakeHactStatus;

internal static class TakeHactStatusSql
{
    // The latest visit whose window began no more than half a day after the event (somebody may come early), so that an
    // update about yesterday's door is not about next week's.
    private const string Lock = $"""
        select {ReadBriefSql.VisitColumns}
        from visit
        where landlord = @landlord
        and repair_id = @repairId
        and window_start <= @at + interval '12 hours'
        and operative_ref is not null
        and (@operativeRef::text is null or operative_ref = @operativeRef)
        order by window_start desc
        limit 1
        for update
        """;

    public static Task<VisitFacts?> LockAsync(UnitOfWork unit, string landlord, Guid repairId, DateTimeOffset at, string? operativeRef, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<VisitFacts>(new CommandDefinition(Lock, new { landlord, repairId, at, operativeRef }, unit.Transaction, cancellationToken: ct));
}
