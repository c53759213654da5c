using System.Diagnostics;
using Npgsql;
using Repairs.Bench.Booking;
using Repairs.Tests.Support;

namespace Repairs.Bench.Access;

/// <summary>
/// Reports at a steady rate, and how long each takes until NoAccess has decided what the visit means: from just before the HTTP request is sent to the moment
/// when NoAccess writes <c>VisitAttributed</c>, by one machine's clock. A sender that falls behind counts against us: the clock of a report starts when it was due.
/// </summary>
internal static class Flood
{
    private const int Senders = 24;

    private sealed record Result(int Rate, double Sent, string Statuses, IReadOnlyList<double> Http, IReadOnlyList<double> Lag, int Lost, int Decisions, double Drained)
    {
        public bool Carried => Figures.Percentile(Lag, 0.95) < 1000 && Drained < 5;
    }

    public static async Task<IReadOnlyList<IReadOnlyList<string>>> RunAsync(bool quick)
    {
        var rows = new List<IReadOnlyList<string>>();
        (int Rate, int Seconds)[] steps = quick ? [(20, 5)] : [(200, 60), (150, 30), (100, 30), (50, 30)];
        foreach (var (rate, seconds) in steps)
        {
            await using var system = await RepairsSystem.StartAsync(new SystemOptions { Services = ["Visits", "NoAccess"] });
            var result = await OneAsync(system, rate, seconds, quick ? 20 : 1500);
            rows.Add([
                Figures.Text($"report → NoAccess has decided, {rate} reports/s for {seconds} s, Visits and NoAccess in one process: p50 / p95 / p99"),
                Figures.Text($"{Figures.Spread([.. result.Lag])}; {result.Sent:0} a second taken ({result.Statuses}), HTTP {Figures.Spread([.. result.Http])}; all decided {result.Drained:0.0} s after the last; lost {result.Lost}; {result.Decisions} residents told"),
                "p95 < 1 s, nothing lost",
                result.Carried ? "carried" : "not carried",
                Figures.LoadAverage]);
            Console.WriteLine("  " + rows[^1][0] + ": " + rows[^1][1]);
            if (result.Carried)
                break;
        }

        return rows;
    }

    private static async Task<Result> OneAsync(RepairsSystem system, int rate, int seconds, int warm)
    {
        var load = new DoorLoad(system, warm + (rate * seconds));
        await load.LoadAsync();
        var posts = load.Posts();
        Knocked.Send(system.Url, 8, posts[..warm]);
        await system.SettleAsync(300);

        var count = rate * seconds;
        var (due, http, statuses) = (new DateTimeOffset[count], new double[count], new int[count]);
        var knockers = Enumerable.Range(0, Senders).Select(_ => new Knocker(system.Url)).ToList();
        using var never = new ManualResetEventSlim();
        var next = -1;
        var began = TimeProvider.System.GetUtcNow().AddMilliseconds(200);
        var threads = knockers.Select(knocker => new Thread(() =>
        {
            int i;
            while ((i = Interlocked.Increment(ref next)) < count)
            {
                due[i] = began.AddSeconds(i / (double)rate);
                var wait = due[i] - TimeProvider.System.GetUtcNow();
                if (wait > TimeSpan.Zero)
                    never.Wait(wait);
                var sent = Stopwatch.GetTimestamp();
                statuses[i] = knocker.Send(posts[warm + i]).Status;
                http[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        var last = TimeProvider.System.GetUtcNow();
        knockers.ForEach(k => k.Dispose());
        await system.SettleAsync(600);

        var decided = await DecidedAsync(system);
        var lag = Enumerable.Range(0, count).Where(i => decided.ContainsKey(load.Visits[warm + i])).Select(i => (decided[load.Visits[warm + i]] - due[i]).TotalMilliseconds).ToList();
        var taken = statuses.Count(s => s == 201);
        return new Result(
            rate, taken / (last - began).TotalSeconds, string.Join(", ", statuses.CountBy(s => s).Select(s => $"{s.Key} × {s.Value}")), http, lag, taken - lag.Count,
            (int)await system.ScalarAsync<long>("select count(*) from noaccess.decision where kind = 'missed-each-other'") - warm, Math.Max(0, (decided.Values.Max() - last).TotalSeconds));
    }

    private static async Task<Dictionary<Guid, DateTimeOffset>> DecidedAsync(RepairsSystem system)
    {
        await using var connection = await system.AdminAsync();
        await using var command = new NpgsqlCommand("select (body->>'visitId')::uuid, recorded_at from noaccess.event_log where type = 'VisitAttributed'", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var decided = new Dictionary<Guid, DateTimeOffset>();
        while (await reader.ReadAsync())
            decided[reader.GetGuid(0)] = reader.GetFieldValue<DateTimeOffset>(1);
        return decided;
    }
}
