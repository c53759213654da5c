using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Npgsql;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Integration.Booking;

/// <summary>Races over many connections and two Booking processes, while working time comes in anew (scheduling.md §5, 41–49).</summary>
[Collection(RaceCollection.Name)]
public sealed class RaceTests(RaceSystem race, ITestOutputHelper output)
{
    [Theory]
    [Trait("case", "41")]
    [InlineData(2, 1)]
    [InlineData(8, 1)]
    [InlineData(32, 1)]
    [InlineData(250, 1)]
    [InlineData(1000, 1)]
    [InlineData(2, 10)]
    [InlineData(8, 10)]
    [InlineData(32, 10)]
    [InlineData(250, 10)]
    [InlineData(1000, 10)]
    public async Task Exactly_the_places_there_are_are_sold_and_everyone_else_gets_choices_that_are_true(int bookers, int places)
    {
        // One hour each on the day they race for, and a whole day later for whoever comes too late.
        var world = await race.WorldAsync(bookers, places, people: 1, (3, "08:00", "09:00"), (4, "08:00", "17:00"));
        var choices = await world.EveryonesChoicesAsync();
        Assert.All(choices, c => Assert.Equal(world.Day(3), c[0].Date));

        // A quarter hold first and then confirm, as people on the page do; the others book at once.
        using var over = new CancellationTokenSource();
        var replanning = world.ReplanAsync(over.Token);
        var answers = await Task.WhenAll(Enumerable.Range(0, bookers).Select(i => RaceWorld.TimeAsync(async () =>
        {
            if (i % 4 != 3)
                return await world.TakeAsync(i, choices[i][0].ChoiceId);
            var held = await world.HoldAsync(i, choices[i][0].ChoiceId);
            return held.Status == HttpStatusCode.Created ? await world.TakeAsync(i, choices[i][0].ChoiceId) : held;
        })));
        await over.CancelAsync();
        output.WriteLine($"{bookers} for {places}: {RaceWorld.Times(answers.Select(a => a.Milliseconds))}; working time came in {(await replanning).Count} times");

        Assert.Empty(answers.Where(a => a.Answer.Status is not (HttpStatusCode.Created or HttpStatusCode.Conflict)).Select(a => $"{a.Answer.Status} {a.Answer.Body}"));
        Assert.All(await replanning, s => Assert.Equal(HttpStatusCode.OK, s));
        Assert.Equal(Math.Min(bookers, places), answers.Count(a => a.Answer.Status == HttpStatusCode.Created));
        Assert.Equal(Math.Min(bookers, places), await world.BookedOnAsync(3));
        var late = Enumerable.Range(0, bookers).Where(i => answers[i].Answer.Status == HttpStatusCode.Conflict).ToList();
        Assert.All(late, i => Assert.Equal("/problems/slot-taken", answers[i].Answer.Body.GetProperty("type").GetString()));
        foreach (var i in late)
            Assert.Contains(BookingApi.Read(answers[i].Answer.Body), c => c.Date == world.Day(4));
        await PlanChecker.AssertAsync(race.System);

        // What the latest of them was told is true: it can be taken.
        if (late.Count > 0)
            Assert.Equal(HttpStatusCode.Created, (await world.TakeAsync(late[^1], BookingApi.Read(answers[late[^1]].Answer.Body)[0].ChoiceId)).Status);
    }

    [Fact]
    [Trait("case", "42")]
    public async Task Eleven_people_make_five_pairs()
    {
        var world = await race.WorldAsync(120, operatives: 11, people: 2, (3, "08:00", "09:00"));
        var choices = await world.EveryonesChoicesAsync();

        using var over = new CancellationTokenSource();
        var replanning = world.ReplanAsync(over.Token);
        var answers = await Task.WhenAll(Enumerable.Range(0, world.Repairs.Count).Select(i => world.TakeAsync(i, choices[i][0].ChoiceId)));
        await over.CancelAsync();
        Assert.All(await replanning, s => Assert.Equal(HttpStatusCode.OK, s));

        Assert.Empty(answers.Where(a => a.Status is not (HttpStatusCode.Created or HttpStatusCode.Conflict)).Select(a => $"{a.Status} {a.Body}"));
        Assert.Equal(5, answers.Count(a => a.Status == HttpStatusCode.Created));
        Assert.Equal(5, await world.BookedOnAsync(3));
        await PlanChecker.AssertAsync(race.System);
    }

