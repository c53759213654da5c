using System.Globalization;
using System.Net;
using System.Text.Json;
using Npgsql;
using Repairs.Booking;
using Repairs.Platform;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Integration.Booking;

/// <summary>The cases of the scheduling notes that need a database and two processes (scheduling.md §5): holds, changes, retries, fairness. Numbers are theirs.</summary>
[Collection(RaceCollection.Name)]
public sealed class RaceCaseTests(RaceSystem race, ITestOutputHelper output)
{
    [Fact]
    [Trait("case", "32")]
    [Trait("case", "33")]
    [Trait("case", "34")]
    public async Task A_place_that_is_held_is_gone_for_others_until_the_moment_the_hold_ends_in_either_process()
    {
        var world = await race.WorldAsync(4, operatives: 1, people: 1, (3, "08:00", "09:00"), (4, "08:00", "17:00"));
        var choices = await world.EveryonesChoicesAsync();
        var held = await world.HoldAsync(0, choices[0][0].ChoiceId);
        var ends = held.Body.GetProperty("expiresAt").GetDateTimeOffset();
        Assert.Equal(HttpStatusCode.Created, held.Status);

        var second = await world.HoldAsync(1, choices[1][0].ChoiceId);
        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.DoesNotContain(await world.ChoicesAsync(2), c => c.Window == choices[0][0].Window);
        Assert.DoesNotContain(await world.ChoicesAsync(3), c => c.Window == choices[0][0].Window);

        await race.MoveClockAsync(ends - await race.System.NowAsync() - TimeSpan.FromSeconds(15));
        Assert.Equal(HttpStatusCode.Conflict, (await world.TakeAsync(2, choices[2][0].ChoiceId)).Status);
        await race.MoveClockAsync(TimeSpan.FromSeconds(16));
        Assert.Equal(HttpStatusCode.Created, (await world.TakeAsync(3, choices[3][0].ChoiceId)).Status);

        // Whoever held it and comes too late is told other times that are true.
        var late = await world.TakeAsync(0, choices[0][0].ChoiceId);
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Equal(HttpStatusCode.Created, (await world.TakeAsync(0, BookingApi.Read(late.Body)[0].ChoiceId)).Status);
        await PlanChecker.AssertAsync(race.System);
    }

    [Fact]
    [Trait("case", "35")]
    [Trait("case", "36")]
    public async Task A_second_hold_of_one_repair_gives_the_first_one_up_and_a_hold_is_made_longer_once()
    {
        var world = await race.WorldAsync(2, operatives: 1, people: 1, (3, "08:00", "09:00"), (4, "08:00", "09:00"));
        var choices = await world.EveryonesChoicesAsync();
        Assert.Equal(HttpStatusCode.Created, (await world.HoldAsync(0, choices[0][0].ChoiceId)).Status);
        Assert.Equal(HttpStatusCode.Created, (await world.HoldAsync(0, choices[0][1].ChoiceId)).Status);

        Assert.Equal(1, await race.System.ScalarAsync<int>($"select count(*) from booking.hold where repair_id = '{world.Repairs[0]}'"));
        Assert.Equal(HttpStatusCode.Created, (await world.TakeAsync(1, choices[1][0].ChoiceId)).Status);
        DateTimeOffset Ends((HttpStatusCode Status, JsonElement Body) hold) => hold.Body.GetProperty("expiresAt").GetDateTimeOffset();
        var longer = await world.HoldAsync(0, choices[0][1].ChoiceId);
        Assert.Equal(Ends(longer), Ends(await world.HoldAsync(0, choices[0][1].ChoiceId)));
    }

