using System.Collections.Concurrent;
using System.Net;
using Npgsql;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Integration.Booking;

/// <summary>Everything at once, and the tests of the tests.</summary>
[Collection(RaceCollection.Name)]
public sealed class RaceStormTests(RaceSystem race, ITestOutputHelper output)
{
    [Fact]
    [Trait("case", "45")]
    [Trait("case", "67")]
    public async Task Holds_expiries_bookings_changes_cancellations_and_new_working_time_at_once_break_no_promise_at_any_moment()
    {
        const int Households = 48;
        var world = await race.WorldAsync(Households, operatives: 4, people: 1, (5, "08:00", "17:00"), (6, "08:00", "20:00"));
        using var over = new CancellationTokenSource();
        var faults = new ConcurrentBag<string>();
        var replanning = world.ReplanAsync(over.Token);
        var ticking = TickAsync(over.Token);
        var checking = CheckAsync(faults, over.Token);

        var statuses = new ConcurrentBag<(string Deed, HttpStatusCode Status)>();
        await Task.WhenAll(Enumerable.Range(0, Households).Select(i => LiveAsync(world, i, new Random(i), statuses)));
        await over.CancelAsync();
        output.WriteLine($"{statuses.Count} deeds: {string.Join(", ", statuses.GroupBy(s => s).OrderBy(g => g.Key.Deed, StringComparer.Ordinal).Select(g => $"{g.Key.Deed} {(int)g.Key.Status} × {g.Count()}"))}; the clock moved {await ticking} times; looked {await checking} times");

        Assert.DoesNotContain(statuses, s => s.Status is not (HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.NoContent or HttpStatusCode.Conflict));
        Assert.All(await replanning, s => Assert.Equal(HttpStatusCode.OK, s));
        Assert.True(faults.IsEmpty, string.Join('\n', faults.Distinct().Take(20)));
        Assert.Contains(("hold", HttpStatusCode.Created), statuses);
        Assert.Contains(("change", HttpStatusCode.OK), statuses);
        Assert.Contains(("cancel", HttpStatusCode.NoContent), statuses);
        await PlanChecker.AssertAsync(race.System);

        // In the quiet after, whatever is offered can be had, until nothing is offered.
        await race.MoveClockAsync(TimeSpan.FromMinutes(25));
        for (var i = 0; i < Households; i++)
        {
            var status = await race.System.ScalarAsync<string>($"select status from booking.repair where repair_id = '{world.Repairs[i]}'");
            if (status == "open" && await world.ChoicesAsync(i) is { Count: > 0 } choices)
                Assert.Equal(HttpStatusCode.Created, (await world.TakeAsync(i, choices[i % choices.Count].ChoiceId)).Status);
        }

        await PlanChecker.AssertAsync(race.System);
    }

    /// <summary>What everyone writes first: count what overlaps, and insert where there is room (as in code that councils run).</summary>
    [Fact]
    [Trait("case", "44")]
    public async Task Count_then_insert_in_the_same_race_is_caught_by_the_same_checker()
    {
        const int Places = 10;
        var world = await race.WorldAsync(250, Places, people: 1, (3, "08:00", "09:00"));
        await race.System.ExecuteAsync("""
            drop table if exists booking.unguarded_place;
            create table booking.unguarded_place (like booking.place including defaults including identity);
            """);
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(race.System.Setting("Repairs__DatabaseAdmin")) { MaxPoolSize = 100 });
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var racing = Enumerable.Range(0, world.Repairs.Count).Select(async i =>
        {
            await start.Task;
            await using var connection = await source.OpenConnectionAsync();
            await using var look = new NpgsqlCommand(
                """
                select o.operative_id, (s.day + s.from_time) at time zone 'Europe/London'
                from booking.operative o
                join booking.shift s on s.operative_id = o.operative_id
                where o.contractor = $1
                  and (select count(*) from booking.unguarded_place p where p.operative_id = o.operative_id and p.planned && tstzrange((s.day + s.from_time) at time zone 'Europe/London', (s.day + s.to_time) at time zone 'Europe/London')) < 1
                order by o.operative_id
                limit 1
                """, connection) { Parameters = { new() { Value = world.Name } } };
            (long Operative, DateTime At)? free = null;
            await using (var reader = await look.ExecuteReaderAsync())
            {
                if (await reader.ReadAsync())
                    free = (reader.GetInt64(0), reader.GetDateTime(1));
            }

            if (free is null)
                return 0;
            await using var insert = new NpgsqlCommand(
                """
                insert into booking.unguarded_place (operative_id, planned, status, landlord, repair_id, property_ref)
                values ($1, tstzrange($2, $2 + interval '1 hour'), 'booked', 'demo', $3, $4)
                """, connection)
            {
                Parameters = { new() { Value = free.Value.Operative }, new() { Value = free.Value.At }, new() { Value = world.Repairs[i] }, new() { Value = $"{world.Name}-{i + 1}" } },
            };
            return await insert.ExecuteNonQueryAsync();
        }).ToList();
        start.SetResult();
        var sold = (await Task.WhenAll(racing)).Sum();

