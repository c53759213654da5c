using System.Diagnostics;
using System.Globalization;
using System.Text;
using Repairs.Platform;
using static Repairs.Bench.Booking.Figures;

namespace Repairs.Bench.Analytics;

/// <summary>
/// Half an hour at a quarter of what it can take and count, on top of everything that was loaded before (case 39): the history goes on day after day at the pace it had,
/// so that there is as much under each day as ever, only that a day lasts about a second.
/// </summary>
internal sealed partial class AnalyticsBench
{
    /// <summary>More than this is not taken in a second, a quarter of it being steady load.</summary>
    private const double MostCapacity = 20_000;
    private const double Steady = 0.25;
    private static readonly TimeSpan Probing = TimeSpan.FromSeconds(5);
    private static readonly string[] SoakHead = ["minutes", "Host", "PostgreSQL's own", "answered p50 / p95", "in the figures p50 / p95", "marks waiting", "behind", "load"];

    /// <summary>How many days the history goes on after its two years.</summary>
    private static int DaysAfter(long events, TimeSpan? soak) =>
        soak is { } time ? (int)Math.Ceiling(MostCapacity * Steady * time.TotalSeconds * History.Days / events) + 1 : 0;

    private async Task RunSoakAsync(TimeSpan time)
    {
        await ExecuteAsync("set search_path = analytics; set statement_timeout = 0");
        await BatchesAsync();
        await ExecuteAsync("drop table equal");
        await LoadAsync();
        await SoakAsync(time);
    }

    private async Task LoadAsync()
    {
        var (file, n) = WriteRest();
        using var client = Client();
        var (stored, _, counted, memory) = await SendAsync(client, file, n, "accepted");
        File.Delete(file);
        Row("loaded before", Text($"{n:N0} events stored in {stored:0.0} s, counted after {counted:0.0} s; Host grows to {memory:N0} MB"), "–", null, "said");
    }