    [Fact]
    [Trait("case", "37")]
    [Trait("case", "38")]
    public async Task Confirming_twice_is_one_visit_with_one_key_and_with_two()
    {
        var world = await race.WorldAsync(2, operatives: 2, people: 1, (3, "08:00", "17:00"));
        var choices = await world.EveryonesChoicesAsync();
        Assert.Equal(HttpStatusCode.Created, (await world.HoldAsync(0, choices[0][0].ChoiceId)).Status);

        var first = await world.TakeAsync(0, choices[0][0].ChoiceId, "one key", process: 0);
        var again = await world.TakeAsync(0, choices[0][0].ChoiceId, "one key", process: 1);
        var other = await world.TakeAsync(0, choices[0][0].ChoiceId, "another key", process: 1);
        var reused = await world.TakeAsync(0, choices[0][1].ChoiceId, "one key", process: 1);

        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal((first.Status, first.Body.GetRawText()), (again.Status, again.Body.GetRawText()));
        Assert.Equal("/problems/already-booked", other.Body.GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reused.Status);
        Assert.Equal("/problems/idempotency-key-reused", reused.Body.GetProperty("type").GetString());
        Assert.Equal(1, await race.System.ScalarAsync<int>($"select count(*) from booking.appointment where repair_id = '{world.Repairs[0]}'"));
    }

    [Fact]
    [Trait("case", "39")]
    public async Task A_hold_outlives_the_process_that_made_it()
    {
        var world = await race.WorldAsync(3, operatives: 1, people: 1, (3, "08:00", "09:00"));
        var choices = await world.EveryonesChoicesAsync();
        Assert.Equal(HttpStatusCode.Created, (await world.HoldAsync(0, choices[0][0].ChoiceId)).Status);

        await race.RestartAsync();

        Assert.Equal(HttpStatusCode.Conflict, (await world.TakeAsync(1, choices[1][0].ChoiceId)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await world.TakeAsync(2, choices[2][0].ChoiceId)).Status);
        Assert.Equal(HttpStatusCode.Created, (await world.TakeAsync(0, choices[0][0].ChoiceId)).Status);
        await PlanChecker.AssertAsync(race.System);
    }

