using System.Net;
using Repairs.Platform;
using Repairs.Tests.Integration.Booking.Faces;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

/// <summary>The zone's rules changed between booking and visit: as if every promise had been kept by rules an hour off. A system of its own, since it is started again.</summary>
public sealed class ZoneChangeTests : IAsyncLifetime
{
    private RepairsSystem _system = null!;

    public async Task InitializeAsync() => _system = await RepairsSystem.StartAsync();

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    [Trait("requirement", "4")]
    [Trait("case", "16")]
    public async Task Promised_local_times_stand_every_service_learns_their_instants_and_nobody_is_told_of_a_change()
    {
        // Three visits one after the other in one morning, and a kept place behind them.
        var home = await _system.ScarceHomeAsync(1, "08:00", "13:00", daysAhead: 5);
        var homes = (await _system.NeighboursAsync(home, 3)).Prepend(home).ToList();
        var repairs = new List<(Guid RepairId, string Token)>();
        foreach (var each in homes)
            repairs.Add(await _system.RepairAsync(each));
        foreach (var (_, token) in repairs.Take(3))
            await _system.BookFirstAsync(token);
        var choice = (await _system.ChoicesAsync(repairs[3].Token, all: true))[0];
        Assert.Equal(HttpStatusCode.Created, (await _system.Anyone.PostBodyAsync($"/api/resident/{repairs[3].Token}/hold", new { choiceId = choice.ChoiceId })).Status);
        await _system.SettleAsync();
        var ids = string.Join("','", repairs.Select(r => r.RepairId));
        var right = await WindowsAsync(ids);
        var planned = await PlannedAsync(ids);
        var visits = await VisitsAsync(ids);
        var told = await _system.ScalarAsync<long>("select count(*) from messages.message");
        Assert.Equal(6, await RemindersAsync(ids, "pending"));

        _system.Kill();
        await _system.ExecuteAsync($"""
            delete from booking.hold;
            update booking.appointment set window_start = window_start - interval '1 hour', window_end = window_end - interval '1 hour' where repair_id in ('{ids}');
            update booking.place set planned = tstzrange(lower(planned) - interval '1 hour', upper(planned) - interval '1 hour'), promised = tstzrange(lower(promised) - interval '1 hour', upper(promised) - interval '1 hour') where repair_id in ('{ids}');
            update visits.visit set window_start = window_start - interval '1 hour', window_end = window_end - interval '1 hour' where repair_id in ('{ids}');
            update messages.visit set window_start = window_start - interval '1 hour', window_end = window_end - interval '1 hour' where repair_id in ('{ids}');
            update messages.message set facts = facts || jsonb_build_object('windowStart', (facts ->> 'windowStart')::timestamptz - interval '1 hour', 'windowEnd', (facts ->> 'windowEnd')::timestamptz - interval '1 hour') where repair_id in ('{ids}') and state = 'pending' and facts ? 'windowStart';
            update messages.promise set due_by = due_by - interval '1 hour' where repair_id in ('{ids}') and code = 'visit' and state = 'open';
            """);
        await _system.RestartAsync();

        await Eventually.TrueAsync(async () => await _system.ScalarAsync<long>("select count(*) from booking.zone_change where planned") == 3, 60);
        await _system.SettleAsync();
        Assert.Equal(right, await WindowsAsync(ids));
        Assert.Equal(planned, await PlannedAsync(ids));
        Assert.Equal(visits, await VisitsAsync(ids));
        Assert.Equal(0, await _system.ScalarAsync<long>($"select count(*) from messages.visit m join booking.appointment a on a.visit_id = m.visit_id and a.status = 'booked' where m.window_start <> a.window_start or m.window_end <> a.window_end"));
        Assert.Equal(0, await _system.ScalarAsync<long>($"select count(*) from messages.promise p join booking.appointment a on a.visit_id = p.visit_id and a.status = 'booked' where p.code = 'visit' and p.state = 'open' and p.due_by <> a.window_end"));
        Assert.Equal(told, await _system.ScalarAsync<long>("select count(*) from messages.message"));
        Assert.Equal(3, await _system.ScalarAsync<long>($"select count(*) from booking.event_log where type = 'AppointmentChanged' and body ->> 'sameTimes' = 'true' and body ->> 'by' = 'Resident'"));
        Assert.Equal(0, await _system.ScalarAsync<long>("select count(*) from booking.place p join booking.appointment a using (landlord, appointment_id) where a.status = 'booked' and not p.promised @> p.planned"));

        using var desk = new Visitor(_system, Roles.Desk);
        await desk.OpenAsync($"/desk/plan?date={choice.Date:yyyy-MM-dd}&patch={home.Patch}");
        Assert.Contains("The rules for the clocks changed after 3 visits on this day were promised. The local times stand", desk.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("The plan could not follow", desk.Words, StringComparison.Ordinal);

        // What was to remind them still does, of the instants it is now.
        Assert.Equal(6, await RemindersAsync(ids, "pending"));
        await _system.MoveClockAsync(LondonTime.Instant(choice.Date.AddDays(-3), new TimeOnly(12, 0)));
        await Eventually.TrueAsync(async () => await _system.ScalarAsync<long>($"select count(*) from messages.message where repair_id in ('{ids}') and template = 'reminder-3-days' and state = 'sent'") == 3, 60);
        Assert.Equal(3, await RemindersAsync(ids, "pending"));
    }

    [Fact]
    [Trait("case", "16")]
    public async Task Each_visit_follows_by_itself_what_is_kept_gives_way_and_one_that_cannot_stops_no_other()
    {
        // One repair with a call before it, one visit for two repairs, and one whose plan lies where somebody is promised meanwhile.
        var rung = await _system.ScarceHomeAsync(1, "08:00", "13:00", daysAhead: 5);
        await RespectNeedsTests.ToldAsync(_system, rung, new { code = "A14", consent = await RespectNeedsTests.ConsentAsync(_system) });
        var first = await BookedAsync(rung);
        var pair = await _system.HomeAsync(trade: "plumbing;joinery");
        var (one, token) = await _system.RepairAsync(pair);
        var (two, _) = await _system.RepairAsync(pair, trade: "joinery");
        var both = BookingApi.Read((await _system.Anyone.GetBodyAsync($"/api/resident/{token}/choices?together=true")).Body)[^1];
        Assert.Equal(HttpStatusCode.Created, (await _system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = both.ChoiceId })).Status);
        var crowded = await _system.ScarceHomeAsync(1, "08:00", "13:00", daysAhead: 5);
        var stays = await BookedAsync(crowded);
        var inTheWay = await BookedAsync((await _system.NeighboursAsync(crowded, 1))[0]);

