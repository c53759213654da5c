using Dapper;
using Npgsql;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.NoAccess.DecideDispute;

/// <summary>A dispute in the queue.</summary>
internal sealed record DisputeRow
{
    public Guid VisitId { get; init; }

    public Guid RepairId { get; init; }

    public string HouseholdRef { get; init; } = "";

    public DoorOutcome Outcome { get; init; }

    public DateTimeOffset WindowStart { get; init; }

    public DateTimeOffset WindowEnd { get; init; }

    public DateTimeOffset RaisedAt { get; init; }

    /// <summary>The resident's own words, where they added some.</summary>
    public string? Words { get; init; }

    public bool? Upheld { get; init; }
}

internal static class DecideDisputeSql
{
    private const string Columns = """
        select d.visit_id, d.repair_id, d.household_ref, v.outcome, v.window_start, v.window_end, d.raised_at, d.words, d.upheld
        from dispute d
        join visit v on v.landlord = d.landlord and v.visit_id = d.visit_id
        """;

    private const string Open = Columns + """

        where d.landlord = @landlord and d.decided_at is null and d.withdrawn_at is null
        order by d.raised_at, d.visit_id
        limit 500
        """;

    private const string Find = Columns + """

        where d.landlord = @landlord and d.visit_id = @visitId
        """;

    private const string Decide = """
        update dispute
        set upheld = @upheld, reasons = @reasons, decided_by = @by, decided_at = @now
        where landlord = @landlord and visit_id = @visitId and decided_at is null and withdrawn_at is null
        """;

    public static async Task<IReadOnlyList<DisputeRow>> OpenAsync(NpgsqlConnection connection, string landlord, CancellationToken ct) =>
        [.. await connection.QueryAsync<DisputeRow>(new CommandDefinition(Open, new { landlord }, cancellationToken: ct))];

    public static Task<DisputeRow?> FindAsync(NpgsqlConnection connection, string landlord, Guid visitId, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<DisputeRow?>(new CommandDefinition(Find, new { landlord, visitId }, cancellationToken: ct));

    public static Task<DisputeRow?> FindAsync(UnitOfWork unit, string landlord, Guid visitId, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<DisputeRow?>(new CommandDefinition(Find, new { landlord, visitId }, unit.Transaction, cancellationToken: ct));

    /// <summary>False where somebody decided first.</summary>
    public static async Task<bool> DecideAsync(UnitOfWork unit, Caller caller, Guid visitId, bool upheld, string reasons, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(Decide, new { landlord = caller.Landlord, visitId, upheld, reasons, by = caller.Subject, now }, unit.Transaction, cancellationToken: ct)) == 1;
}