    [Fact]
    [Trait("case", "56")]
    public async Task A_promise_of_the_same_person_survives_a_change_of_time_and_neighbours_who_book_at_once()
    {
        var world = await race.WorldAsync(25, operatives: 3, people: 1, (3, "08:00", "17:00"), (4, "08:00", "17:00"));
        var household = $"H{world.Name}-1";
        var usual = await race.System.ScalarAsync<long>($"select max(operative_id) from booking.operative where contractor = '{world.Name}'");
        await race.System.ExecuteAsync($"""
            with earlier as (
              insert into booking.repair (landlord, repair_id, household_ref, property_ref, patch, trade, description, priority, minutes, people, status, raised_at, due_by, ended_at, ended_by)
              values ('demo', gen_random_uuid(), '{household}', '{world.Name}-1', '{world.Name}', 'plumbing', 'earlier', 'Routine', 60, 1, 'finished', clock_timestamp(), clock_timestamp(), clock_timestamp(), 'Contractor')
              returning repair_id)
            insert into booking.appointment (landlord, appointment_id, visit_id, repair_id, operative_id, date, from_time, to_time, window_start, window_end, status, booked_by, booked_at)
            select 'demo', gen_random_uuid(), gen_random_uuid(), repair_id, {usual}, current_date - 20, '08:00', '12:00', clock_timestamp() - interval '20 days', clock_timestamp() - interval '19 days', 'done', 'Resident', clock_timestamp()
            from earlier
            """);
        using var needs = race.System.As(Roles.Needs);
        var (status, body) = await needs.PostBodyAsync($"/api/households/{household}/adjustments", new { code = "A10", words = "Sam knows our dog", consent = new { how = "by phone", at = await race.System.NowAsync() } });
        Assert.True(status == HttpStatusCode.Created, body.GetRawText());
        Task<long> WhoAsync() => race.System.ScalarAsync<long>($"select operative_id from booking.place where repair_id = '{world.Repairs[0]}' and status = 'booked'");
        async Task<Offered> SamePersonAsync(int daysAhead) => (await world.ChoicesAsync(0, all: true)).First(c => c.Date == world.Day(daysAhead) && c.Why.Any(w => w.Contains("ame person", StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.Created, (await world.TakeAsync(0, (await SamePersonAsync(3)).ChoiceId)).Status);
        Assert.Equal(usual, await WhoAsync());
        var later = await SamePersonAsync(4);
        var others = Enumerable.Range(1, 24).Select(async i => await world.TakeAsync(i, (await world.ChoicesAsync(i))[0].ChoiceId)).ToList();
        var changed = await world.ChangeAsync(0, later.ChoiceId);
        await Task.WhenAll(others);

        Assert.True(changed.Status is HttpStatusCode.OK or HttpStatusCode.Conflict, changed.Body.GetRawText());
        Assert.Equal(usual, await WhoAsync());
        await race.System.ExecuteAsync($"delete from booking.appointment where status = 'done' and operative_id = {usual}");
        await PlanChecker.AssertAsync(race.System);
    }

    [Fact]
    [Trait("case", "50")]
    public async Task Forty_in_a_hundred_who_press_again_before_the_answer_comes_book_once_and_slow_nobody_down()
    {
        var world = await race.WorldAsync(100, operatives: 12, people: 1, (3, "08:00", "17:00"), (4, "08:00", "17:00"));
        var choices = await world.EveryonesChoicesAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, world.Repairs.Count).SelectMany(i => Enumerable.Range(0, i % 10 < 4 ? 2 : 1).Select(n => RaceWorld.TimeAsync(async () =>
        {
            var key = $"storm {world.Repairs[i]}";
            var answer = await Eventually.Async(() => world.TakeAsync(i, choices[i][i % choices[i].Count].ChoiceId, key, process: i + n),
                a => a.Status != HttpStatusCode.Conflict || !a.Body.GetRawText().Contains("request-in-progress", StringComparison.Ordinal), 60);
            return (Booker: i, answer.Status, Visit: answer.Status == HttpStatusCode.Created ? answer.Body.GetProperty("visitId").GetGuid() : (Guid?)null);
        }))));

        output.WriteLine($"140 requests of 100 people: {RaceWorld.Times(answers.Select(a => a.Milliseconds))}");
        Assert.All(answers, a => Assert.True(a.Answer.Status is HttpStatusCode.Created or HttpStatusCode.Conflict, a.Answer.Status.ToString()));
        Assert.All(answers.GroupBy(a => a.Answer.Booker), g => Assert.Single(g.Where(a => a.Answer.Visit is not null).Select(a => a.Answer.Visit).Distinct().DefaultIfEmpty()));
        Assert.Equal(answers.Where(a => a.Answer.Visit is not null).Select(a => a.Answer.Booker).Distinct().Count(),
            await race.System.ScalarAsync<int>($"select count(*) from booking.appointment a join booking.repair r using (landlord, repair_id) where r.patch = '{world.Name}'"));
        await PlanChecker.AssertAsync(race.System);
    }