    [Theory]
    [Trait("case", "43")]
    [InlineData(1)]
    [InlineData(10)]
    public async Task Windows_that_overlap_without_being_equal_are_not_sold_twice(int operatives)
    {
        // An hour and a half: one visit, either in the morning or in the window that avoids the school run.
        var world = await race.WorldAsync(60, operatives, people: 1, (3, "09:00", "10:30"));
        var choices = await world.EveryonesChoicesAsync(all: true);
        Assert.All(choices, c => Assert.Equal(["08:00", "09:30"], c.Select(x => x.From)));

        var answers = await Task.WhenAll(Enumerable.Range(0, world.Repairs.Count).Select(i => world.TakeAsync(i, choices[i][i / 2 % 2].ChoiceId)));

        Assert.Empty(answers.Where(a => a.Status is not (HttpStatusCode.Created or HttpStatusCode.Conflict)).Select(a => $"{a.Status} {a.Body}"));
        Assert.Equal(operatives, answers.Count(a => a.Status == HttpStatusCode.Created));
        await PlanChecker.AssertAsync(race.System);
    }

    [Fact]
    [Trait("case", "46")]
    public async Task A_thousand_bookings_and_changes_for_two_people_never_wait_for_each_other_in_a_ring()
    {
        const int Households = 40;
        const int Deeds = 25;
        const string Deadlocks = "select deadlocks from pg_stat_database where datname = current_database()";
        var world = await race.WorldAsync(Households, operatives: 6, people: 2, (3, "08:00", "20:00"), (4, "08:00", "20:00"));
        var before = await race.System.ScalarAsync<long>(Deadlocks);
        var answers = new ConcurrentBag<(HttpStatusCode Status, string Body)>();

        await Task.WhenAll(Enumerable.Range(0, Households).Select(async i =>
        {
            var random = new Random(i);
            IReadOnlyList<Offered> choices = [];
            var booked = false;
            for (var deed = 0; deed < Deeds; deed++)
            {
                if (choices.Count == 0)
                    choices = await world.ChoicesAsync(i, all: true);
                if (choices.Count == 0)
                    continue;
                var choice = choices[random.Next(choices.Count)].ChoiceId;
                var answer = booked ? random.Next(4) == 0 ? await world.CancelAsync(i) : await world.ChangeAsync(i, choice) : await world.TakeAsync(i, choice);
                answers.Add((answer.Status, answer.Body.ValueKind == JsonValueKind.Undefined ? "" : answer.Body.GetRawText()));
                booked = answer.Status is HttpStatusCode.Created or HttpStatusCode.OK || (booked && answer.Status != HttpStatusCode.NoContent);
                if (answer.Status == HttpStatusCode.Conflict)
                    choices = answer.Body.TryGetProperty("choices", out _) ? BookingApi.Read(answer.Body) : [];
            }
        }));

        Assert.DoesNotContain(answers, a => a.Status is not (HttpStatusCode.Created or HttpStatusCode.OK or HttpStatusCode.NoContent or HttpStatusCode.Conflict));
        Assert.True(answers.Count(a => a.Status is HttpStatusCode.Created or HttpStatusCode.OK) > 200, $"only {answers.Count(a => a.Status != HttpStatusCode.Conflict)} of {answers.Count} deeds went through");
        await Eventually.StaysTrueAsync(async () => await race.System.ScalarAsync<long>(Deadlocks) == before, 1.2, "no deadlock counted, which the server does once a second");
        await PlanChecker.AssertAsync(race.System);
        output.WriteLine($"{answers.Count} deeds: {string.Join(", ", answers.GroupBy(a => a.Status).Select(g => $"{g.Key} {g.Count()}"))}");
    }

