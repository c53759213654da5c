using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Messages.Features.ReadMessages;

/// <summary>A message as the desk reads it.</summary>
internal sealed record MessageRow
{
    public Guid MessageId { get; init; }
    public string HouseholdRef { get; init; } = "";
    public Guid RepairId { get; init; }
    public DateTimeOffset At { get; init; }
    public string? Channel { get; init; }
    public string Template { get; init; } = "";
    public string? Subject { get; init; }
    public string? Text { get; init; }
    public string State { get; init; } = "";
    public string? Because { get; init; }
    public string? Why { get; init; }
    public int Parts { get; init; }

    /// <summary>When it is tried next, for one that waits.</summary>
    public DateTimeOffset NextTryAt { get; init; }
}

internal static class ReadMessagesSql
{
    private const string Columns = "message_id, household_ref, repair_id, coalesce(sent_at, created_at) as at, channel, template, subject, body as text, state, because, why, parts, next_try_at";

    private const string List = $"""
        select {Columns}
        from message
        where landlord = @landlord
          and (@household::text is null or household_ref = @household)
          and (@state::text is null or state = @state)
        order by created_at desc, message_id
        limit @limit
        """;

    private const string Find = $"""
        select {Columns}
        from message
        where landlord = @landlord and message_id = @messageId
        """;

    private const string TryAgain = """
        update message
        set state = 'pending', because = null, why = null, next_try_at = @now
        where landlord = @landlord and message_id = @messageId and state in ('held', 'undelivered') and because is distinct from 'a-person-asks-first'
        """;

    private const string SetAside = """
        update message
        set state = 'dropped', because = null, why = 'A person took care of it.', decided_at = @now
        where landlord = @landlord and message_id = @messageId and state in ('held', 'undelivered')
        """;

    public static async Task<List<MessageRow>> ListAsync(NpgsqlConnection connection, string landlord, string? household, string? state, int limit, CancellationToken ct) =>
        (await connection.QueryAsync<MessageRow>(new CommandDefinition(List, new { landlord, household, state, limit }, cancellationToken: ct))).AsList();

    public static Task<MessageRow?> FindAsync(NpgsqlConnection connection, string landlord, Guid messageId, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<MessageRow>(new CommandDefinition(Find, new { landlord, messageId }, cancellationToken: ct));

    public static Task TryAgainAsync(UnitOfWork unit, string landlord, Guid messageId, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(TryAgain, new { landlord, messageId, now }, unit.Transaction, cancellationToken: ct));

    public static Task SetAsideAsync(UnitOfWork unit, string landlord, Guid messageId, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(SetAside, new { landlord, messageId, now }, unit.Transaction, cancellationToken: ct));
}