    [Fact]
    [Trait("case", "51")]
    [Trait("case", "53")]
    [Trait("case", "54")]
    [Trait("case", "57")]
    public async Task Five_changes_cost_nothing_and_each_gives_the_old_place_back()
    {
        var world = await race.WorldAsync(2, operatives: 1, people: 1, (3, "09:00", "10:30"), (4, "08:00", "17:00"));
        var before = await race.System.ScalarAsync<string>($"select due_by || ' ' || declines || ' ' || priority from booking.repair where repair_id = '{world.Repairs[0]}'");
        var first = await world.TakeAsync(0, (await world.ChoicesAsync(0, all: true))[0].ChoiceId);
        Assert.Equal(HttpStatusCode.Created, first.Status);

        // Into the window that overlaps its own old one (53), away, and back again.
        for (var i = 0; i < 5; i++)
        {
            var choices = await world.ChoicesAsync(0, all: true);
            var to = choices.First(c => i % 2 == 1 ? c.Date == world.Day(4) : c.Date == world.Day(3));
            var changed = await world.ChangeAsync(0, to.ChoiceId);
            Assert.True(changed.Status == HttpStatusCode.OK, changed.Body.GetRawText());
            Assert.Equal(first.Body.GetProperty("visitId").GetGuid(), changed.Body.GetProperty("visitId").GetGuid());
            Assert.Equal(i % 2 == 1, (await world.ChoicesAsync(1, all: true)).Any(c => c.Date == world.Day(3)));
        }

        Assert.Equal(before, await race.System.ScalarAsync<string>($"select due_by || ' ' || declines || ' ' || priority from booking.repair where repair_id = '{world.Repairs[0]}'"));
        Assert.Equal(1, await race.System.ScalarAsync<int>($"select count(*) from booking.place where repair_id = '{world.Repairs[0]}' and status = 'booked'"));

        // A place that somebody took meanwhile: the visit stays where it was (51).
        var wanted = (await world.ChoicesAsync(0, all: true)).First(c => c.Date == world.Day(4) && c.From == "08:00");
        await race.System.ExecuteAsync($"delete from booking.shift s using booking.operative o where o.operative_id = s.operative_id and o.contractor = '{world.Name}' and s.day = '{world.Day(4):yyyy-MM-dd}'; update booking.operative_day d set version = version + 1 from booking.operative o where o.operative_id = d.operative_id and o.contractor = '{world.Name}'");
        var refused = await world.ChangeAsync(0, wanted.ChoiceId);
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal(1, await world.BookedOnAsync(3));
    }

    [Fact]
    [Trait("case", "52")]
    public async Task Two_visits_change_places_in_one_transaction_and_nobody_is_in_two_homes_after_it()
    {
        var world = await race.WorldAsync(2, operatives: 1, people: 1, (3, "08:00", "17:00"));
        foreach (var i in (int[])[0, 1])
            Assert.Equal(HttpStatusCode.Created, (await world.TakeAsync(i, (await world.ChoicesAsync(i, all: true))[0].ChoiceId)).Status);

        var swapped = await race.System.ExecuteAsync($"""
            update booking.place p
            set planned = o.planned
            from booking.place o
            where p.repair_id in ('{world.Repairs[0]}', '{world.Repairs[1]}')
              and o.repair_id in ('{world.Repairs[0]}', '{world.Repairs[1]}')
              and o.repair_id <> p.repair_id
            """);

        Assert.Equal(2, swapped);
        await DoubleBookings.NoneAsync(race.System);
        var wrong = await Assert.ThrowsAsync<PostgresException>(() => race.System.ExecuteAsync($"update booking.place p set planned = o.planned from booking.place o where p.repair_id = '{world.Repairs[0]}' and o.repair_id = '{world.Repairs[1]}'"));
        Assert.Equal("place_has_one_operative_at_a_time", wrong.ConstraintName);
        await race.System.ExecuteAsync($"delete from booking.place where repair_id in ('{world.Repairs[0]}', '{world.Repairs[1]}'); delete from booking.appointment where repair_id in ('{world.Repairs[0]}', '{world.Repairs[1]}'); update booking.repair set status = 'open' where patch = '{world.Name}'");
    }

    [Theory]
    [Trait("case", "12")]
    [InlineData("england-and-wales", "2027-01-04", false)]
    [InlineData("scotland", "2027-01-04", true)]
    [InlineData("northern-ireland", "2027-01-04", false)]
    [InlineData("england-and-wales", "2026-12-28", true)]
    [InlineData("england-and-wales", "2026-11-30", false)]
    [InlineData("scotland", "2026-11-30", true)]
    [InlineData("northern-ireland", "2027-07-12", true)]
    [InlineData("scotland", "2027-03-29", false)] // Easter Monday is an ordinary day there
    public async Task Days_off_are_rows_of_the_landlords_own_calendar(string calendar, string date, bool off)
    {
        await using var connection = await race.System.RoleAsync("Booking");
        await using (var path = new NpgsqlCommand("set search_path = booking", connection))
            await path.ExecuteNonQueryAsync();
        var day = DateOnly.Parse(date, CultureInfo.InvariantCulture);

        Assert.Equal(off, (await DiariesSql.DaysOffAsync(connection, null, calendar, day, day, CancellationToken.None)).Count == 1);
    }