        // Kept by rules of the time, in the way of one that follows; kept by other rules; kept and nobody's concern.
        var full = await _system.ScarceHomeAsync(1, "08:00", "13:00", daysAhead: 5);
        var follows = await BookedAsync(full);
        var gives = await HeldAsync((await _system.NeighboursAsync(full, 1))[0]);
        var old = await HeldAsync(await _system.ScarceHomeAsync(1, "08:00", "13:00"));
        var kept = await HeldAsync(await _system.ScarceHomeAsync(1, "08:00", "13:00"));

        // The latest one is the first to follow, and always stumbles.
        var stumbles = await BookedAsync(await _system.ScarceHomeAsync(1, "08:00", "13:00", daysAhead: 20));
        await _system.SettleAsync();
        var well = string.Join("','", [first, one, two, stays, follows]);
        var right = await WindowsAsync(well);
        var planned = await PlannedAsync(string.Join("','", [first, one, two, follows]));
        var stumbling = await WindowsAsync(stumbles.ToString());
        var ring = await _system.ScalarAsync<DateTime>($"select due_at from booking.call_back where repair_id = '{first}' and because = 'pre-visit' and kept_at is null");

        _system.Kill();
        var moved = string.Join("','", [first, one, two, stays, follows, stumbles, old]);
        await _system.ExecuteAsync($"""
            update booking.place set planned = tstzrange(lower(planned) + interval '12 hours', upper(planned) + interval '12 hours'), promised = null where repair_id in ('{inTheWay}', '{gives}');
            update booking.appointment set window_start = window_start - interval '2 hours', window_end = window_end - interval '2 hours' where repair_id in ('{moved}');
            update booking.place set planned = tstzrange(lower(planned) - interval '2 hours', upper(planned) - interval '2 hours'), promised = case when promised is not null then tstzrange(lower(promised) - interval '2 hours', upper(promised) - interval '2 hours') end where repair_id in ('{moved}');
            update booking.place p set planned = tstzrange(lower(f.planned) + interval '2 hours', upper(f.planned) + interval '2 hours'), promised = tstzrange(lower(f.promised) + interval '2 hours', upper(f.promised) + interval '2 hours') from booking.place f where p.repair_id = '{inTheWay}' and f.repair_id = '{stays}';
            update booking.place p set planned = tstzrange(lower(f.planned) + interval '2 hours', upper(f.planned) + interval '2 hours') from booking.place f where p.repair_id = '{gives}' and f.repair_id = '{follows}';
            update booking.call_back set due_at = due_at - interval '2 hours' where repair_id = '{first}' and because = 'pre-visit';
            create function booking.stumble() returns trigger language plpgsql as $$ begin raise exception 'stumbled'; end $$;
            create trigger stumbles before insert on booking.zone_change for each row when (new.repair_id = '{stumbles}') execute function booking.stumble();
            """);
        await _system.RestartAsync();

