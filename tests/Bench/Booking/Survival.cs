using System.Text;
using System.Text.Json;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Bench.Booking;

/// <summary>Whoever takes what was just offered gets it, while others do the same and more look on.</summary>
internal static class Survival
{
    public sealed record Result(int Tries, int Booked, IReadOnlyDictionary<int, int> Statuses, double Seconds, int Looked);

    public static Result Run(RepairsSystem system, Landlord landlord, IReadOnlyList<Guid> repairs, int bookers, int lookers)
    {
        var next = -1;
        var looked = 0;
        var over = false;
        var statuses = new int[repairs.Count];
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        var looking = Threads(lookers, number =>
        {
            using var door = new Knocker(system.Url);
            for (var i = number; !Volatile.Read(ref over); i += lookers)
            {
                door.Send(Knocker.Request(HttpMethod.Get, system.Url, landlord.Path(repairs[i % repairs.Count]) + "/choices"));
                Interlocked.Increment(ref looked);
            }
        });
        var booking = Threads(bookers, number =>
        {
            using var door = new Knocker(system.Url);
            var random = new Random(number);
            int i;
            while ((i = Interlocked.Increment(ref next)) < repairs.Count)
            {
                var path = landlord.Path(repairs[i]);
                using var offer = JsonDocument.Parse(Encoding.UTF8.GetString(door.Send(Knocker.Request(HttpMethod.Get, system.Url, path + "/choices")).Body.Span));
                if (!offer.RootElement.TryGetProperty("choices", out var choices) || choices.GetArrayLength() == 0)
                {
                    statuses[i] = -1; // nothing was offered, so nothing was tried
                    continue;
                }

                var choice = choices[random.Next(choices.GetArrayLength())].GetProperty("choiceId").GetString();
                statuses[i] = door.Send(Knocker.Request(HttpMethod.Post, system.Url, path + "/appointment", JsonSerializer.Serialize(new { choiceId = choice }, Json.Options))).Status;
            }
        });
        booking.ForEach(t => t.Join());
        Volatile.Write(ref over, true);
        looking.ForEach(t => t.Join());
        var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new Result(statuses.Count(s => s > 0), statuses.Count(s => s == 201), statuses.CountBy(s => s).ToDictionary(), seconds, looked);
    }

    private static List<Thread> Threads(int count, Action<int> run)
    {
        var threads = Enumerable.Range(0, count).Select(n => new Thread(() => run(n))).ToList();
        threads.ForEach(t => t.Start());
        return threads;
    }
}
