using Dapper;
using Npgsql;
using Repairs.Contracts;
using Repairs.NoAccess.WeighOutcome;
using Repairs.Platform;

namespace Repairs.NoAccess.PayForMiss;

/// <summary>A payment that was proposed.</summary>
internal sealed record OwedRow
{
    public Guid VisitId { get; init; }

    public Guid RepairId { get; init; }

    public DoorOutcome Cause { get; init; }

    public int Pence { get; init; }

    /// <summary>Where the amount comes from.</summary>
    public string Source { get; init; } = "";

    public DateTimeOffset ProposedAt { get; init; }

    /// <summary>What the visit means now: it may have turned out otherwise since.</summary>
    public Attribution Attribution { get; init; }

    public DateTimeOffset WindowStart { get; init; }

    public DateTimeOffset WindowEnd { get; init; }

    /// <summary>Null while nobody decided.</summary>
    public bool? Approved { get; init; }

    /// <summary>"Thursday 26 November, between 8am and midday".</summary>
    public string When => LondonTime.Words(LondonTime.DateOf(WindowStart), LondonTime.TimeOf(WindowStart), LondonTime.TimeOf(WindowEnd));
}

internal static class PayForMissSql
{
    private const string Propose = """
        insert into owed (landlord, visit_id, household_ref, repair_id, cause, pence, source, proposed_at)
        values (@landlord, @VisitId, @household, @RepairId, @cause, @pence, @source, @now)
        on conflict do nothing
        """;

    private const string Columns = """
        select o.visit_id, o.repair_id, o.cause, o.pence, o.source, o.proposed_at, o.approved, v.attribution, v.window_start, v.window_end
        from owed o
        join visit v on v.landlord = o.landlord and v.visit_id = o.visit_id
        """;

    private const string Open = Columns + """

        where o.landlord = @landlord and o.decided_at is null
        order by o.proposed_at, o.visit_id
        limit 500
        """;

    private const string Find = Columns + """

        where o.landlord = @landlord and o.visit_id = @visitId
        """;

    private const string Decide = """
        update owed
        set approved = @approved, reasons = @reasons, decided_by = @by, decided_at = @now
        where landlord = @landlord and visit_id = @visitId and decided_at is null
        """;

    public static Task ProposeAsync(UnitOfWork unit, string landlord, string household, WeighedVisit visit, int pence, string source, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Propose, new { landlord, household, visit.VisitId, visit.RepairId, cause = visit.Cause.ToString(), pence, source, now }, unit.Transaction, cancellationToken: ct));

    public static async Task<IReadOnlyList<OwedRow>> OpenAsync(NpgsqlConnection connection, string landlord, CancellationToken ct) =>
        [.. await connection.QueryAsync<OwedRow>(new CommandDefinition(Open, new { landlord }, cancellationToken: ct))];

    public static Task<OwedRow?> FindAsync(NpgsqlConnection connection, string landlord, Guid visitId, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<OwedRow?>(new CommandDefinition(Find, new { landlord, visitId }, cancellationToken: ct));

    public static Task<OwedRow?> FindAsync(UnitOfWork unit, string landlord, Guid visitId, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<OwedRow?>(new CommandDefinition(Find, new { landlord, visitId }, unit.Transaction, cancellationToken: ct));

    /// <summary>False where somebody decided first.</summary>
    public static async Task<bool> DecideAsync(UnitOfWork unit, Caller caller, Guid visitId, bool approved, string reasons, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(Decide, new { landlord = caller.Landlord, visitId, approved, reasons, by = caller.Subject, now }, unit.Transaction, cancellationToken: ct)) == 1;
}
