using System.Globalization;
using Repairs.Tests.Support;
using static Repairs.Bench.Booking.Figures;

namespace Repairs.Bench.Booking;

/// <summary>One machine, a landlord of 1,000, of 10,000 and of 50,000 homes: choices and bookings over HTTP beside their floors, and how each grows.</summary>
internal static class BookingScale
{
    private const int Connections = 8;
    private const int Runs = 5;
    private static readonly (int Homes, int Operatives, int Appointments, int Warm, int PerRun, int Replayed)[] Sizes = [(1_000, 10, 2_000, 60, 30, 120), (10_000, 100, 20_000, 600, 150, 500), (50_000, 500, 100_000, 600, 150, 500)];

    private sealed record Size(
        int Homes, int Operatives, int Appointments, double StartSeconds, double MemoryReady, double MemoryUsed, double First, IReadOnlyList<double> Choices, double ChoicesPerSecond, IReadOnlyList<double> Empty, double EmptyPerSecond,
        Writes.Result Writes, string Load);

    public static async Task<int> RunAsync(IReadOnlyList<string> only)
    {
        Console.WriteLine(await MachineAsync());
        var done = new List<Size>();
        foreach (var (homes, operatives, appointments, warm, perRun, replayed) in Sizes.Where(s => only.Count == 0 || only.Contains(s.Homes.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal)))
        {
            done.Add(await MeasureAsync(homes, operatives, appointments, warm, perRun, replayed));
            Print(done);
        }

        return 0;
    }

    private static async Task<Size> MeasureAsync(int homes, int operatives, int appointments, int warm, int perRun, int replayed)
    {
        Console.WriteLine(Text($"{homes:N0} homes, {operatives} operatives, {appointments:N0} appointments …"));
        await using var system = await RepairsSystem.StartAsync();
        var landlord = new Landlord(system, homes, operatives, appointments, open: warm + replayed + Runs * perRun);
        await landlord.LoadAsync();

        // As after a deployment: fresh processes, empty memory.
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        await system.RestartAsync();
        var startSeconds = System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds;
        var ready = MemoryOf(system);
        byte[] Ask(int i) => Knocker.Request(HttpMethod.Get, system.Url, landlord.Path(landlord.Open[i % landlord.Open.Count]) + "/choices");
        var empty = Knocker.Request(HttpMethod.Get, system.Url, "/health/live");
        var first = Knocked.Send(system.Url, 1, [Ask(0)]).Milliseconds[0];
        Knocked.Send(system.Url, Connections, [.. Enumerable.Range(0, 400).Select(Ask)]);
        Knocked.Send(system.Url, Connections, [.. Enumerable.Repeat(empty, 2000)]);

        // One after the other for the time it takes, eight at once for how many; the empty endpoint in turn with it.
        var (alone, emptyAlone, perSecond, emptyPerSecond) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run < Runs; run++)
        {
            alone.AddRange(Knocked.Send(system.Url, 1, [.. Enumerable.Range(run * 300, 300).Select(Ask)]).Milliseconds);
            emptyAlone.AddRange(Knocked.Send(system.Url, 1, [.. Enumerable.Repeat(empty, 500)]).Milliseconds);
            perSecond.Add(Knocked.Send(system.Url, Connections, [.. Enumerable.Range(run * 500, 500).Select(Ask)]).PerSecond);
            emptyPerSecond.Add(Knocked.Send(system.Url, Connections, [.. Enumerable.Repeat(empty, 4000)]).PerSecond);
        }

        var used = MemoryOf(system);
        var load = LoadAverage;
        var writes = await Writes.RunAsync(system, landlord, warm, Runs, perRun, replayed);
        return new Size(homes, operatives, appointments, startSeconds, ready, used, first, alone, Median(perSecond), emptyAlone, Median(emptyPerSecond), writes, $"{load}, {LoadAverage}");
    }

    private static void Print(List<Size> sizes)
    {
        List<IReadOnlyList<string>> rows = [];
        void Row(string what, Func<Size, double> of, Func<Size, string> text)
        {
            var cells = new List<string> { what };
            cells.AddRange(sizes.Select(text));
            cells.Add(sizes.Count > 1 ? Text($"{of(sizes[^1]) / of(sizes[0]):0.00} ×") : "–");
            rows.Add(cells);
        }

        Row("choices, one at a time: p50 / p95 / p99", s => Median(s.Choices), s => Spread([.. s.Choices]));
        Row("÷ empty endpoint (p50)", s => Median(s.Choices) / Median(s.Empty), s => Text($"{Median(s.Choices) / Median(s.Empty):0.0} × {Ms(Median(s.Empty))}"));
        Row("choices a second, 8 at once", s => s.ChoicesPerSecond, s => Text($"{s.ChoicesPerSecond:0}"));
        Row("÷ empty endpoint", s => s.ChoicesPerSecond / s.EmptyPerSecond, s => Text($"{s.ChoicesPerSecond / s.EmptyPerSecond:0.000} of {s.EmptyPerSecond:0}/s"));
        Row("bookings a second over HTTP, 8 at once", s => Median(s.Writes.Http), s => Text($"{Median(s.Writes.Http):0}"));
        Row("booking: p50 / p95 / p99", s => Median(s.Writes.Milliseconds), s => Spread([.. s.Writes.Milliseconds]));
        Row("÷ pgbench with the same SQL", s => s.Writes.Ratio, s => Text($"{s.Writes.Ratio:0.00} of {Median(s.Writes.Pgbench):0}/s"));
        Row("memory when ready", s => s.MemoryReady, s => Text($"{s.MemoryReady:0} MB"));
        Row("memory after the choices above", s => s.MemoryUsed, s => Text($"{s.MemoryUsed:0} MB"));
        Row("start until ready", s => s.StartSeconds, s => Text($"{s.StartSeconds:0.0} s"));
        Row("very first choices after a start", s => s.First, s => Ms(s.First));
        Row("load average (choices, bookings)", _ => double.NaN, s => s.Load);
        Table(["all roles in one process", .. sizes.Select(s => Text($"{s.Homes:N0} homes, {s.Operatives} operatives, {s.Appointments:N0} appointments")), "growth"], rows);
    }

    /// <summary>Resident memory of the Host, in MB.</summary>
    private static double MemoryOf(RepairsSystem system) => system.ProcessIds.Sum(id =>
        double.Parse(File.ReadLines($"/proc/{id}/status").First(l => l.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024);
}
