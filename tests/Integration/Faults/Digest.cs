using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Faults;

/// <summary>A fingerprint of every table, to see whether anything changed.</summary>
internal static class Digest
{
    /// <summary>Tables that record deliveries and answers, not state.</summary>
    private static readonly HashSet<string> NotState = new(StringComparer.Ordinal) { "event_log", "inbox", "idempotency_key", "migration", "clock" };

    private const string Tables = """
        select table_schema || '.' || table_name
        from information_schema.tables
        where table_type = 'BASE TABLE'
          and table_schema not in ('pg_catalog', 'information_schema')
        """;

    /// <summary>Rows and a hash of their contents, by table; event logs by their ids and bodies.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(RepairsSystem system)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var connection = await system.AdminAsync();
        foreach (var table in await TextsAsync(connection, Tables))
        {
            var name = table.Split('.')[1];
            if (name == "event_log")
                found[table] = (await TextsAsync(connection, $"select count(*) || ' ' || coalesce(md5(string_agg(event_id::text || body::text, '' order by id)), '') from {table}"))[0];
            else if (!NotState.Contains(name))
                found[table] = (await TextsAsync(connection, $"select count(*) || ' ' || coalesce(md5(string_agg(t::text, '' order by t::text)), '') from {table} t"))[0];
        }

        return found;
    }

    /// <summary>The fingerprint once nothing moves any more: work that falls due by the clock has been done.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> AtRestAsync(RepairsSystem system)
    {
        var since = Stopwatch.StartNew();
        var last = await OfAsync(system);
        await Eventually.TrueAsync(
            async () =>
            {
                await system.SettleAsync(60);
                var now = await OfAsync(system);
                if (Changes(last, now).Count > 0)
                    since.Restart();
                last = now;
                return since.Elapsed.TotalSeconds > 2.5;
            },
            120,
            "rest");
        return last;
    }

    /// <summary>Which tables differ.</summary>
    public static IReadOnlyList<string> Changes(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
        [.. after.Where(a => before.GetValueOrDefault(a.Key) != a.Value).Select(a => $"{a.Key}: {before.GetValueOrDefault(a.Key)} became {a.Value}")];

    private static async Task<List<string>> TextsAsync(NpgsqlConnection connection, string sql)
    {
        var rows = new List<string>();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            rows.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture) ?? "");
        return rows;
    }
}