    private async Task SoakAsync(TimeSpan time)
    {
        var rate = Math.Min(Counted, MostCapacity) * Steady;
        var interval = TimeSpan.FromSeconds(Batch / rate);
        var piece = time / 6;
        using var client = Client();
        var (from, sent, number) = (history.Events, 0L, 0);
        var pieces = new List<IReadOnlyList<string>>();
        var memory = new List<double>();
        var (waits, seen) = (new List<double>(), new List<double>());
        var everySeen = new List<double>();
        var running = new List<Task>();
        using var room = new SemaphoreSlim(Senders);
        var (clock, longest, hostPeak, databasePeak) = (Stopwatch.StartNew(), TimeSpan.Zero, 0.0, 0.0);
        var (pieceEnds, probeAt) = (piece, TimeSpan.Zero);
        Say(Text($"{rate:N0} events a second, {Batch} each {interval.TotalMilliseconds:0} ms, for {time.TotalMinutes:0.#} minutes; the Host holds {system.ProcessIds.Max(Resident):N0} MB"));
        while (clock.Elapsed < time)
        {
            var due = interval * number++;
            if (due > clock.Elapsed)
                await Task.Delay(due - clock.Elapsed);
            var lines = history.Lines(from + sent, Batch);
            if (due >= probeAt)
            {
                probeAt += Probing;
                running.Add(ProbeAsync(client, number, history.At(from + sent), seen));
            }

            sent += Batch;
            var body = Encoding.UTF8.GetBytes(string.Join('\n', lines));
            await room.WaitAsync();
            longest = clock.Elapsed - due > longest ? clock.Elapsed - due : longest;
            running.Add(SendAsync(client, body, waits, room));
            running.RemoveAll(t => t.IsCompletedSuccessfully);
            if (number % 20 == 0)
            {
                hostPeak = Math.Max(hostPeak, system.ProcessIds.Max(Resident));
                databasePeak = Math.Max(databasePeak, DatabaseMemory());
            }

            if (clock.Elapsed < pieceEnds && clock.Elapsed < time)
                continue;
            var marks = await ScalarAsync<long>("select count(*) from dirty");
            lock (waits)
            lock (seen)
            {
                pieces.Add([Text($"{(pieceEnds - piece).TotalMinutes:0.#}–{pieceEnds.TotalMinutes:0.#}"), Text($"{hostPeak:N0} MB"), Text($"{databasePeak:N0} MB"),
                    Text($"{Ms(Median(waits))} / {Ms(Percentile(waits, 0.95))}"), Text($"{Ms(Median(seen))} / {Ms(Percentile(seen, 0.95))}"), Text($"{marks:N0}"), Text($"{longest.TotalSeconds:0.0} s"), LoadAverage]);
                everySeen.AddRange(seen);
                waits.Clear();
                seen.Clear();
            }

            memory.Add(hostPeak);
            Say(string.Join("; ", SoakHead.Zip(pieces[^1], (head, cell) => $"{head} {cell}")));
            (longest, hostPeak, databasePeak) = (TimeSpan.Zero, 0, 0);
            pieceEnds += piece;
        }

        await Task.WhenAll(running);
        var ended = clock.Elapsed;
        await CountedAsync();
        var lag = clock.Elapsed - ended;
        var kept = await ScalarAsync<long>($"select count(*) from event where source = '{History.Source}' and event_id not like 'probe-%'");
        Table(SoakHead, pieces);
        Row(Text($"soak, {time.TotalMinutes:0.#} minutes at 25 % of what is taken and counted: lost"), Text($"{history.Events + sent - kept:N0} of {sent:N0} answered; all counted {lag.TotalSeconds:0.0} s after the last"), "–", null, "0");
        Row("its freshness, p95", Text($"{Ms(Percentile(everySeen, 0.95))} (p50 {Ms(Median(everySeen))}, {everySeen.Count} looked for)"), Text($"batch interval {interval.TotalMilliseconds:0} ms"), Percentile(everySeen, 0.95) / interval.TotalMilliseconds, "≤ 5 s");
        Row("its memory, last sixth ÷ second", Text($"{memory[^1]:N0} MB"), Text($"{memory[Math.Min(1, memory.Count - 1)]:N0} MB"), memory[^1] / memory[Math.Min(1, memory.Count - 1)], "≤ 1.2");
    }

    private static async Task SendAsync(HttpClient client, byte[] body, List<double> waits, SemaphoreSlim room)
    {
        await Task.Yield();
        try
        {
            var watch = Stopwatch.StartNew();
            await PostAsync(client, body);
            lock (waits)
                waits.Add(watch.Elapsed.TotalMilliseconds);
        }
        finally
        {
            room.Release();
        }
    }

    /// <summary>One event in a patch of its own, from sending it until its figure is there.</summary>
    private async Task ProbeAsync(HttpClient client, int number, DateTime at, List<double> seen)
    {
        await Task.Yield();
        var watch = Stopwatch.StartNew();
        await PostAsync(client, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $$"""{"source":"{{History.Source}}","eventId":"probe-{{number}}","type":"VisitImported","occurredAt":"{{at:O}}","outcome":"DO01","patch":"probe {{number}}","trade":"plumbing"}""")));
        while (await system.ScalarAsync<long>($"select count(*) from analytics.counts where landlord = '{DemoPeople.Landlord}' and source = '{History.Source}' and day = '{LondonTime.DateOf(at):yyyy-MM-dd}' and patch = 'probe {number}'") == 0)
            await Task.Delay(50);
        lock (seen)
            seen.Add(watch.Elapsed.TotalMilliseconds);
    }

    /// <summary>Megabytes that PostgreSQL's processes hold beside the buffers they share.</summary>
    private static double DatabaseMemory() =>
        Directory.EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && Said(id, "Name:") == "postgres")
            .Sum(id => Of(id, "RssAnon:"));
}
