using System.Globalization;
using System.Text.Json;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Bench.Booking;

/// <summary>Bookings over HTTP with everything on, beside pgbench running the very same statements on the same data, in turn.</summary>
internal static class Writes
{
    public const int Clients = 8;

    public sealed record Result(IReadOnlyList<double> Http, IReadOnlyList<double> Pgbench, IReadOnlyList<double> Milliseconds, string Statuses, Replay.Floor Floor)
    {
        /// <summary>Milliseconds of processor time for each booking, by run.</summary>
        public required IReadOnlyList<Processor> Took { get; init; }

        public double Ratio => Figures.Median(Http.Zip(Pgbench, (h, p) => h / p));
    }

    /// <param name="warm">Bookings over HTTP before any is measured: until then the runtime still compiles what it runs.</param>
    /// <param name="perRun">Bookings over HTTP in each run.</param>
    /// <param name="replayed">Bookings whose statements are replayed in each run.</param>
    public static async Task<Result> RunAsync(RepairsSystem system, Landlord landlord, int warm, int runs, int perRun, int replayed)
    {
        var repairs = landlord.Open.Take(warm + replayed + runs * perRun).ToList();
        var posts = Posts(system, landlord, repairs);
        system.Kill();
        var template = await Replay.CopyAsync(system);

        // First the bookings that are replayed, one after the other, with the log on; then fresh connections without it.
        await Replay.ListenAsync(system, Replay.Subject.Bookings, on: true);
        await system.RestartAsync();
        var from = new FileInfo(Replay.LogFile).Length;
        var captured = Knocked.Send(system.Url, 1, posts[..replayed]);
        await system.SettleAsync(120);
        await Replay.ListenAsync(system, Replay.Subject.Bookings, on: false);
        await system.RestartAsync();
        if (captured.Statuses.GetValueOrDefault(201) < replayed * 0.9)
            throw new InvalidOperationException("Too few of the bookings to replay went through: " + captured.StatusText);

        var first = Knocked.Send(system.Url, Clients, posts[replayed..(replayed + warm)]);
        var took = new List<Processor>();
        var (http, pgbench, milliseconds, statuses) = (new List<double>(), new List<double>(), new List<double>(), new List<string> { $"warm-up {first.StatusText}" });
        Replay.Floor? floor = null;
        for (var run = 0; run < runs; run++)
        {
            var start = replayed + warm + run * perRun;
            var before = Processor.Of(system);
            var knocked = Knocked.Send(system.Url, Clients, posts[start..(start + perRun)]);
            took.Add((Processor.Of(system) - before).Each(perRun));
            http.Add(knocked.PerSecond);
            milliseconds.AddRange(knocked.Milliseconds);
            statuses.Add(knocked.StatusText);
            await system.SettleAsync(120);
            var copy = await Replay.AgainAsync(system, template, run);
            floor = await Replay.RunAsync(system, Replay.Subject.Bookings, copy, from, Clients);
            await Replay.DropAsync(system, copy);
            pgbench.Add(floor.PerSecond);
            Console.WriteLine(Figures.Text($"  run {run + 1}: {http[^1]:0} bookings/s over HTTP ({knocked.StatusText}), {pgbench[^1]:0}/s in pgbench ({floor.Booked} of {floor.Wanted} booked); each took {took[^1]}, in pgbench PostgreSQL {Figures.Ms(floor.Processor)}; load average {Figures.LoadAverage}"));
        }

        await Replay.DropAsync(system, template);
        return new Result(http, pgbench, milliseconds, string.Join("; ", statuses), floor!) { Took = took };
    }

    /// <summary>For each repair the request that books one of its choices: all of them spread over the dates that are offered.</summary>
    public static byte[][] Posts(RepairsSystem system, Landlord landlord, IReadOnlyList<Guid> repairs)
    {
        var offers = Knocked.Send(system.Url, Clients, [.. repairs.Select(r => Knocker.Request(HttpMethod.Get, system.Url, landlord.Path(r) + "/choices?show=all"))], keepBodies: true);
        return [.. repairs.Select((r, i) => Knocker.Request(HttpMethod.Post, system.Url, landlord.Path(r) + "/appointment", JsonSerializer.Serialize(new { choiceId = ChoiceOf(offers.Bodies[i], i) }, Json.Options),
            string.Create(CultureInfo.InvariantCulture, $"Idempotency-Key: {Guid.CreateVersion7()}\r\n")))];
    }

    private static string ChoiceOf(byte[] body, int number)
    {
        using var offer = JsonDocument.Parse(body);
        var choices = offer.RootElement.GetProperty("choices");
        if (choices.GetArrayLength() == 0)
            throw new InvalidOperationException("Nothing is offered: the landlord is too full for so many bookings");
        return choices[number * 37 % choices.GetArrayLength()].GetProperty("choiceId").GetString()!;
    }
}
