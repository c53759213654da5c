using Dapper;
using Repairs.Platform;
using Repairs.Visits.Features.ReadBrief;

namespace Repairs.Visits.Features.ReportOutcome;

internal static class AssignmentSql
{
    private const string Lock = $"""
        select {ReadBriefSql.VisitColumns}
        from visit v
        where landlord = @landlord
        and visit_id = @visitId
        and exists (select from assignment a where a.landlord = v.landlord and a.visit_id = v.visit_id and a.operative_ref = @operativeRef)
        for update;

        select contractor, priority, patch, trade, window_start, window_end, as_of
        from assignment
        where landlord = @landlord
        and visit_id = @visitId
        and operative_ref = @operativeRef
        """;

    /// <summary>
    /// A visit that the caller has or had, locked until the unit ends, with the window of theirs that <paramref name="about"/> chooses; null: never theirs, or unknown, which are
    /// the same to the caller.
    /// </summary>
    public static async Task<VisitFacts?> LockAsync(UnitOfWork unit, string landlord, string operativeRef, Guid visitId, Func<IReadOnlyList<Assignment>, Assignment> about, CancellationToken ct)
    {
        await using var results = await unit.Connection.QueryMultipleAsync(new CommandDefinition(Lock, new { landlord, operativeRef, visitId }, unit.Transaction, cancellationToken: ct));
        if (await results.ReadSingleOrDefaultAsync<VisitFacts>() is not { } visit || (await results.ReadAsync<Assignment>()).AsList() is not { Count: > 0 } theirs)
            return null;
        var had = about(theirs);
        return visit with
        {
            GivenAway = visit.OperativeRef != operativeRef, OperativeRef = operativeRef, Contractor = had.Contractor, Priority = had.Priority, Patch = had.Patch, Trade = had.Trade, WindowStart = had.WindowStart, WindowEnd = had.WindowEnd,
        };
    }
}