    [Fact]
    [Trait("case", "47")]
    public async Task Whoever_loses_the_connection_before_the_answer_comes_gets_the_same_visit_when_asking_again()
    {
        var world = await race.WorldAsync(24, operatives: 4, people: 1, (3, "08:00", "17:00"));
        var choices = await world.EveryonesChoicesAsync();

        await Task.WhenAll(Enumerable.Range(0, world.Repairs.Count).Select(async i =>
        {
            var key = Guid.CreateVersion7().ToString();
            var choice = choices[i][i % choices[i].Count].ChoiceId;
            await SendAndHangUpAsync(race.System.Url, $"{race.Path(world.Repairs[i])}/appointment", JsonSerializer.Serialize(new { choiceId = choice }), key, new Random(i).Next(40));

            // The other process answers: what was kept is in the database alone.
            var (again, _) = await Eventually.Async(async () => await world.TakeAsync(i, choice, key, process: 1), a => a.Status != HttpStatusCode.Conflict || !a.Body.GetRawText().Contains("request-in-progress", StringComparison.Ordinal));
            if (again == HttpStatusCode.Conflict)
                return; // taken by a neighbour meanwhile
            Assert.Equal(HttpStatusCode.Created, again);
            var (_, body) = await world.TakeAsync(i, choice, key, process: i);
            Assert.Equal(
                body.GetProperty("appointmentId").GetGuid(),
                await race.System.ScalarGuidAsync($"select appointment_id from booking.appointment where repair_id = '{world.Repairs[i]}'"));
        }));

        Assert.Equal(0, await race.System.ScalarAsync<int>($"select count(*) from (select from booking.appointment a join booking.repair r using (landlord, repair_id) where r.patch = '{world.Name}' group by a.repair_id having count(*) > 1) x"));
        await PlanChecker.AssertAsync(race.System);
    }

    [Fact]
    [Trait("case", "49")]
    public async Task What_a_process_has_not_heard_of_is_never_sold_again()
    {
        var world = await race.WorldAsync(41, operatives: 2, people: 1, (3, "08:00", "09:00"), (4, "08:00", "17:00"));
        var choices = await world.EveryonesChoicesAsync();

        // Somebody takes both people's hour and, with triggers off, nothing says so to a diary kept in memory; only the version has moved.
        await race.System.ExecuteAsync($"""
            set session_replication_role = replica;
            insert into booking.appointment (landlord, appointment_id, visit_id, repair_id, operative_id, date, from_time, to_time, window_start, window_end, status, booked_by, booked_at)
            select 'demo', gen_random_uuid(), gen_random_uuid(), '{world.Repairs[40]}', operative_id, s.day, '08:00', '12:00', (s.day + time '08:00') at time zone 'Europe/London', (s.day + time '12:00') at time zone 'Europe/London', case when n = 1 then 'booked' else 'done' end, 'Resident', clock_timestamp()
            from (select o.operative_id, s.day, row_number() over () as n from booking.operative o join booking.shift s using (operative_id) where o.contractor = '{world.Name}' and s.to_time = '09:00') s;
            insert into booking.place (operative_id, planned, promised, status, landlord, repair_id, property_ref, appointment_id)
            select a.operative_id, tstzrange(a.window_start, a.window_start + interval '1 hour'), tstzrange(a.window_start, a.window_end), 'booked', 'demo', a.repair_id, '{world.Name}-41', a.appointment_id
            from booking.appointment a
            where a.repair_id = '{world.Repairs[40]}';
            update booking.operative_day d set version = version + 1
            from booking.appointment a
            where a.repair_id = '{world.Repairs[40]}' and d.operative_id = a.operative_id and d.day = a.date;
            """);
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => world.TakeAsync(i, choices[i][0].ChoiceId)));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Conflict, a.Status));
        Assert.All(answers, a => Assert.Equal("/problems/slot-taken", a.Body.GetProperty("type").GetString()));
        Assert.All(answers, a => Assert.All(BookingApi.Read(a.Body), c => Assert.Equal(world.Day(4), c.Date)));
        Assert.Equal(0, await race.System.ScalarAsync<int>($"select count(*) from booking.place p where p.property_ref like '{world.Name}-%' and p.property_ref <> '{world.Name}-41'"));
        await race.System.ExecuteAsync($"""
            set session_replication_role = replica;
            delete from booking.place where repair_id = '{world.Repairs[40]}';
            delete from booking.appointment where repair_id = '{world.Repairs[40]}';
            """);
    }

    private static async Task SendAndHangUpAsync(Uri host, string path, string body, string key, int afterMilliseconds)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host.Host, host.Port);
        var request = string.Create(CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: {host.Authority}\r\nContent-Type: application/json\r\nIdempotency-Key: {key}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        await socket.SendAsync(Encoding.UTF8.GetBytes(request));
        await Task.Delay(afterMilliseconds);
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }
}

internal static class GuidScalar
{
    public static async Task<Guid?> ScalarGuidAsync(this RepairsSystem system, string sql)
    {
        await using var connection = await system.AdminAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (Guid?)await command.ExecuteScalarAsync();
    }
}
