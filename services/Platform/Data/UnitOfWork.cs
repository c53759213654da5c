using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;
using NpgsqlTypes;
using Repairs.Platform.Events;
using Repairs.Platform.Http;

namespace Repairs.Platform;

/// <summary>What a unit of work needs beside its connection; made by the platform.</summary>
public sealed class UnitOfWorkParts(EventCatalogue catalogue, RelaySignals signals, IHttpContextAccessor http, PlatformSettings? settings = null)
{
    internal TimeSpan WriterPatience { get; } = TimeSpan.FromSeconds((settings ?? new PlatformSettings()).WriterPatienceSeconds);

    internal EventCatalogue Catalogue => catalogue;

    internal RelaySignals Signals => signals;

    internal RequestClaim? Claim => http.HttpContext?.Features.Get<RequestClaim>();
}

/// <summary>
/// One transaction: the state, the events that tell of it, and the answer to an idempotent request stand or fall together.
/// Not thread-safe. Dispose rolls back what was not committed.
/// </summary>
public sealed class UnitOfWork(Database database, NpgsqlConnection connection, NpgsqlTransaction transaction, UnitOfWorkParts parts) : IAsyncDisposable
{
    private readonly List<PendingEvent> _events = [];
    private readonly RequestClaim? _claim = parts.Claim;
    private bool _claimed;
    private bool _ended;

    /// <summary>The open connection, for Dapper in <c>*Sql.cs</c>.</summary>
    public NpgsqlConnection Connection => connection;

    /// <summary>The transaction to pass along.</summary>
    public NpgsqlTransaction Transaction => transaction;

    /// <summary>Queues an event; it is written to the event log when the unit commits and leaves for the broker after that.</summary>
    /// <param name="e">A contract's record.</param>
    /// <param name="eventId">Given where the same cause must give the same event, however often it is handled.</param>
    public void Publish(object e, Guid? eventId = null) => _events.Add(new PendingEvent(eventId ?? Guid.CreateVersion7(), e));

    /// <summary>Commits state and events.</summary>
    public Task CommitAsync(CancellationToken ct) => CommitAsync(null, ct);

    /// <summary>
    /// Commits state, events and the answer, so that the same request sent again (same <c>Idempotency-Key</c>, same body) gets the same answer
    /// even when this one is lost on its way.
    /// </summary>
    public async Task<IResult> CommitAsync(int status, object? body, CancellationToken ct, string? location = null)
    {
        var answer = new StoredAnswer(status, body is null ? null : JsonSerializer.Serialize(body, Json.Options), location);
        await CommitAsync(answer, ct);
        return answer.ToResult();
    }

    private async Task CommitAsync(StoredAnswer? answer, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var e in _events)
            batch.BatchCommands.Add(await EventLog.InsertAsync(e, parts, connection, transaction, ct));
        if (_claimed && answer is not null)
            batch.BatchCommands.Add(IdempotencySql.Answer(_claim!, answer));
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(ct);
        if (_claimed && answer is null)
            await IdempotencySql.ReleaseAsync(_claim!, connection, transaction, ct);

        await transaction.CommitAsync(ct);
        if (_events.Count > 0)
            parts.Signals.Wake(database.Schema);
    }

    internal async Task ClaimRequestAsync(CancellationToken ct)
    {
        if (_claim is null || _claim.Taken)
            return;
        if (!await IdempotencySql.ClaimAsync(_claim, connection, transaction, ct))
            throw new IdempotentReplayException(database);
        _claim.Taken = _claimed = true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_claimed)
            _claim!.Taken = false;
        try
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
        finally
        {
            if (!_ended)
                database.Ended();
            _ended = true;
        }
    }
}

internal sealed record PendingEvent(Guid Id, object Event);

internal static class EventLog
{
    private const string Insert = """
        insert into event_log (landlord, event_id, type, body, subject, traceparent, occurred_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (event_id) do nothing
        """;

    public static async Task<NpgsqlBatchCommand> InsertAsync(PendingEvent pending, UnitOfWorkParts parts, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken ct)
    {
        var about = parts.Catalogue.Describe(pending.Event);
        var body = JsonSerializer.Serialize(pending.Event, pending.Event.GetType(), Json.Options);
        if (about.Subject is not null)
            body = await SubjectKeys.SealAsync(body, about.Landlord, about.Subject, connection, transaction, ct);

        var command = new NpgsqlBatchCommand(Insert);
        command.Parameters.Add(new() { Value = about.Landlord });
        command.Parameters.Add(new() { Value = pending.Id });
        command.Parameters.Add(new() { Value = about.Type });
        command.Parameters.Add(new() { Value = body, NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = (object?)about.Subject ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)Activity.Current?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = about.OccurredAt.ToUniversalTime() });
        return command;
    }
}
