using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Repairs.Contracts;
using Repairs.Host;
using Repairs.Platform;
using Repairs.Tests.Support;
using static Repairs.Bench.Booking.Figures;

namespace Repairs.Bench.Analytics;

/// <summary>
/// How fast Analytics takes our own events from the bus. All of them wait in its queue before the first is taken (the inbox is locked meanwhile), the figures
/// are counted in the background as always, and beside it stands PostgreSQL's own COPY of the same rows.
/// </summary>
internal sealed class BusBench(RepairsSystem system, NpgsqlConnection admin, int events)
{
    private const int Warm = 2_000;
    private const int Runs = 3;

    public static async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        Console.WriteLine(await MachineAsync());
        var events = words.Select(w => int.TryParse(w, CultureInfo.InvariantCulture, out var n) ? n : 0).FirstOrDefault(n => n > 0) is var given and > 0 ? given : 20_000;
        await using var system = await RepairsSystem.StartAsync(new SystemOptions { Services = ["Analytics"] });
        await using var admin = await system.AdminAsync();
        await new BusBench(system, admin, events).RunAsync();
        return 0;
    }

    private async Task RunAsync()
    {
        await TakeAsync(Warm);
        var (speeds, sizes, ratios, rows) = (new List<double>(), new List<double>(), new List<double>(), new List<IReadOnlyList<string>>());
        for (var run = 1; run <= Runs; run++)
        {
            var (taken, transactions, copied) = await TakeAsync(events);
            speeds.Add(taken);
            sizes.Add((double)events / transactions);
            ratios.Add(taken / copied);
            rows.Add([Text($"run {run}"), Text($"{taken:N0}"), Text($"{sizes[^1]:N1} ({transactions:N0} transactions)"), Text($"{copied:N0}"), Text($"{taken / copied:0.000}"), LoadAverage]);
        }

        rows.Add(["median", Text($"{Median(speeds):N0}"), Text($"{Median(sizes):N1}"), "", Text($"{Median(ratios):0.000}"), LoadAverage]);
        Table([Text($"{events:N0} events from the bus"), "events/s", "events per transaction", "COPY with primary key, rows/s", "ratio", "load"], rows);
    }

    /// <summary>Events a second from the moment the first can be taken, in how many transactions, and rows a second of a COPY of the same.</summary>
    private async Task<(double Taken, long Transactions, double Copied)> TakeAsync(int count)
    {
        var before = await ScalarAsync<DateTime>("select clock_timestamp()");
        await using (var hold = await admin.BeginTransactionAsync())
        {
            await ExecuteAsync("lock table analytics.inbox in exclusive mode");
            await PublishAsync(count);
            await Eventually.Async(() => system.ScalarAsync<long>("select count(*) from analytics.event_log where published_at is null"), waiting => waiting == 0, 120, "every event to be in the queue");
            await hold.CommitAsync();
        }

        var watch = Stopwatch.StartNew();
        await Eventually.Async(() => ScalarAsync<long>("select count(*) from analytics.inbox where handled_at > $1", before), taken => taken == count, 600, "every event to be taken");
        var seconds = watch.Elapsed.TotalSeconds;
        var transactions = await ScalarAsync<long>("select count(distinct xmin::text) from analytics.inbox where handled_at > $1", before);
        await Eventually.Async(() => ScalarAsync<long>("select count(*) from analytics.dirty"), marks => marks == 0, 600, "every event to be counted");
        return (count / seconds, transactions, await CopyAsync(before, count));
    }

    private async Task PublishAsync(int count)
    {
        var catalogue = Commands.Catalogue(Commands.Installed);
        var now = await system.NowAsync();
        var told = Enumerable.Range(0, count).Select(i => new FeedbackGiven(DemoPeople.Landlord, Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), (i % 5) + 1, (i % 3) + 1, (i % 4) + 1, true, now.AddMinutes(-i % 50_000))).ToList();
        var type = catalogue.Describe(told[0]).Type;

        // Another connection: what this one does is seen when it lets the inbox go.
        await using var log = await system.AdminAsync();
        await using var command = new NpgsqlCommand(
            """
            insert into analytics.event_log (landlord, event_id, type, body, occurred_at)
            select $1, gen_random_uuid(), $2, body::jsonb, occurred_at
            from unnest($3, $4) as told(body, occurred_at)
            """,
            log)
        {
            Parameters =
            {
                new() { Value = DemoPeople.Landlord }, new() { Value = type },
                new() { Value = told.Select(e => JsonSerializer.Serialize(e, Json.Options)).ToArray() },
                new() { Value = told.Select(e => e.OccurredAt.UtcDateTime).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
            },
        };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The rows of the events just taken, copied into an equal table with the same primary key.</summary>
    private async Task<double> CopyAsync(DateTime since, int count)
    {
        await ExecuteAsync("drop table if exists analytics.equal; create table analytics.equal (like analytics.event including defaults); alter table analytics.equal add primary key (landlord, source, event_id)");
        await ExecuteAsync("checkpoint");
        using var rows = new MemoryStream();
        await using (var export = await admin.BeginRawBinaryCopyAsync(Text($"copy (select * from analytics.event where received_at >= '{since:O}' order by intake, line limit {count}) to stdout (format binary)")))
            await export.CopyToAsync(rows);
        rows.Position = 0;
        var watch = Stopwatch.StartNew();
        await using (var import = await admin.BeginRawBinaryCopyAsync("copy analytics.equal from stdin (format binary)"))
            await rows.CopyToAsync(import, 1 << 16);
        var seconds = watch.Elapsed.TotalSeconds;
        return await ScalarAsync<long>("select count(*) from analytics.equal") == count ? count / seconds : throw new InvalidOperationException("Not every event was kept");
    }

    private async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, admin);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, admin) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }
}
