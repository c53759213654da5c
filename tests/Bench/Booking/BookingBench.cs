using Npgsql;
using Repairs.Tests.Support;
using static Repairs.Bench.Booking.Figures;

namespace Repairs.Bench.Booking;

/// <summary>Prints the whole table of what booking is held to: ours, what to reach, and what others do, measured in the same run where it can be made again.</summary>
internal static class BookingBench
{
    private static readonly string[] Head = ["what", "ours", "to reach", "beside it in this run", "published for peers", "load"];

    public static async Task<int> RunAsync(IReadOnlyList<string> only)
    {
        Console.WriteLine(await MachineAsync());
        var rows = new List<IReadOnlyList<string>>();
        var quick = only.Contains("quick", StringComparer.Ordinal);
        only = [.. only.Where(o => o != "quick")];
        bool Wanted(string row) => only.Count == 0 || only.Contains(row, StringComparer.Ordinal);
        if (Wanted("offers") || Wanted("growth"))
            OffersAndGrowth(rows);
        if (Wanted("insertion"))
            Insertion(rows);
        if (Wanted("race") || Wanted("survival"))
        {
            await using var system = await RepairsSystem.StartAsync();
            if (Wanted("race"))
                await RaceAsync(system, rows);
            if (Wanted("survival"))
                await SurvivalAsync(system, rows);
        }

        if (Wanted("write"))
        {
            await WriteAsync(["Booking", "Needs"], "Booking's own process (with Needs, which it asks): identity, idempotency, event log and relay on", rows, quick);
            await WriteAsync([], "every service in one process, all of them handling what the bookings told", rows, quick);
        }

        Table(Head, rows);
        return 0;
    }

    private static void OffersAndGrowth(List<IReadOnlyList<string>> rows)
    {
        var hundred = new Offers(100);
        var (times, alone) = TimeBoth(2000, 5000, i => hundred.One(i));
        var load = LoadAverage;
        var (cells, choices) = hundred.One(0);
        Console.WriteLine(Text($"finding free windows alone: {Spread(TimeBoth(500, 3000, hundred.Cells).Processor)} on the processor"));
        Console.WriteLine(Text($"one offer set: {cells} of {Offers.Days * 4} cells free, {choices} shown; 100 people"));
        var walk = Median(TimeBoth(3, 15, _ => Peers.DayWalk(hundred.Peers, Offers.FirstDay, Offers.Days, TimeSpan.FromHours(1))).Processor);
        var ranges = Median(TimeBoth(3, 15, _ => Peers.RangesOfHosts(hundred.Peers, Offers.FirstDay, Offers.Days, TimeSpan.FromHours(1))).Processor);
        var (anew, anewAlone) = TimeBoth(200, 2000, i =>
        {
            hundred.Forget(i);
            hundred.One(i);
        });
        var median = Median(alone);
        rows.Add([
            "offer set in process, 28 days × 4 windows, 100 people: p50 / p95 / p99", $"{Spread(alone)} on the processor; {Spread(times)} by the clock on the wall", "p99 < 1 ms",
            Text($"on the processor too: day walk per provider {Ms(walk)} ({walk / median:0}× ours) · ranges per host {Ms(ranges)} ({ranges / median:0}×): same people, no travel, no windows, in this language"),
            "cal.com slot code, 50 hosts: 141 ms · Easy!Appointments, 50: 125 ms · DRS: 1,685 ms a call", load]);
        rows.Add(["the same, one person's day changed before each", $"{Spread(anewAlone)} on the processor; {Spread(anew)} by the wall", "p99 < 1 ms", Text($"{Median(anewAlone) / median:0.00} × unchanged"), "–", LoadAverage]);

        // In turn, so that a machine whose speed drifts does so for both.
        var many = new Offers(5000);
        var ratios = new List<double>();
        var (small, large) = (new List<double>(), new List<double>());
        for (var round = 0; round < 9; round++)
        {
            small.Add(Median(TimeBoth(500, 1000, i => hundred.One(i)).Processor));
            large.Add(Median(TimeBoth(500, 1000, i => many.One(i)).Processor));
            ratios.Add(large[^1] / small[^1]);
        }

        rows.Add(["growth from 100 to 5,000 people, patches of 100", Text($"{Median(ratios):0.00} × (9 pairs, {ratios.Min():0.00}–{ratios.Max():0.00}; medians {Ms(Median(small))} → {Ms(Median(large))})"), "≤ 1.5 ×", "100 people in the same run", "linear or worse", LoadAverage]);
    }

    private static void Insertion(List<IReadOnlyList<string>> rows)
    {
        const int Wanted = 100_000;
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        var (fits, tried) = RandomDays.AgreeWithBruteForce(Wanted, seed: 1);
        rows.Add(["insertion = brute force, up to 6 stops", Text($"{Wanted:N0} random days equal ({fits:N0} fits among {tried:N0} places tried, {System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds:0} s)"), "10⁵ random days, equal", "–", "–", LoadAverage]);
    }

