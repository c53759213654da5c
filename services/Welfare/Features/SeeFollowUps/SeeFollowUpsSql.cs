using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Welfare.SeeFollowUps;

internal static class SeeFollowUpsSql
{
    private const string Columns = """
        select f.landlord, f.follow_up_id, f.request_id, f.household_ref, f.kind, f.repair_id, f.visit_ids, f.because, f.proposed_risk, f.risk, f.owner,
          f.opened_at, f.due_by, f.would_help, f.state, f.closed_at, f.outcome, f.reason, f.supervisor,
          (select count(*) from attempt a where a.landlord = f.landlord and a.follow_up_id = f.follow_up_id)::int as attempts,
          exists (select 1 from attempt a where a.landlord = f.landlord and a.follow_up_id = f.follow_up_id and a.reached) as reached
        from follow_up f
        """;

    private const string List = Columns + """

        where f.landlord = @landlord and (@state is null or f.state = @state)
        order by f.state desc, f.due_by
        limit 500
        """;

    private const string Find = Columns + """

        where f.landlord = @landlord and f.follow_up_id = @id
        """;

    private const string Lock = """
        select 1
        from follow_up
        where landlord = @landlord and follow_up_id = @id
        for update
        """;

    private const string Around = """
        select attempt_id, how, reached, learned, by, at
        from attempt
        where landlord = @landlord and follow_up_id = @id
        order by at;

        select visit_id, code, words, by_resident, at
        from reason
        where landlord = @landlord and household_ref = @household
        order by at;

        select pause_id, kind, starts_at, ends_at, ended_at
        from pause
        where landlord = @landlord and household_ref = @household
        order by starts_at;

        select would_help
        from follow_up
        where landlord = @landlord and household_ref = @household and follow_up_id <> @id and would_help is not null
        order by opened_at;
        """;

    private const string Audit = """
        insert into read_audit (landlord, reader, what, follow_up_id, household_ref, at)
        values (@landlord, @reader, @what, @followUpId, @household, @now)
        """;

    public static async Task<IReadOnlyList<FollowUpRow>> ListAsync(NpgsqlConnection connection, string landlord, string? state, CancellationToken ct) =>
        [.. await connection.QueryAsync<FollowUpRow>(new CommandDefinition(List, new { landlord, state }, cancellationToken: ct))];

    public static Task<FollowUpRow?> FindAsync(NpgsqlConnection connection, string landlord, Guid id, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<FollowUpRow?>(new CommandDefinition(Find, new { landlord, id }, cancellationToken: ct));

    /// <summary>The follow-up, locked, so that two people acting at once act one after the other.</summary>
    public static async Task<FollowUpRow?> TakeAsync(UnitOfWork unit, string landlord, Guid id, CancellationToken ct)
    {
        await unit.Connection.ExecuteAsync(new CommandDefinition(Lock, new { landlord, id }, unit.Transaction, cancellationToken: ct));
        return await unit.Connection.QuerySingleOrDefaultAsync<FollowUpRow?>(new CommandDefinition(Find, new { landlord, id }, unit.Transaction, cancellationToken: ct));
    }

    /// <summary>What was tried, why visits were missed, pauses, and what was said before that would help.</summary>
    public static async Task<(IReadOnlyList<AttemptRow> Attempts, IReadOnlyList<ReasonRow> Reasons, IReadOnlyList<PauseRow> Pauses, IReadOnlyList<string> HelpedBefore)> AroundAsync(NpgsqlConnection connection, FollowUpRow f, CancellationToken ct)
    {
        await using var read = await connection.QueryMultipleAsync(new CommandDefinition(Around, new { f.Landlord, id = f.FollowUpId, household = f.HouseholdRef }, cancellationToken: ct));
        return ([.. await read.ReadAsync<AttemptRow>()], [.. await read.ReadAsync<ReasonRow>()], [.. await read.ReadAsync<PauseRow>()], [.. await read.ReadAsync<string>()]);
    }

    public static Task AuditAsync(NpgsqlConnection connection, Caller reader, string what, FollowUpRow? f, DateTimeOffset now, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(Audit, new { landlord = reader.Landlord, reader = reader.Subject, what, followUpId = f?.FollowUpId, household = f?.HouseholdRef, now }, cancellationToken: ct));
}
