using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using Repairs.Analytics.Features.ProtectFigures;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;
using Repairs.Platform;
using Repairs.Tests.Support;
using static Repairs.Bench.Booking.Figures;

namespace Repairs.Bench.Analytics;

/// <summary>
/// What Analytics is held to, as ratios: both sides of each are measured in the same run, on the same PostgreSQL, over the same events. Five million of
/// them, or 200,000 with <c>quick</c>, or as many as a number says. <c>soak</c> puts that many in and then goes on at a quarter of what the system can take,
/// for half an hour or as many minutes as are said.
/// </summary>
internal sealed partial class AnalyticsBench(RepairsSystem system, NpgsqlConnection admin, History history, string folder, long batched)
{
    private const int Batch = 500;
    private const int Senders = 4;
    private static readonly string[] Head = ["what", "ours", "beside it in this run", "ratio", "to reach", "load"];
    private readonly List<IReadOnlyList<string>> _rows = [];

    public static async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        Console.WriteLine(await MachineAsync());
        var numbers = words.Select(w => long.TryParse(w, CultureInfo.InvariantCulture, out var n) ? n : 0).Where(n => n > 0).ToList();
        TimeSpan? soak = words.Contains("soak") ? TimeSpan.FromMinutes(numbers.FirstOrDefault(n => n < 1_000, 30)) : null;
        var events = words.Contains("quick") ? 200_000 : numbers.FirstOrDefault(n => n >= 1_000, 5_000_000);
        await using var system = await RepairsSystem.StartAsync(new SystemOptions { Services = ["Analytics"] });
        await using var admin = await system.AdminAsync();
        var now = await system.NowAsync();
        var history = new History(events, LondonTime.DateOf(now).AddDays(-History.Days - DaysAfter(events, soak)));