        var faults = await PlanChecker.FaultsAsync(race.System, table: "booking.unguarded_place");
        output.WriteLine($"count, then insert: {sold} sold of {Places}; {faults.Count} faults found");
        Assert.True(sold > Places, $"{sold} sold: the mutant was not put to the test");
        Assert.Contains(faults, f => f.StartsWith("in two homes at once", StringComparison.Ordinal));
    }

    /// <summary>A guard against overlaps alone lets visits stand back to back with half an hour's way between them.</summary>
    [Fact]
    [Trait("case", "44")]
    public void The_checker_sees_a_way_that_cannot_be_made_and_a_promise_that_is_not_kept()
    {
        var at = new DateTimeOffset(2030, 1, 7, 8, 0, 0, TimeSpan.Zero);
        CheckedPlace Place(int hour, double lat, string from, string to) => new()
        {
            OperativeId = 1, Starts = at.AddHours(hour), Ends = at.AddHours(hour + 1), Status = "booked", Landlord = "demo", PropertyRef = $"P{hour}", Lat = lat, Lon = 0,
            Date = new DateOnly(2030, 1, 7), FromTime = TimeOnly.Parse(from, null), ToTime = TimeOnly.Parse(to, null),
        };

        IReadOnlyList<string> Faults(params CheckedPlace[] places) => PlanChecker.FaultsOf(places, _ => [(at, at.AddHours(9))], new CheckedTravel());

        Assert.Empty(Faults(Place(0, 51.5, "08:00", "12:00"), Place(2, 51.51, "08:00", "12:00")));
        Assert.StartsWith("no time for the way", Assert.Single(Faults(Place(0, 51.5, "08:00", "12:00"), Place(1, 51.6, "08:00", "12:00"))), StringComparison.Ordinal);
        Assert.StartsWith("in two homes", Assert.Single(Faults(Place(0, 51.5, "08:00", "12:00"), Place(0, 51.5, "08:00", "12:00"))), StringComparison.Ordinal);
        Assert.StartsWith("outside its promise", Assert.Single(Faults(Place(4, 51.5, "08:00", "12:00"))), StringComparison.Ordinal);
        Assert.StartsWith("outside working time", Assert.Single(Faults(Place(9, 51.5, "12:00", "20:00"))), StringComparison.Ordinal);
    }

    private static async Task LiveAsync(RaceWorld world, int booker, Random random, ConcurrentBag<(string, HttpStatusCode)> statuses)
    {
        for (var step = 0; step < 10; step++)
        {
            var choices = await world.ChoicesAsync(booker, all: random.Next(3) == 0);
            var choice = choices.Count == 0 ? "none" : choices[random.Next(choices.Count)].ChoiceId;
            switch (random.Next(10))
            {
                case < 3 when choices.Count > 0:
                    statuses.Add(("hold", (await world.HoldAsync(booker, choice)).Status));
                    if (random.Next(2) == 0)
                        statuses.Add(("confirm", (await world.TakeAsync(booker, choice)).Status));
                    break;
                case < 6 when choices.Count > 0:
                    statuses.Add(("take", (await world.TakeAsync(booker, choice)).Status));
                    break;
                case < 8 when choices.Count > 0:
                    statuses.Add(("change", (await world.ChangeAsync(booker, choice)).Status));
                    break;
                default:
                    statuses.Add(("cancel", (await world.CancelAsync(booker)).Status));
                    break;
            }
        }
    }

    /// <summary>Time passes, so that holds come to their end in the middle of it all.</summary>
    private async Task<int> TickAsync(CancellationToken until)
    {
        var times = 0;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(700));
        while (!until.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            await race.MoveClockAsync(TimeSpan.FromMinutes(6));
            times++;
        }

        return times;
    }

    private async Task<int> CheckAsync(ConcurrentBag<string> faults, CancellationToken until)
    {
        var times = 0;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (!until.IsCancellationRequested)
        {
            foreach (var fault in await PlanChecker.FaultsAsync(race.System))
                faults.Add(fault);
            times++;
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        return times;
    }
}