        await Eventually.TrueAsync(async () => await _system.ScalarAsync<long>("select count(*) from booking.zone_change") == 5, 60);
        await Eventually.TrueAsync(() => Task.FromResult(_system.Log.Contains("could not follow the zone's rules", StringComparison.Ordinal)), 60);
        await _system.SettleAsync();
        Assert.Equal(right, await WindowsAsync(well));
        Assert.Equal(planned, await PlannedAsync(string.Join("','", [first, one, two, follows])));
        Assert.NotEqual(stumbling, await WindowsAsync(stumbles.ToString()));
        Assert.Equal(stays, await _system.ScalarAsync<Guid>("select repair_id from booking.zone_change where not planned"));
        Assert.Equal(ring, await _system.ScalarAsync<DateTime>($"select due_at from booking.call_back where repair_id = '{first}' and because = 'pre-visit' and kept_at is null"));
        Assert.Equal(1, await _system.ScalarAsync<long>($"select count(distinct body ->> 'bundleId') from booking.event_log where type = 'AppointmentChanged' and body ->> 'sameTimes' = 'true' and body ->> 'repairId' in ('{one}', '{two}')"));
        Assert.Equal(1, await _system.ScalarAsync<long>($"select count(distinct bundle_id) from booking.appointment where repair_id in ('{one}', '{two}') and status = 'booked'"));
        Assert.Equal(kept, await _system.ScalarAsync<Guid>($"select repair_id from booking.hold where repair_id in ('{gives}', '{old}', '{kept}')"));

        using var desk = new Visitor(_system, Roles.Desk);
        var day = await _system.ScalarAsync<string>($"select date::text from booking.appointment where repair_id = '{stays}' and status = 'booked'");
        await desk.OpenAsync($"/desk/plan?date={day}&patch={crowded.Patch}");
        Assert.Contains("The plan could not follow", desk.Words, StringComparison.Ordinal);
    }

    private async Task<Guid> BookedAsync(Home home)
    {
        var (repairId, token) = await _system.RepairAsync(home);
        await _system.BookFirstAsync(token);
        return repairId;
    }

    private async Task<Guid> HeldAsync(Home home)
    {
        var (repairId, token) = await _system.RepairAsync(home);
        var choice = (await _system.ChoicesAsync(token))[0];
        Assert.Equal(HttpStatusCode.Created, (await _system.Anyone.PostBodyAsync($"/api/resident/{token}/hold", new { choiceId = choice.ChoiceId })).Status);
        return repairId;
    }

    /// <summary>Reminders of the appointment and of the window that the visit has.</summary>
    private Task<long> RemindersAsync(string ids, string state) => _system.ScalarAsync<long>($"""
        select count(*)
        from messages.message m
        join messages.visit v on v.landlord = m.landlord and v.visit_id = m.visit_id
        where m.repair_id in ('{ids}') and m.template like 'reminder-%' and m.state = '{state}' and (m.facts ->> 'appointmentId')::uuid = v.appointment_id
          and (m.facts ->> 'windowStart')::timestamptz = v.window_start and (m.facts ->> 'windowEnd')::timestamptz = v.window_end
        """);

    private Task<string?> WindowsAsync(string ids) => _system.ScalarAsync<string>($"select string_agg(visit_id || ' ' || date || ' ' || from_time || ' ' || window_start || ' ' || window_end || ' ' || booked_by, ', ' order by visit_id) from booking.appointment where repair_id in ('{ids}') and status = 'booked'");

    private Task<string?> PlannedAsync(string ids) => _system.ScalarAsync<string>($"select string_agg(planned || ' ' || coalesce(promised::text, ''), ', ' order by repair_id) from booking.place where repair_id in ('{ids}') and status = 'booked'");

    private Task<string?> VisitsAsync(string ids) => _system.ScalarAsync<string>($"select string_agg(visit_id || ' ' || window_start || ' ' || window_end, ', ' order by visit_id) from visits.visit where repair_id in ('{ids}')");
}
