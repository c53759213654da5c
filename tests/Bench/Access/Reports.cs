using Repairs.Bench.Booking;
using Repairs.Tests.Support;

namespace Repairs.Bench.Access;

/// <summary>Outcome reports with evidence over HTTP, beside pgbench running the very same statements on the same data, in turn.</summary>
internal static class Reports
{
    public const int Clients = 8;

    public static async Task<IReadOnlyList<string>> RunAsync(bool quick)
    {
        var (warm, runs, perRun, replayed) = quick ? (100, 1, 100, 50) : (2500, 5, 600, 800);
        await using var system = await RepairsSystem.StartAsync(new SystemOptions { Services = ["Visits"] });
        var load = new DoorLoad(system, replayed + warm + (runs * perRun));
        await load.LoadAsync();
        var posts = load.Posts();
        system.Kill();
        var template = await Replay.CopyAsync(system);

        await Replay.ListenAsync(system, Replay.Subject.Reports, on: true);
        await system.RestartAsync();
        var from = new FileInfo(Replay.LogFile).Length;
        var captured = Knocked.Send(system.Url, 1, posts[..replayed]);
        await Replay.ListenAsync(system, Replay.Subject.Reports, on: false);
        await system.RestartAsync();
        if (captured.Statuses.GetValueOrDefault(201) != replayed)
            throw new InvalidOperationException("Not every report to replay was taken: " + captured.StatusText);

        Knocked.Send(system.Url, Clients, posts[replayed..(replayed + warm)]);
        var (http, pgbench, milliseconds) = (new List<double>(), new List<double>(), new List<double>());
        Replay.Floor? floor = null;
        for (var run = 0; run < runs; run++)
        {
            var start = replayed + warm + (run * perRun);
            var before = Processor.Of(system);
            var knocked = Knocked.Send(system.Url, Clients, posts[start..(start + perRun)]);
            var took = (Processor.Of(system) - before).Each(perRun);
            if (knocked.Statuses.GetValueOrDefault(201) != perRun)
                throw new InvalidOperationException("Not every report was taken: " + knocked.StatusText);
            http.Add(knocked.PerSecond);
            milliseconds.AddRange(knocked.Milliseconds);
            await UnpublishedAsync(system);
            var copy = await Replay.AgainAsync(system, template, run);
            floor = await Replay.RunAsync(system, Replay.Subject.Reports, copy, from, Clients);
            await Replay.DropAsync(system, copy);
            pgbench.Add(floor.PerSecond);
            Console.WriteLine(Figures.Text($"  run {run + 1}: {http[^1]:0} reports/s over HTTP, {pgbench[^1]:0}/s in pgbench ({floor.Booked} of {replayed} written); each took {took}, in pgbench PostgreSQL {Figures.Ms(floor.Processor)}; load average {Figures.LoadAverage}"));
        }

        await Replay.DropAsync(system, template);
        var ratio = Figures.Median(http.Zip(pgbench, (h, p) => h / p));
        return
        [
            Figures.Text($"outcome reports with evidence over HTTP, {Clients} clients ÷ pgbench with the same SQL; Visits' own process, identity, event log and relay on"),
            Figures.Text($"{ratio:0.00} ({runs} pairs: {string.Join(", ", http.Zip(pgbench, (h, p) => Figures.Text($"{h / p:0.00}")))}; {Figures.Median(http):0} ÷ {Figures.Median(pgbench):0} a second); p50 / p95 / p99 {Figures.Spread(milliseconds)}"),
            "≥ 0.6",
            Figures.Text($"{floor!.Statements} statements in {floor.RoundTrips} round trips"),
            Figures.LoadAverage,
        ];
    }

    /// <summary>The relay's work belongs to the reports, and is done before pgbench has the machine.</summary>
    private static async Task UnpublishedAsync(RepairsSystem system)
    {
        for (var i = 0; i < 600 && await system.ScalarAsync<long>("select count(*) from visits.event_log where published_at is null and dead_because is null") > 0; i++)
            await Task.Delay(100);
    }
}
