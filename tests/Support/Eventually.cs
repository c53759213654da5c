using System.Diagnostics;

namespace Repairs.Tests.Support;

/// <summary>Waits for something to become true: looks every 25 ms, gives up after a minute (or as told) with what it last saw.</summary>
public static class Eventually
{
    public static async Task<T> Async<T>(Func<Task<T>> look, Func<T, bool> until, double seconds = 60, string? what = null)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        while (true)
        {
            var seen = await look();
            if (until(seen))
                return seen;
            if (watch.Elapsed.TotalSeconds > seconds)
                throw new TimeoutException($"Waited {seconds} s for {what ?? "a condition"}; last saw: {seen}");
            await timer.WaitForNextTickAsync();
        }
    }

    public static Task TrueAsync(Func<Task<bool>> look, double seconds = 60, string? what = null) => Async(look, seen => seen, seconds, what);

    /// <summary>Holds if <paramref name="look"/> stays true for the whole time.</summary>
    public static async Task StaysTrueAsync(Func<Task<bool>> look, double seconds, string what)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            if (!await look())
                throw new InvalidOperationException($"Did not stay true for {seconds} s: {what}");
            await timer.WaitForNextTickAsync();
        }
    }
}
