using System.Data;
using System.Diagnostics;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Repairs.Platform.Messaging;
using Repairs.Platform.Telemetry;

namespace Repairs.Platform.Events;

/// <summary>
/// Carries a schema's event log to the broker: one leader by advisory lock, rows chosen by existence (never "id greater than the last": identities
/// commit out of order), each marked once the broker has confirmed it. At least once: a crash between confirm and mark sends again.
/// </summary>
internal sealed class Relay(Database database, EventCatalogue catalogue, RelaySignals signals, IEventSender sender, Failpoints failpoints, ILogger<Relay> log) : BackgroundService
{
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(250);

    private const string Lead = "select pg_try_advisory_lock(hashtext('relay'), hashtext(current_schema))";

    private const string Resign = "select pg_advisory_unlock_all()";

    private const string Next = $"""
        select pg_advisory_xact_lock_shared({Topology.Gate});

        select l.id, l.event_id, l.type, l.body::text as body, l.traceparent, l.attempts, l.subject, k.key
        from event_log l
        left join subject_key k on k.landlord = l.landlord and k.subject = l.subject
        where l.published_at is null and l.dead_because is null and l.next_attempt_at <= clock_timestamp()
        order by l.id
        limit 200
        for update of l skip locked
        """;

    private const string Mark = """
        update event_log l
        set published_at = case when r.sent then clock_timestamp() end,
            dead_because = r.dead,
            attempts = l.attempts + 1,
            next_attempt_at = case when r.sent then l.next_attempt_at
              else clock_timestamp() + least(30, 0.25 * power(2, least(l.attempts, 8))) * interval '1 second' end
        from unnest(@ids, @sent, @dead) as r (id, sent, dead)
        where l.id = r.id
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LeadAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                log.LogWarning("Relay of {Schema} pauses: {Reason}", database.Schema, e.GetType().Name);
            }
            catch (Exception e)
            {
                log.LogError(e, "Relay of {Schema} stumbled and starts again", database.Schema);
            }

            try
            {
                await signals.WaitAsync(database.Schema, TimeSpan.FromSeconds(1), stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task LeadAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        try
        {
            if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition(Lead, cancellationToken: ct)))
                await SendAllAsync(connection, ct);
        }
        finally
        {
            // The connection goes back to the pool as it is; one that broke has lost the lock anyway.
            if (connection.State == ConnectionState.Open)
                await connection.ExecuteAsync(Resign);
        }
    }

    private async Task SendAllAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var wait = Busy;
        while (true)
        {
            var sent = await SendBatchAsync(connection, ct);
            wait = sent > 0 ? Busy : TimeSpan.FromMilliseconds(Math.Min(wait.TotalMilliseconds * 1.5, Idle.TotalMilliseconds));
            if (sent < 200)
                await signals.WaitAsync(database.Schema, wait, ct);
        }
    }

    /// <summary>Sends what waits and answers how many rows it tried.</summary>
    private async Task<int> SendBatchAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var rows = await NextAsync(connection, transaction, ct);
        if (rows.Count == 0 || !sender.IsReady)
            return 0;

        var outcomes = await Task.WhenAll(rows.Select(r => SendAsync(r, ct)));
        failpoints.Reach("relay-confirmed", database.Schema);
        await connection.ExecuteAsync(new CommandDefinition(Mark, new
        {
            ids = rows.Select(r => r.Id).ToArray(),
            sent = outcomes.Select(o => o.Sent).ToArray(),
            dead = outcomes.Select(o => o.Dead).ToArray(),
        }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return rows.Count;
    }

    private static async Task<List<Row>> NextAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(Next, transaction: transaction, cancellationToken: ct));
        await results.ReadAsync();
        return (await results.ReadAsync<Row>()).AsList();
    }

    private async Task<Outcome> SendAsync(Row row, CancellationToken ct)
    {
        object? e;
        try
        {
            var body = row.Subject is null ? row.Body : SubjectKeys.Open(row.Body, row.Key);
            if (body is null)
                return new Outcome(false, "forgotten");
            e = catalogue.Read(row.Type, body);
        }
        catch (Exception broken) when (broken is System.Text.Json.JsonException or System.Security.Cryptography.CryptographicException or FormatException or NotSupportedException)
        {
            e = null;
        }

        if (e is null)
        {
            log.LogError("Event {EventId} of type {Type} cannot be read and will not be sent", row.EventId, row.Type);
            return new Outcome(false, "unknown type or shape");
        }

        using var activity = Sources.Source.StartActivity("relay " + row.Type, ActivityKind.Producer, row.Traceparent);
        try
        {
            await sender.SendAsync(e, row.EventId, mandatory: catalogue.IsHeard(e.GetType()), ct);
            return new Outcome(true, null);
        }
        catch (Exception problem) when (!ct.IsCancellationRequested)
        {
            if (row.Attempts is 0 or 5)
                log.LogWarning("Event {EventId} of type {Type} was not confirmed, will be sent again: {Reason}", row.EventId, row.Type, problem.GetType().Name);
            return new Outcome(false, null);
        }
    }

    private sealed record Outcome(bool Sent, string? Dead);

    private sealed class Row
    {
        public long Id { get; init; }

        public Guid EventId { get; init; }

        public string Type { get; init; } = "";

        public string Body { get; init; } = "";

        public string? Traceparent { get; init; }

        public int Attempts { get; init; }

        public string? Subject { get; init; }

        public byte[]? Key { get; init; }
    }
}