    private static async Task RaceAsync(RepairsSystem system, List<IReadOnlyList<string>> rows)
    {
        var ours = new List<Race.Result>();
        for (var round = 0; round < 3; round++)
        {
            ours.Add(await Race.OursAsync(system, round));
            Console.WriteLine(Text($"race {round + 1}: {ours[^1].Sold} sold, {ours[^1].Conflicts} × 409, {ours[^1].WithChoices} of them with choices, {ours[^1].Others} other answers, {ours[^1].Seconds:0.0} s, p50 / p95 / p99 {Spread([.. ours[^1].Milliseconds])}, load {LoadAverage}"));
        }

        var load = LoadAverage;
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(system.Setting("Repairs__DatabaseAdmin")) { MaxPoolSize = Race.Connections });
        var peer = new List<int>();
        for (var round = 0; round < 5; round++)
            peer.Add((await Peers.CountThenInsertAsync(source, Race.Bookers, Race.Connections, Race.Places)).Sold);
        rows.Add([
            "1,000 bookers at once over 250 connections for 10 places",
            Text($"{string.Join(", ", ours.Select(r => r.Sold))} sold; {string.Join(", ", ours.Select(r => r.WithChoices))} told other times; {ours.Sum(r => r.Others)} × 5xx; {string.Join(", ", ours.Select(r => Text($"{r.Seconds:0.0} s")))}"),
            "exactly 10, the others fresh choices, no 5xx",
            Text($"count, then insert: {string.Join(", ", peer)} sold ({Median(peer.Select(p => p / (double)Race.Places)):0.0} × what there is)"),
            "Hackney's logic: 127, 176, 252", load]);
    }

    private static async Task SurvivalAsync(RepairsSystem system, List<IReadOnlyList<string>> rows)
    {
        const int Tries = 2400;
        var landlord = new Landlord(system, homes: 10_000, operatives: 100, appointments: 12_000, open: Tries);
        await landlord.LoadAsync();
        var result = Survival.Run(system, landlord, landlord.Open, bookers: 12, lookers: 4);
        var load = LoadAverage;
        rows.Add([
            "offered and booked at once succeeds (12 book, 4 look on)",
            Text($"{result.Booked} of {result.Tries} = {100.0 * result.Booked / result.Tries:0.00} % ({string.Join(", ", result.Statuses.OrderBy(s => s.Key).Select(s => $"{s.Key} × {s.Value}"))}; {result.Seconds:0} s, {result.Looked} looked)"),
            "≥ 99 %", "–", "silent loss (Newark & Sherwood)", load]);

        await using var connection = await system.AdminAsync();
        var sql = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            await using var command = new NpgsqlCommand(Peers.SqlAvailability, connection) { CommandTimeout = 120 };
            await command.ExecuteNonQueryAsync();
            if (i > 0)
                sql.Add(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        var ours = Median(TimeBoth(500, 1000, new Offers(100).One1).Processor);
        rows.Add(["the same question to SQL: generate_series × not exists, 100 people, 28 days", Text($"{Ms(Median(sql))} (median of 5) = {Median(sql) / ours:N0} × the engine in this run ({Ms(ours)})"), "–", "–", "2,000–2,900 ms with 5,000 people in the table", LoadAverage]);
    }

    private static async Task WriteAsync(IReadOnlyList<string> services, string what, List<IReadOnlyList<string>> rows, bool quick)
    {
        await using var system = await RepairsSystem.StartAsync(new SystemOptions { Services = services });
        var (warm, runs, perRun, replayed) = quick ? (100, 2, 60, 100) : (2500, 5, 300, 800);
        var landlord = new Landlord(system, homes: 10_000, operatives: 100, appointments: 12_000, open: warm + replayed + runs * perRun);
        await landlord.LoadAsync();
        var result = await Writes.RunAsync(system, landlord, warm, runs, perRun, replayed);
        rows.Add([
            Text($"booking over HTTP, {Writes.Clients} clients ÷ pgbench with the same SQL; {what}"),
            Text($"{result.Ratio:0.00} (median of {runs} pairs: {Median(result.Http):0} ÷ {Median(result.Pgbench):0} bookings/s; {string.Join(", ", result.Http.Zip(result.Pgbench, (h, p) => Text($"{h / p:0.00}")))}); p50 / p95 / p99 {Spread([.. result.Milliseconds])}"),
            "≥ 0.6 (0.8)",
            Text($"{result.Floor.Statements} statements in {result.Floor.RoundTrips} round trips; pgbench booked {result.Floor.Booked} of {result.Floor.Wanted}"),
            "0.55 naive, 0.98 in one round trip without auth and audit", LoadAverage]);
    }
}
