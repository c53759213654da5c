using Dapper;
using Npgsql;
using Repairs.NoAccess.Complain;
using Repairs.Platform;

namespace Repairs.NoAccess.AnswerComplaint;

/// <summary>What somebody wrote about a visit, or that we did not, or only partly, keep our code of conduct.</summary>
internal sealed record ConductSaid
{
    /// <summary><c>no</c> or <c>partly</c>; null: we kept it, or they did not say.</summary>
    public string? Conduct { get; init; }

    public string? ConductVersion { get; init; }

    public string? Words { get; init; }

    public string? More { get; init; }

    public DateTimeOffset SaidAt { get; init; }
}

internal static class AnswerComplaintSql
{
    private const string Open = ComplainSql.Columns + """

        where c.landlord = @landlord and c.answered_at is null
        order by case when c.acknowledged_at is null then c.acknowledge_by else c.answer_by end, c.raised_at
        limit 500
        """;

    private const string Find = ComplainSql.Columns + """

        where c.landlord = @landlord and c.complaint_id = @id
        """;

    private const string Acknowledge = """
        update complaint
        set acknowledged_at = @now, acknowledged_by = @by, understood = @words, answer_by = case when stage = 1 then @first else @again end
        where landlord = @landlord and complaint_id = @id and acknowledged_at is null
        """;

    private const string Answer = """
        update complaint
        set answered_at = @now, answered_by = @by, answer = @words
        where landlord = @landlord and complaint_id = @id and answered_at is null
        """;

    private const string Conduct = """
        select case when conduct in ('no', 'partly') then conduct end as conduct, conduct_version, words, more, coalesce(promises_at, given_at) as said_at
        from feedback
        where landlord = @landlord and coalesce(promises_at, given_at) > @since and (conduct in ('no', 'partly') or words <> '' or more <> '')
        order by said_at desc
        limit 100
        """;

    public static async Task<IReadOnlyList<Complaint>> OpenAsync(NpgsqlConnection connection, string landlord, CancellationToken ct) =>
        [.. await connection.QueryAsync<Complaint>(new CommandDefinition(Open, new { landlord }, cancellationToken: ct))];

    public static async Task<IReadOnlyList<ConductSaid>> ConductAsync(NpgsqlConnection connection, string landlord, DateTimeOffset since, CancellationToken ct) =>
        [.. await connection.QueryAsync<ConductSaid>(new CommandDefinition(Conduct, new { landlord, since }, cancellationToken: ct))];

    public static Task<Complaint?> FindAsync(NpgsqlConnection connection, string landlord, Guid id, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<Complaint?>(new CommandDefinition(Find, new { landlord, id }, cancellationToken: ct));

    public static Task<Complaint?> FindAsync(UnitOfWork unit, string landlord, Guid id, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<Complaint?>(new CommandDefinition(Find, new { landlord, id }, unit.Transaction, cancellationToken: ct));

    /// <summary>False where somebody did before.</summary>
    public static async Task<bool> AcknowledgeAsync(UnitOfWork unit, Caller caller, Guid id, string words, DateTimeOffset now, DateOnly first, DateOnly again, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(Acknowledge, new { landlord = caller.Landlord, id, words, by = caller.Subject, now, first, again }, unit.Transaction, cancellationToken: ct)) == 1;

    /// <summary>False where somebody did before.</summary>
    public static async Task<bool> AnswerAsync(UnitOfWork unit, Caller caller, Guid id, string words, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(Answer, new { landlord = caller.Landlord, id, words, by = caller.Subject, now }, unit.Transaction, cancellationToken: ct)) == 1;
}