        // PostgreSQL reads what it copies from a file of its own.
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"repairs-bench-{Environment.ProcessId}")).FullName;
        try
        {
            var bench = new AnalyticsBench(system, admin, history, folder, Math.Min(200_000, events / 5));
            await (soak is { } time ? bench.RunSoakAsync(time) : bench.RunAsync());
            Table(Head, bench._rows);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private async Task RunAsync()
    {
        await ExecuteAsync("set search_path = analytics; set statement_timeout = 0");
        await BatchesAsync();
        await BackfillAsync();
        await StorageAsync();
        await ReadsAsync();
        await PagesAsync();
        await LateAsync();
        await FreshnessAsync();
        await RebuildAsync();
        Chart();
        Guard();
        await ExportAsync();
    }

    /// <summary>Small requests, several senders.</summary>
    private async Task BatchesAsync()
    {
        var batches = history.Lines(0, batched).Chunk(Batch).Select(b => Encoding.UTF8.GetBytes(string.Join('\n', b))).ToList();
        using var client = Client();

        // The runtime compiles what it runs first; those do not count.
        const int Warm = 20;
        foreach (var batch in batches.Take(Warm))
            await PostAsync(client, batch);
        await CountedAsync();

        // What PostgreSQL knows of its tables in any system that has run for a minute.
        await ExecuteAsync("analyze");
        var queue = new Queue<byte[]>(batches.Skip(Warm));
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async _ =>
        {
            while (true)
            {
                byte[]? next;
                lock (queue)
                {
                    if (!queue.TryDequeue(out next))
                        return;
                }

                await PostAsync(client, next);
            }
        }));
        var answered = watch.Elapsed.TotalSeconds;
        await CountedAsync();
        var counted = watch.Elapsed.TotalSeconds;
        var sent = batched - (Warm * Batch);
        var copy = await CopyAsync();
        (Capacity, Counted) = (sent / answered, sent / counted);
        Row("HTTP, batches of 500, 4 senders", Text($"{Capacity:N0} events/s answered; {sent / counted:N0} counted too"), Text($"COPY with primary key {copy:N0} rows/s"), Capacity / copy, "≥ 0.25 (floor 0.10)");
    }

    /// <summary>Events a second that are answered.</summary>
    private double Capacity { get; set; }

    /// <summary>Events a second that are answered and in the figures too: what can go on for long.</summary>
    private double Counted { get; set; }

    private double Copied { get; set; }

    /// <summary>One long request with everything else, and then the same again.</summary>
    private async Task BackfillAsync()
    {
        var (file, n) = WriteRest();
        await ExecuteAsync("drop table equal; analyze");
        using var client = Client();
        var (stored, answered, counted, memory) = await SendAsync(client, file, n, "accepted");
        Copied = await CopyAsync();
        Row("bulk backfill", Text($"{n / stored:N0} events/s stored ({stored:0.0} s), {n / counted:N0} counted too ({counted:0.0} s); Host grows to {memory:N0} MB"), Text($"COPY with primary key {Copied:N0} rows/s"), n / stored / Copied, "≥ 0.5");
        var (_, again, _, _) = await SendAsync(client, file, n, "duplicates");
        Row("the same file again", Text($"{again:0.0} s, 0 rows changed"), Text($"first load {stored:0.0} s stored, {answered:0.0} s answered"), again / stored, "≤ 0.7");
        File.Delete(file);
    }

    /// <summary>The file of what no small request has brought, and how many events it holds.</summary>
    private (string File, long Events) WriteRest()
    {
        var file = Path.Combine(folder, "history.ndjson");
        var n = history.Events - batched;
        var length = history.Write(file, batched, n);
        Say(Text($"{n:N0} events, {length / 1e6:N0} MB; disk free {new DriveInfo(folder).AvailableFreeSpace / 1e9:N0} GB"));
        return (file, n);
    }

    /// <summary>Seconds until all was stored, until the answer, and until all was counted.</summary>
    private async Task<(double Stored, double Answered, double Counted, double Memory)> SendAsync(HttpClient client, string file, long n, string expected)
    {
        var before = await ScalarAsync<long>("select coalesce(max(id), 0) from intake");
        var watch = Stopwatch.StartNew();
        var sending = Task.Run(async () =>
        {
            await using var stream = File.OpenRead(file);
            using var content = new StreamContent(stream, 1 << 16);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            using var answer = await client.PostAsync(new Uri("/api/analytics/events", UriKind.Relative), content);
            var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
            return body.TryGetProperty(expected, out var count) && count.GetInt64() == n ? true : throw new InvalidOperationException(body.ToString());
        });
        double? stored = null;
        var memory = 0.0;
        while (!sending.IsCompleted)
        {
            await Task.Delay(100);
            memory = Math.Max(memory, system.ProcessIds.Max(Resident));
            stored ??= await ScalarAsync<long>($"select coalesce(sum(accepted + duplicates), 0) from intake where id > {before}") == n ? watch.Elapsed.TotalSeconds : null;
        }

        await sending;
        var answered = watch.Elapsed.TotalSeconds;
        await CountedAsync();
        return (stored ?? answered, answered, watch.Elapsed.TotalSeconds, memory);
    }

    /// <summary>Everything there is now, copied into an equal table with the same primary key: rows a second.</summary>
    private async Task<double> CopyAsync()
    {
        var file = Path.Combine(folder, "rows.bin");
        await ExecuteAsync($"drop table if exists equal; create table equal (like event including defaults); alter table equal add primary key (landlord, source, event_id)");
        await ExecuteAsync("checkpoint");
        await using var export = await admin.BeginRawBinaryCopyAsync("copy (select * from event order by intake, line) to stdout (format binary)");
        await using (var to = File.Create(file, 1 << 20))
            await export.CopyToAsync(to);
        await export.DisposeAsync();
        var rows = await ScalarAsync<long>("select count(*) from event");
        var watch = Stopwatch.StartNew();
        await using (var from = File.OpenRead(file))
        await using (var import = await admin.BeginRawBinaryCopyAsync("copy equal from stdin (format binary)"))
            await from.CopyToAsync(import, 1 << 16);
        var seconds = watch.Elapsed.TotalSeconds;
        File.Delete(file);
        return rows / seconds;
    }

    private async Task StorageAsync()
    {
        // As autovacuum leaves it within minutes.
        await ExecuteAsync("vacuum analyze");
        var raw = await ScalarAsync<long>("select pg_total_relation_size('equal')");
        var all = await ScalarAsync<long>("select sum(pg_total_relation_size(c.oid)) from pg_class c where c.relnamespace = 'analytics'::regnamespace and c.relkind = 'r' and c.relname <> 'equal'");
        var rollups = await ScalarAsync<long>("select pg_total_relation_size('counts')");
        Row("storage: facts and rollups, all indexes", Text($"{all / 1e6:N0} MB, of which counts {rollups / 1e6:N0} MB in {await ScalarAsync<long>("select count(*) from bucket"):N0} rows"), Text($"raw inbox (events with their key) {raw / 1e6:N0} MB"), (double)all / raw, "≤ 2.0");
    }

    /// <summary>The query of a page, warm, and the same answer straight from the facts.</summary>
    private async Task ReadsAsync()
    {
        await using var role = await RoleAsync();
        var query = Question("M01", Grain.Month, null);
        var ours = await TimeAsync(60, () => ReadMeasureSql.CellsAsync(role, DemoPeople.Landlord, query, default));
        var raw = await TimeAsync(5, () => RawAsync("""
            select date_trunc('month', day), count(*) filter (where standing = 'no-access'), count(*) filter (where standing in ('no-access', 'attended'))
            from (select day, standing from event where landlord = 'demo' and source = 'bench' and subject is null and standing is not null and state = 0
                  union all
                  select day, standing from visit where landlord = 'demo' and source = 'bench') v
            group by 1
            """));
        Row("page query, 24 months, warm", Text($"p50 {Ms(Median(ours))}, p95 {Ms(Percentile(ours, 0.95))} ({Percentile(ours, 0.95) / Median(ours):0.0} × p50)"), $"raw scan {Ms(Median(raw))}", Median(ours) / Median(raw), "≤ 0.10; p95 ≤ 3 × p50");
        var byPatch = await TimeAsync(20, () => ReadMeasureSql.CellsAsync(role, DemoPeople.Landlord, Question("M01", Grain.Month, "patch"), default));
        var rawByPatch = await TimeAsync(5, () => RawAsync("""
            select date_trunc('month', day), patch, count(*) filter (where standing = 'no-access'), count(*) filter (where standing in ('no-access', 'attended'))
            from (select day, patch, standing from event where landlord = 'demo' and source = 'bench' and subject is null and standing is not null and state = 0
                  union all
                  select day, patch, standing from visit where landlord = 'demo' and source = 'bench') v
            group by 1, 2
            """));
        Row("the same by patch", $"p50 {Ms(Median(byPatch))}, p95 {Ms(Percentile(byPatch, 0.95))}", $"raw scan {Ms(Median(rawByPatch))}", Median(byPatch) / Median(rawByPatch), "≤ 0.10");
    }

    private async Task PagesAsync()
    {
        using var client = Client();
        await using var role = await RoleAsync();
        foreach (var (name, path) in new[] { ("overview over HTTP", "/analytics?source=bench&grain=month"), ("measure page over HTTP", "/analytics/measures/M01?source=bench&grain=month"), ("measure as JSON over HTTP", "/api/analytics/measures/M01?source=bench&grain=month") })
        {
            var page = await TimeAsync(40, () => client.GetStringAsync(new Uri(path, UriKind.Relative)));
            if (!name.StartsWith("measure page", StringComparison.Ordinal))
            {
                Row(name, $"p50 {Ms(Median(page))}, p95 {Ms(Percentile(page, 0.95))}", "–", null, "said");
                continue;
            }

            var queries = await TimeAsync(40, async () =>
            {
                await ReadMeasureSql.KnownAsync(role, new Reader("bench", DemoPeople.Landlord, Profile.Staff, null), default);
                foreach (var id in new[] { "M01", "M02", "M03", "M04" })
                    await ReadMeasureSql.CellsAsync(role, DemoPeople.Landlord, Question(id, Grain.Month, null), default);
            });
            Row(name, $"p50 {Ms(Median(page))}, p95 {Ms(Percentile(page, 0.95))}", $"its queries {Ms(Median(queries))}", Median(page) / Median(queries), "≤ 2");
        }
    }

    /// <summary>One event of 18 months ago, and one of now, in turn.</summary>
    private async Task LateAsync()
    {
        using var client = Client();
        await ExecuteAsync("update told set first_at = first_at - interval '2 hours'");
        var now = await system.NowAsync();
        var (late, fresh) = (new List<double>(), new List<double>());
        for (var i = 0; i < 40; i++)
        {
            foreach (var (times, at) in new[] { (late, now.AddMonths(-18)), (fresh, LastDay(now)) })
            {
                var line = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"source":"bench","eventId":"late-{{i}}-{{at:yyyyMMdd}}","type":"VisitImported","occurredAt":"{{at:O}}","outcome":"DO01","patch":"patch 07","trade":"plumbing"}"""));
                var watch = Stopwatch.StartNew();
                await PostAsync(client, line);
                times.Add(watch.Elapsed.TotalMilliseconds);
            }
        }

        Row("one event 18 months late, to its figure", $"p50 {Ms(Median(late.Skip(5)))}", $"a fresh event {Ms(Median(fresh.Skip(5)))}", Median(late.Skip(5)) / Median(fresh.Skip(5)), "≤ 1.5");
        Row("revisions noted", Text($"{await ScalarAsync<long>("select count(*) from revision"):N0}"), "–", null, "said");
    }

    /// <summary>A day as full as any.</summary>
    private static DateTimeOffset LastDay(DateTimeOffset now) => now.AddDays(-3);

    /// <summary>A quarter of what it can take, steadily; from the first byte sent until the figure shows it.</summary>
    private async Task FreshnessAsync()
    {
        using var client = Client();
        var now = await system.NowAsync();
        var interval = TimeSpan.FromSeconds(Batch / (Capacity * 0.25));
        var count = (int)Math.Clamp(20 / interval.TotalSeconds, 20, 400);
        var waits = new List<double>();
        await using var watching = await system.AdminAsync();
        var clock = Stopwatch.StartNew();
        var running = new List<Task>();
        for (var i = 0; i < count; i++)
        {
            var due = interval * i;
            if (due > clock.Elapsed)
                await Task.Delay(due - clock.Elapsed);
            var number = i;
            var lines = Enumerable.Range(0, Batch).Select(n => string.Create(CultureInfo.InvariantCulture,
                $$"""{"source":"bench","eventId":"fresh-{{number}}-{{n}}","type":"VisitImported","occurredAt":"{{now.AddSeconds(-number):O}}","outcome":"DO01","patch":"{{(n == 0 ? $"fresh {number}" : $"patch {(n % 80) + 1:00}")}}","trade":"plumbing"}"""));
            var body = Encoding.UTF8.GetBytes(string.Join('\n', lines));
            running.Add(Task.Run(async () =>
            {
                await PostAsync(client, body);
                while (await system.ScalarAsync<long>($"select count(*) from analytics.bucket where source = 'bench' and landlord = 'demo' and day = '{LondonTime.DateOf(now.AddSeconds(-number)):yyyy-MM-dd}' and patch = 'fresh {number}'") == 0)
                    await Task.Delay(20);
                lock (waits)
                    waits.Add((clock.Elapsed - due).TotalMilliseconds);
            }));
        }

        await Task.WhenAll(running);
        var p95 = Percentile(waits, 0.95);
        Row("freshness at 25 % of capacity, p95", Text($"{Ms(p95)} (p50 {Ms(Median(waits))}; {count} batches, one each {interval.TotalMilliseconds:0} ms)"), Text($"batch interval {interval.TotalMilliseconds:0} ms"), p95 / interval.TotalMilliseconds, "≤ 2, and ≤ 5 s");
    }

    private async Task RebuildAsync()
    {
        await CountedAsync();
        var before = await DigestAsync();
        using var client = Client();
        var reads = new List<double>();
        var watch = Stopwatch.StartNew();
        using var asked = await client.PostAsync(new Uri("/api/analytics/rebuilds", UriKind.Relative), new StringContent("{\"source\":\"bench\"}", Encoding.UTF8, "application/json"));
        var id = JsonDocument.Parse(await asked.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString();
        double? days = null;
        JsonElement state;
        do
        {
            await Task.Delay(50);
            var read = Stopwatch.StartNew();
            await client.GetStringAsync(new Uri("/api/analytics/measures/M01?source=bench&grain=month", UriKind.Relative));
            reads.Add(read.Elapsed.TotalMilliseconds);
            if (days is null && await ScalarAsync<string>($"select stage from rebuild where id = '{id}'") == "days")
                days = watch.Elapsed.TotalSeconds;
            state = JsonDocument.Parse(await client.GetStringAsync(new Uri($"/api/analytics/rebuilds/{id}", UriKind.Relative))).RootElement;
        }
        while (!state.TryGetProperty("finishedAt", out var at) || at.ValueKind == JsonValueKind.Null);
        var seconds = watch.Elapsed.TotalSeconds;
        var visits = days ?? 0;
        var raw = (await TimeAsync(2, () => RawAsync(Grouped), warm: 1)).Min() / 1000;
        Row("full rebuild: counts from the facts", Text($"{seconds - visits:0.0} s, {state.GetProperty("changed").GetInt64()} counts different"), Text($"raw GROUP BY {raw:0.0} s"), (seconds - visits) / raw, "≤ 1.5");
        Row("full rebuild: facts worked out from the events before that", Text($"{visits:0.0} s"), Text($"raw GROUP BY {raw:0.0} s"), visits / raw, "said");
        Row("read while it rebuilds", $"p50 {Ms(Median(reads))}, most {Ms(reads.Max())}", "–", null, "readable");
        var after = await DigestAsync();
        Row("rebuild against live", before == after ? "byte-identical" : "DIFFERENT", "–", before == after ? 1 : 0, "1.000");
    }

    // What the buckets hold, said straight: the same counts of visits, appointments and contacts, repeats by a window.
    private const string Grouped = """
        select count(*) from (
          select day, patch, trade, count(*), count(*) filter (where standing = 'no-access'), count(*) filter (where standing in ('no-access', 'attended')), count(*) filter (where standing = 'ours'),
                 count(*) filter (where outcome = 'DO11'), count(*) filter (where outcome = 'DO12'), count(*) filter (where outcome = 'DO10'), count(*) filter (where outcome = 'DO10' and evidence = 'none')
          from (select day, patch, trade, standing, code as outcome, evidence from event where landlord = 'demo' and source = 'bench' and subject is null and standing is not null and state = 0
                union all
                select day, patch, trade, standing, outcome, evidence from visit where landlord = 'demo' and source = 'bench') v
          group by 1, 2, 3
          union all
          select day, patch, trade, count(*), count(*) filter (where type = 'AppointmentBooked'), count(*) filter (where type = 'AppointmentChanged' and actor = 'Resident'),
                 count(*) filter (where type = 'AppointmentChanged'), count(*) filter (where type = 'AppointmentCancelled' and hours >= 24), 0, 0, 0
          from event
          where landlord = 'demo' and source = 'bench' and type in ('AppointmentBooked', 'AppointmentChanged', 'AppointmentCancelled') and state = 0
          group by 1, 2, 3
          union all
          select day, patch, trade, count(*), count(*) filter (where code like 'FD%'), count(*) filter (where code is null), count(*) filter (where gap <= interval '7 days'),
                 count(*) filter (where gap <= interval '14 days'), count(*) filter (where gap <= interval '28 days'), 0, 0
          from (select day, patch, trade, code, occurred_at - lag(occurred_at) over (partition by place, topic order by occurred_at) as gap
                from event where landlord = 'demo' and source = 'bench' and type = 'ContactReceived' and state = 0) c
          group by 1, 2, 3
        ) g
        """;

    /// <summary>A hundred thousand rows of CSV, beside COPY TO of the same; ten times fewer, for the memory; and a million.</summary>
    private async Task ExportAsync()
    {
        foreach (var (source, patches) in new[] { ("narrow", 100), ("wide", 1_000), ("million", 10_000) })
        {
            await ExecuteAsync($"""
                insert into feed (landlord, source, first_day, last_day, complete_to, received_at) values ('demo', '{source}', '2024-01-01', '2025-11-30', '2025-11-30', '2025-11-30');
                insert into counts (landlord, source, day, patch, trade, counters, ns)
                select 'demo', '{source}', date '2024-01-01' + w * 7, 'patch ' || p, '', array['M01', 'M01.of'], array[20 + (p + w) % 30, 200 + (p + w) % 30]
                from generate_series(0, 99) w, generate_series(1, {patches}) p;
                insert into rollup (landlord, source, dimension, counter, value, day, n)
                select b.landlord, b.source, d.dimension, b.counter, d.value, b.day, sum(b.n)
                from bucket b
                cross join lateral (values ('', ''), ('patch', b.patch), ('trade', b.trade)) as d(dimension, value)
                where b.source = '{source}'
                group by 1, 2, 3, 4, 5, 6;
                insert into named (landlord, kind, text)
                select 'demo', 'patch', 'patch ' || p
                from generate_series(1, {patches}) p
                on conflict do nothing
                """);
        }

        await ExecuteAsync("vacuum analyze");
        using var client = Client();
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        async Task<(long Rows, double Seconds, double Memory)> FetchAsync(string source, int times = 4)
        {
            var peak = 0.0;
            var best = double.MaxValue;
            var rows = 0L;
            for (var i = 0; i < times; i++)
            {
                using var stop = new CancellationTokenSource();
                var watching = Task.Run(async () =>
                {
                    while (!stop.IsCancellationRequested)
                    {
                        peak = Math.Max(peak, system.ProcessIds.Max(Resident));
                        await Task.Delay(10);
                    }
                });
                var taken = Stopwatch.StartNew();
                await using var stream = await client.GetStreamAsync(new Uri($"/api/analytics/measures/M01?source={source}&grain=week&by=patch&from=2024-01-01&to=2025-11-30", UriKind.Relative));
                using var reader = new StreamReader(stream);
                for (rows = -1; await reader.ReadLineAsync() is not null; rows++)
                {
                }

                best = Math.Min(best, taken.Elapsed.TotalSeconds);
                await stop.CancelAsync();
                await watching;
            }

            return (rows, best, peak);
        }

        var few = await FetchAsync("narrow");
        var many = await FetchAsync("wide");
        var beside = await CopyOutAsync("wide");
        Row("CSV export", Text($"{many.Rows:N0} rows in {many.Seconds:0.00} s"), Text($"COPY TO {beside:0.00} s"), beside / many.Seconds, "≥ 0.3");
        Row("its memory, 10 × the rows", Text($"{many.Memory:N0} MB"), Text($"{few.Rows:N0} rows: {few.Memory:N0} MB"), many.Memory / few.Memory, "≤ 1.2");
        var million = await FetchAsync("million", times: 1);
        beside = await CopyOutAsync("million");
        Row("CSV export of a million rows, never asked before", Text($"{million.Rows:N0} rows in {million.Seconds:0.0} s; Host grows to {million.Memory:N0} MB"), Text($"COPY TO {beside:0.00} s"), beside / million.Seconds, "said");
    }

    private async Task<double> CopyOutAsync(string source)
    {
        var watch = Stopwatch.StartNew();
        using var copy = await admin.BeginTextExportAsync($"""
            copy (select 'M01', 1, source, day, patch, sum(n) filter (where counter = 'M01') as n, sum(n) filter (where counter = 'M01.of') as d,
                         (sum(n) filter (where counter = 'M01'))::float8 / sum(n) filter (where counter = 'M01.of')
                  from bucket where landlord = 'demo' and source = '{source}' group by source, day, patch order by day, patch) to stdout (format csv)
            """);
        while (await copy.ReadLineAsync() is not null)
        {
        }

        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>What is seen of many small figures beside each other, where hiding one asks for hiding others: its time grows as they do.</summary>
    private void Guard()
    {
        static double Seconds(int groups)
        {
            var random = new Random(7);
            var cells = new List<Cell>();
            for (var week = 0; week < 100; week++)
            {
                for (var group = 0; group < groups; group++)
                {
                    var all = random.Next(40);
                    cells.Add(new Cell(new DateOnly(2024, 1, 1).AddDays(7 * week), Text($"patch {group}"), random.Next(all + 1), all));
                }
            }

            var watch = Stopwatch.StartNew();
            var whole = ProtectFigures.Time(cells.GroupBy(c => c.Period).Select(g => new Cell(g.Key, null, g.Sum(c => c.Numerator), g.Sum(c => c.Denominator))), Profile.Staff);
            ProtectFigures.Groups(whole, cells, new DateOnly(2026, 1, 5), Profile.Staff);
            return watch.Elapsed.TotalSeconds;
        }

        Seconds(100);
        var (few, many) = (Median([.. Enumerable.Range(0, 3).Select(_ => Seconds(100))]), Seconds(1_000));
        Row("what is seen of 100,000 small figures", Text($"{many:0.00} s"), Text($"of 10,000: {few:0.00} s"), many / few, "≤ 15");
    }

    private void Chart()
    {
        var random = new Random(5);
        var points = Enumerable.Range(0, 105).Select(i => (new DateOnly(2024, 1, 1).AddDays(7 * i), (double?)(0.3 + (random.NextDouble() / 10)))).ToList();
        var times = Time(2_000, 5_000, _ => XmR.Chart(points, new XmROptions(Direction.Lower)));
        Row("XmR of 105 points, all rules", $"p50 {Ms(Median(times))}", "–", null, "≤ 50 µs");
    }

    private MeasureQuery Question(string id, Grain grain, string? by) =>
        new(Measures.Find(id)!, history.First, history.First.AddDays(History.Days), grain, by, null, [History.Source], null, null);

    private async Task<NpgsqlConnection> RoleAsync()
    {
        var connection = await system.RoleAsync("Analytics");
        await using var path = new NpgsqlCommand("set search_path = analytics", connection);
        await path.ExecuteNonQueryAsync();
        return connection;
    }

    private async Task<string> DigestAsync()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var rows = await admin.BeginTextExportAsync("copy (select source, day, patch, trade, counter, n from bucket where source = 'bench' order by source, day, patch, trade, counter) to stdout");
        while (await rows.ReadLineAsync() is { } line)
            hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private async Task RawAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, admin) { CommandTimeout = 0 };
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
        }
    }

    private static async Task<List<double>> TimeAsync(int times, Func<Task> run, int warm = 3)
    {
        for (var i = 0; i < warm; i++)
            await run();
        var all = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var watch = Stopwatch.StartNew();
            await run();
            all.Add(watch.Elapsed.TotalMilliseconds);
        }

        return all;
    }

    private async Task CountedAsync()
    {
        while (await ScalarAsync<bool>("select exists (select from dirty) or exists (select from rebuild where finished_at is null)"))
            await Task.Delay(50);
    }

    private static async Task PostAsync(HttpClient client, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var answer = await client.PostAsync(new Uri("/api/analytics/events", UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode || !text.Contains("\"rejectedCount\":0", StringComparison.Ordinal) || !text.Contains("\"quarantined\":0", StringComparison.Ordinal))
            throw new InvalidOperationException($"{(int)answer.StatusCode}: {text}");
    }

    private HttpClient Client()
    {
        var client = new HttpClient { BaseAddress = system.Url, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Add("X-Demo-Role", Roles.Analyst);
        return client;
    }

    /// <summary>Megabytes a process holds in memory.</summary>
    private static double Resident(int process) => Of(process, "VmRSS:");

    private static double Of(int process, string what) => Said(process, what) is { } said ? double.Parse(said.Split(' ')[0], CultureInfo.InvariantCulture) / 1024 : 0;

    /// <summary>What the kernel says of a process; null where it does not, or where it has just ended.</summary>
    private static string? Said(int process, string what)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith(what, StringComparison.Ordinal))?[what.Length..].Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, admin) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = new NpgsqlCommand(sql, admin) { CommandTimeout = 0 };
        return (T)Convert.ChangeType((await command.ExecuteScalarAsync())!, typeof(T), CultureInfo.InvariantCulture);
    }

    private static void Say(string text) => Console.WriteLine(Text($"[{TimeProvider.System.GetUtcNow():HH:mm:ss}] {text}"));

    private void Row(string what, string ours, string beside, double? ratio, string goal)
    {
        _rows.Add([what, ours, beside, ratio is { } r ? Text($"{r:0.000}") : "–", goal, LoadAverage]);
        Say($"{what}: {ours}; {beside}; {(ratio is { } shown ? Text($"{shown:0.000}") : "–")} ({goal})");
    }
}
