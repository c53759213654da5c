using System.Data;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using Repairs.Host;
using Repairs.Platform.Events;

namespace Repairs.Tests.Support;

/// <summary>An event as a service's log keeps it, its body readable.</summary>
public sealed record LoggedEvent(string Service, Guid EventId, string Type, JsonElement Body, bool Published, string? DeadBecause)
{
    /// <summary>A member of the body as text, by its camelCase name; empty where it is absent.</summary>
    public string this[string member] => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(member, out var value) ? value.ToString() : "";
}

/// <summary>
/// The one program that runs after every scenario: reads what the clients sent and heard, every schema, event log and inbox, the queues and the outbox
/// folder, and names each invariant that does not hold:
/// I1 what was acknowledged is there once · I2 no operative in two homes at a time · I3 every change of state has exactly one event · I4 every event was
/// applied exactly once by each handler · I5 figures equal what a recount gives · I6 at most one effect outside for each message · I7 queues are empty, or what they hold is parked
/// and counted · I8 personal data stays in the tables that may hold it · I9 no 5xx but 503 with Retry-After.
/// </summary>
public sealed class Checker(RepairsSystem system, History history)
{
    /// <summary>Words planted in names, addresses, contacts and free text.</summary>
    public IReadOnlyList<string> Canaries { get; init; } = [];

    /// <summary>How many messages may lie in error and dead-letter queues.</summary>
    public int Parked { get; init; }

    /// <summary>How long to wait for the system to come to rest, in seconds.</summary>
    public double Patience { get; init; } = 90;

    /// <summary>Waits until all events are handled, checks everything, and throws one exception that names all that is wrong.</summary>
    public async Task AssertAsync()
    {
        await system.SettleAsync(Patience);
        await Eventually.Async(() => system.ScalarAsync<long>(CheckerRules.DueMessages), due => due == 0, Patience, "every message whose time has come to be seen to");
        await system.SettleAsync(Patience);

        // Work that falls due by the clock goes on meanwhile; what is wrong then is still wrong a moment later.
        IReadOnlyList<string> wrong = [];
        try
        {
            await Eventually.Async(async () => (wrong = await FindAsync()).Count, n => n == 0, 12);
        }
        catch (TimeoutException late)
        {
            throw new InvalidOperationException($"{wrong.Count} invariants do not hold:\n" + string.Join('\n', wrong.Take(40)), late);
        }
    }

    /// <summary>What does not hold, in sentences. The databases are read in one snapshot.</summary>
    public async Task<IReadOnlyList<string>> FindAsync()
    {
        await using var connection = await system.AdminAsync();
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        var events = await EventsAsync(connection);
        return
        [
            .. Acknowledged(events),
            .. await RowsAsync(connection, "I2", CheckerSql.Overlaps),
            .. await StatesAsync(connection, events),
            .. await AppliedAsync(connection, events),
            .. await RecountAsync(connection),
            .. await EffectsAsync(connection),
            .. await QueuesAsync(),
            .. await LeaksAsync(connection),
            .. history.Exchanges.Where(e => e.Status >= 500 && !(e.Status == 503 && e.SaysWhenToRetry)).Select(e => $"I9: {e.Method} {e.Path} answered {e.Status}: {e.Answer}"),
        ];
    }

    /// <summary>All event logs, bodies of forgettable events opened with their keys.</summary>
    private static async Task<List<LoggedEvent>> EventsAsync(NpgsqlConnection connection)
    {
        var found = new List<LoggedEvent>();
        foreach (var service in Commands.Installed)
        {
            await using var command = new NpgsqlCommand(CheckerSql.Events(service.Name.ToLowerInvariant()), connection);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var body = reader.GetString(2);
                if (!reader.IsDBNull(5))
                    body = SubjectKeys.Open(body, reader.IsDBNull(6) ? null : (byte[])reader[6]) ?? "null";
                found.Add(new LoggedEvent(service.Name, reader.GetGuid(0), reader.GetString(1), JsonDocument.Parse(body).RootElement, !reader.IsDBNull(3), reader.IsDBNull(4) ? null : reader.GetString(4)));
            }
        }

