using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Repairs.Tests.Support;

namespace Repairs.Bench.Booking;

/// <summary>Medians, percentiles, and tables as Markdown.</summary>
internal static partial class Figures
{
    /// <param name="share">0.5 for the median.</param>
    public static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
    }

    public static double Median(IEnumerable<double> values) => Percentile(values, 0.5);

    public static string Spread(IReadOnlyCollection<double> milliseconds) =>
        $"{Ms(Percentile(milliseconds, 0.5))} / {Ms(Percentile(milliseconds, 0.95))} / {Ms(Percentile(milliseconds, 0.99))}";

    public static string Ms(double milliseconds) => milliseconds switch
    {
        < 0.1 => Text($"{milliseconds * 1000:0.0} µs"),
        < 10 => Text($"{milliseconds:0.000} ms"),
        < 100 => Text($"{milliseconds:0.0} ms"),
        _ => Text($"{milliseconds:0} ms"),
    };

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Milliseconds of each of <paramref name="times"/> runs, after <paramref name="warm"/> that are not counted.</summary>
    public static List<double> Time(int warm, int times, Action<int> run) => TimeBoth(warm, times, run).Wall;

    /// <summary>As <see cref="Time"/>, and beside each the time this thread had a processor: what it takes where nobody else wants one.</summary>
    public static (List<double> Wall, List<double> Processor) TimeBoth(int warm, int times, Action<int> run)
    {
        for (var i = 0; i < warm; i++)
            run(i);
        var (wall, processor) = (new List<double>(times), new List<double>(times));
        for (var i = 0; i < times; i++)
        {
            var (start, had) = (Stopwatch.GetTimestamp(), OnProcessor());
            run(i);
            processor.Add(OnProcessor() - had);
            wall.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return (wall, processor);
    }

    /// <summary>Milliseconds this thread has run so far.</summary>
    private static double OnProcessor()
    {
        const int ThreadProcessorTime = 3;
        return ClockGetTime(ThreadProcessorTime, out var time) == 0 ? time.Seconds * 1e3 + time.Nanoseconds / 1e6 : throw new InvalidOperationException("No clock for this thread's processor time");
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    public static void Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        Console.WriteLine();
        Console.WriteLine("| " + string.Join(" | ", head) + " |");
        Console.WriteLine("|" + string.Concat(head.Select(_ => "---|")));
        foreach (var row in rows)
            Console.WriteLine("| " + string.Join(" | ", row) + " |");
        Console.WriteLine();
    }

    /// <summary>Load average of the last minute, to stand beside a figure.</summary>
    public static string LoadAverage => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    public static async Task<string> MachineAsync()
    {
        var cpu = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown processor";
        var memory = long.Parse(File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024 / 1024;
        var commit = (await Servers.ShellAsync("git", "log", "-1", "--format=%h")).Trim();
        var changed = (await Servers.ShellAsync("git", "status", "--porcelain", "--untracked-files=no")).Length > 0 ? " with changes" : "";
        return Text($"{DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()):yyyy-MM-dd HH:mm}Z, {cpu}, {Environment.ProcessorCount} cores, {memory} GB, .NET {Environment.Version}, {Repository.Configuration}, commit {commit}{changed}, load average {LoadAverage}");
    }
}