    [Fact]
    [Trait("case", "15")]
    public async Task When_a_hold_ends_is_the_databases_to_say_whatever_our_own_clock_shows()
    {
        // The statements take minutes and an offset, never a time of ours: a clock five minutes wrong has nothing to get wrong.
        await using var connection = await race.System.RoleAsync("Booking");
        await using var transaction = await connection.BeginTransactionAsync();
        var unit = new UnitOfWork(null!, connection, transaction, new UnitOfWorkParts(null!, null!, new Microsoft.AspNetCore.Http.HttpContextAccessor()));
        await using var clock = new NpgsqlCommand("select clock_timestamp()", connection, transaction);
        var before = new DateTimeOffset((DateTime)(await clock.ExecuteScalarAsync())!, TimeSpan.Zero);
        var until = await HoldSql.UntilAsync(unit, 10, TimeSpan.Zero, CancellationToken.None);

        Assert.InRange(until - before, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10.2));
        Assert.DoesNotContain(typeof(HoldSql).GetMethods().SelectMany(m => m.GetParameters()), p => p.ParameterType == typeof(DateTimeOffset));
    }

    [Fact]
    [Trait("case", "26")]
    [Trait("case", "27")]
    public async Task Someone_off_sick_in_the_middle_of_a_day_gets_no_new_visits_and_a_promise_nobody_else_can_keep_is_made_anew()
    {
        var world = await race.WorldAsync("roofing", 2, operatives: 1, people: 1, (3, "08:00", "17:00"));
        var morning = (await world.ChoicesAsync(0, all: true)).First(c => c.From == "08:00");
        Assert.Equal(HttpStatusCode.Created, (await world.TakeAsync(0, morning.ChoiceId)).Status);
        using var desk = race.System.As(Roles.Desk);

        var (status, _) = await desk.ImportAsync("shifts", $"operativeRef,date,from,to\n{world.Name}-op1,{world.Day(3):yyyy-MM-dd},08:00,14:00\n", "?kind=absence");

        Assert.Equal(HttpStatusCode.OK, status);
        await Eventually.TrueAsync(async () => await race.System.ScalarAsync<string>($"select status from booking.repair where repair_id = '{world.Repairs[0]}'") == "open", 90); // one stumble of the background is a minute
        Assert.Equal(1, await race.System.ScalarAsync<long>($"select count(*) from booking.call_back where repair_id = '{world.Repairs[0]}' and because = 'visit-cancelled' and kept_at is null"));
        Assert.All(await world.ChoicesAsync(1, all: true), c => Assert.Equal("12:00", c.From)); // what is left of the afternoon
        var (late, body) = await world.TakeAsync(1, (await world.ChoicesAsync(1, all: true))[0].ChoiceId);
        Assert.True(late == HttpStatusCode.Created, body.GetRawText());
        Assert.True(await race.System.ScalarAsync<bool>($"select lower(planned) >= ('{world.Day(3):yyyy-MM-dd}'::date + time '14:00') at time zone 'Europe/London' from booking.place where repair_id = '{world.Repairs[1]}'"));

        // Tell the checker of the other tests that the morning is worked after all.
        await race.System.ExecuteAsync($"delete from booking.shift s using booking.operative o where o.operative_id = s.operative_id and o.contractor = '{world.Name}' and s.kind = 'absence'");
    }

    [Fact]
    [Trait("case", "63")]
    [Trait("case", "64")]
    [Trait("requirement", "3")]
    public async Task A_thousand_pairs_of_households_that_differ_only_in_what_went_before_are_offered_the_same()
    {
        const int Pairs = 1000;
        var world = await race.WorldAsync(2 * Pairs, operatives: 6, people: 1, (2, "08:00", "12:00"), (3, "08:00", "17:00"), (5, "12:00", "20:00"), (6, "08:00", "17:00"));
        for (var i = 0; i < 12; i++)
        {
            var taken = await world.ChoicesAsync(i, all: true);
            await world.TakeAsync(i, taken[i * 7 % taken.Count].ChoiceId);
        }

        // Both of a pair live at one place on the map; every second one was missed one to six times, declined, had its attempts paused, and writes of it.
        await race.System.ExecuteAsync($"""
            update booking.property p
            set lat = q.lat, lon = q.lon
            from booking.property q
            where p.patch = '{world.Name}' and q.patch = '{world.Name}'
              and substr(p.property_ref, {world.Name.Length + 2})::int % 2 = 0
              and substr(q.property_ref, {world.Name.Length + 2})::int = substr(p.property_ref, {world.Name.Length + 2})::int - 1;

            update booking.repair r
            set declines = 1 + abs(hashtext(r.repair_id::text)) % 5, description = 'nobody in when you came, I am Deaf and my English is not good / السباكة', link_version = 1
            where r.patch = '{world.Name}' and substr(r.property_ref, {world.Name.Length + 2})::int % 2 = 0 and r.status = 'open';

            with missed as (
              insert into booking.repair (landlord, repair_id, household_ref, property_ref, patch, trade, description, priority, minutes, people, raised_at, due_by)
              select landlord, gen_random_uuid(), household_ref, property_ref, patch, trade, 'earlier', 'Routine', 60, 1, raised_at - interval '60 days', due_by - interval '60 days'
              from booking.repair
              where patch = '{world.Name}' and substr(property_ref, {world.Name.Length + 2})::int % 2 = 0 and status = 'open'
              returning landlord, repair_id, household_ref),
            visits as (
              insert into booking.appointment (landlord, appointment_id, visit_id, repair_id, operative_id, date, from_time, to_time, window_start, window_end, status, booked_by, booked_at)
              select m.landlord, gen_random_uuid(), gen_random_uuid(), m.repair_id, (select min(operative_id) from booking.operative where contractor = '{world.Name}'), current_date - n, '08:00', '12:00',
                (current_date - n + time '08:00') at time zone 'Europe/London', (current_date - n + time '12:00') at time zone 'Europe/London', 'missed', 'Resident', clock_timestamp() - interval '70 days'
              from missed m
              cross join lateral generate_series(10, 10 + abs(hashtext(m.repair_id::text)) % 6) n
              returning landlord, visit_id, repair_id)
            insert into booking.visit (landlord, visit_id, repair_id, outcome, outcome_by, outcome_at, attribution)
            select landlord, visit_id, repair_id, 'DO10', 'Contractor', clock_timestamp(), 'counted' from visits;

            insert into booking.attempts_pause (landlord, request_id, household_ref, paused_at)
            select landlord, gen_random_uuid(), household_ref, clock_timestamp()
            from booking.repair
            where patch = '{world.Name}' and description = 'earlier' and abs(hashtext(household_ref)) % 3 = 0;
            """);

        var seen = new string[2 * Pairs];
        var open = Enumerable.Range(0, 2 * Pairs).Where(i => i >= 12).ToList();
        await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
            seen[i] = string.Join("; ", (await world.ChoicesAsync(i, all: i / 2 % 2 == 0)).Select(c => $"{c.Window} {string.Join(", ", c.Why)}")));

        var pairs = Enumerable.Range(6, Pairs - 6).Select(p => (With: seen[2 * p + 1], Without: seen[2 * p])).ToList();
        Assert.All(pairs, p => Assert.Equal(p.Without, p.With));
        Assert.All(pairs, p => Assert.True(p.With.Length > 20, p.With));
        Assert.True(pairs.Select(p => p.With).Distinct().Count() > 1, "Everybody was offered the same, whoever they are: nothing was compared");
        await race.System.ExecuteAsync($"delete from booking.attempts_pause where household_ref like 'H{world.Name}-%'");
    }
}