        return found;
    }

    /// <summary>I1: an acknowledged write is found once, and one key has one answer.</summary>
    private IEnumerable<string> Acknowledged(IReadOnlyList<LoggedEvent> events)
    {
        var acknowledged = history.Exchanges.Where(e => e.Acknowledged).ToList();
        foreach (var deed in CheckerRules.Deeds)
        {
            var told = events.Where(e => deed.Types.Contains(e.Type)).Select(e => e[deed.Member]).ToLookup(id => id, StringComparer.Ordinal);
            var ids = acknowledged.Where(e => e.Method == deed.Method && deed.Path.IsMatch(e.Path)).Select(deed.IdOf).Distinct(StringComparer.Ordinal);
            foreach (var id in ids.Where(id => deed.Once ? told[id].Count() != 1 : !told.Contains(id)))
                yield return $"I1: {deed.Method} {deed.Path} was acknowledged for {id}, and {told[id].Count()} events {string.Join('/', deed.Types)} tell of it";
        }

        foreach (var key in acknowledged.Where(e => e.Key is not null).GroupBy(e => (e.Key, e.Method, e.Path)).Where(g => g.Select(e => (e.Status, e.Answer)).Distinct().Count() > 1))
            yield return $"I1: {key.Key.Method} {key.Key.Path} with one Idempotency-Key was answered in {key.Select(e => (e.Status, e.Answer)).Distinct().Count()} ways: {string.Join(" | ", key.Select(e => $"{e.Status} {e.Answer}").Distinct())}";
    }

    /// <summary>I3: rows that stand for a change and events that tell of it are the same set, once each.</summary>
    private static async Task<IEnumerable<string>> StatesAsync(NpgsqlConnection connection, IReadOnlyList<LoggedEvent> events)
    {
        var wrong = new List<string>();
        foreach (var rule in CheckerRules.States)
        {
            var rows = (await TextsAsync(connection, rule.Sql)).Select(r => r[0]).ToList();
            var told = events.Where(e => e.Service == rule.Service && rule.Types.Contains(e.Type)).Select(rule.IdOf).ToList();
            wrong.AddRange(rows.Except(told).Select(id => $"I3: {rule.Name} {id} stands and no event {string.Join('/', rule.Types)} tells of it"));
            wrong.AddRange(told.Except(rows).Select(id => $"I3: {string.Join('/', rule.Types)} tells of {id}, and no {rule.Name} stands"));
            wrong.AddRange(told.GroupBy(id => id).Where(g => g.Count() > 1).Select(g => $"I3: {g.Count()} events {string.Join('/', rule.Types)} tell of one {rule.Name} {g.Key}"));
        }

        return wrong;
    }

    /// <summary>I4: nothing is owed, nothing is dead, and no handler claims an event that nobody published.</summary>
    private async Task<IEnumerable<string>> AppliedAsync(NpgsqlConnection connection, IReadOnlyList<LoggedEvent> events)
    {
        var wrong = events.Where(e => e.DeadBecause is not null).Select(e => $"I4: {e.Type} {e.EventId} of {e.Service} is dead: {e.DeadBecause}").ToList();
        if (await system.UnhandledAsync() is > 0 and var owed)
            wrong.Add($"I4: {owed} deliveries are owed");
        var known = events.Select(e => e.EventId.ToString()).ToHashSet(StringComparer.Ordinal);
        wrong.AddRange(events.GroupBy(e => e.EventId).Where(g => g.Count() > 1).Select(g => $"I4: event {g.Key} is in {g.Count()} logs"));
        foreach (var service in Commands.Installed)
        {
            var handled = await TextsAsync(connection, CheckerSql.Inbox(service.Name.ToLowerInvariant()));
            wrong.AddRange(handled.Where(h => !known.Contains(h[1])).Select(h => $"I4: {service.Name}.{h[0]} handled {h[1]}, which nobody published"));
            wrong.AddRange(handled.GroupBy(h => (h[0], h[1])).Where(g => g.Count() > 1).Select(g => $"I4: {service.Name}.{g.Key.Item1} handled {g.Key.Item2} {g.Count()} times"));
        }

        return wrong;
    }

    /// <summary>I5: what is kept in two places is the same, and the figures equal what a count from nothing but the facts gives.</summary>
    private async Task<IEnumerable<string>> RecountAsync(NpgsqlConnection connection)
    {
        var wrong = new List<string>();
        foreach (var rule in CheckerRules.Recounts)
            wrong.AddRange(await RowsAsync(connection, "I5: " + rule.Name, rule.Sql));
        await CountedAsync();
        var before = await system.ScalarAsync<string>(CheckerRules.Figures);
        await system.ExecuteAsync(CheckerRules.CountAnew);
        await CountedAsync();
        if (await system.ScalarAsync<string>(CheckerRules.Figures) is var after && before != after)
            wrong.Add($"I5: figures {before} became {after} when counted anew");
        return wrong;
    }

    private Task CountedAsync() => Eventually.Async(() => system.ScalarAsync<long>(CheckerRules.Uncounted), n => n == 0, Patience, "Analytics to count");

    /// <summary>I6: what left and what says it left are the same messages, once each.</summary>
    private async Task<IEnumerable<string>> EffectsAsync(NpgsqlConnection connection)
    {
        var left = CheckerRules.Effects(system.Outbox).ToList();
        var sent = (await TextsAsync(connection, CheckerRules.Sent)).Select(r => r[0]).ToList();
        return left.GroupBy(id => id).Where(g => g.Count() > 1).Select(g => $"I6: message {g.Key} left {g.Count()} times")
            .Concat(sent.Except(left).Select(id => $"I6: message {id} says it left, and did not"))
            .Concat(left.Except(sent).Select(id => $"I6: message {id} left, and does not say so"));
    }

    /// <summary>I7: no message waits, and those in error and dead-letter queues are as many as the scenario says.</summary>
    private async Task<IEnumerable<string>> QueuesAsync()
    {
        IReadOnlyDictionary<string, int> queues = new Dictionary<string, int>();
        await Eventually.Async(
            async () => Words((queues = await system.QueuesAsync()).Where(q => !IsParking(q.Key))),
            words => words.Length == 0,
            Patience,
            "empty queues");
        var parked = queues.Where(q => IsParking(q.Key)).Sum(q => q.Value);
        return parked == Parked ? [] : [$"I7: {parked} messages are parked, {Parked} are accounted for: {Words(queues)}"];
    }

    private static string Words(IEnumerable<KeyValuePair<string, int>> queues) =>
        string.Join(", ", queues.Where(q => q.Value > 0).Select(q => string.Create(CultureInfo.InvariantCulture, $"{q.Key} {q.Value}")));

    private static bool IsParking(string queue) => queue.EndsWith("_error", StringComparison.Ordinal) || queue.EndsWith("_dead", StringComparison.Ordinal) || queue.EndsWith("_skipped", StringComparison.Ordinal);

    /// <summary>I8: planted words are found in no table that may not hold them, and in no log.</summary>
    private async Task<IEnumerable<string>> LeaksAsync(NpgsqlConnection connection)
    {
        if (Canaries.Count == 0)
            return [];
        var wrong = new List<string>();
        var log = system.Log;
        wrong.AddRange(Canaries.Where(c => log.Contains(c, StringComparison.Ordinal)).Select(c => $"I8: the log says {c}"));
        foreach (var table in (await TextsAsync(connection, CheckerSql.Tables)).Select(t => $"{t[0]}.{t[1]}").Where(t => !CheckerRules.MayHoldPersonalData.Contains(t)))
        {
            foreach (var canary in Canaries)
            {
                if ((await TextsAsync(connection, CheckerSql.RowsWith(table, canary)))[0][0] is not "0" and var rows)
                    wrong.Add($"I8: {rows} rows of {table} hold {canary}");
            }
        }

        return wrong;
    }

    private static async Task<IEnumerable<string>> RowsAsync(NpgsqlConnection connection, string what, string sql) =>
        (await TextsAsync(connection, sql)).Select(row => $"{what}: {string.Join(", ", row)}");

    private static async Task<List<string[]>> TextsAsync(NpgsqlConnection connection, string sql)
    {
        var rows = new List<string[]>();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture) ?? "")]);
        return rows;
    }
}
