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
        var home = await _system.ScarceHomeAsync(1, "08:00", "13:00");
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

        _system.Kill();
        await _system.ExecuteAsync($"""
            delete from booking.hold;
            update booking.appointment set window_start = window_start - interval '1 hour', window_end = window_end - interval '1 hour' where repair_id in ('{ids}');
            update booking.place set planned = tstzrange(lower(planned) - interval '1 hour', upper(planned) - interval '1 hour'), promised = tstzrange(lower(promised) - interval '1 hour', upper(promised) - interval '1 hour') where repair_id in ('{ids}');
            update visits.visit set window_start = window_start - interval '1 hour', window_end = window_end - interval '1 hour' where repair_id in ('{ids}');
            update messages.visit set window_start = window_start - interval '1 hour', window_end = window_end - interval '1 hour' where repair_id in ('{ids}');
            update messages.promise set due_by = due_by - interval '1 hour' where repair_id in ('{ids}') and code = 'visit' and state = 'open';
            """);
        await _system.RestartAsync();

        await Eventually.TrueAsync(async () => await _system.ScalarAsync<long>("select count(*) from booking.zone_change where planned") == 3, 30);
        await _system.SettleAsync();
        Assert.Equal(right, await WindowsAsync(ids));
        Assert.Equal(planned, await PlannedAsync(ids));
        Assert.Equal(visits, await VisitsAsync(ids));
        Assert.Equal(0, await _system.ScalarAsync<long>($"select count(*) from messages.visit m join booking.appointment a on a.visit_id = m.visit_id and a.status = 'booked' where m.window_start <> a.window_start or m.appointment_id <> a.appointment_id"));
        Assert.Equal(0, await _system.ScalarAsync<long>($"select count(*) from messages.promise p join booking.appointment a on a.visit_id = p.visit_id and a.status = 'booked' where p.code = 'visit' and p.state = 'open' and p.due_by <> a.window_end"));
        Assert.Equal(told, await _system.ScalarAsync<long>("select count(*) from messages.message"));
        Assert.Equal(3, await _system.ScalarAsync<long>($"select count(*) from booking.event_log where type = 'AppointmentChanged' and body ->> 'sameTimes' = 'true' and body ->> 'by' = 'Resident'"));
        Assert.Equal(0, await _system.ScalarAsync<long>("select count(*) from booking.place p join booking.appointment a using (landlord, appointment_id) where a.status = 'booked' and not p.promised @> p.planned"));

        using var desk = new Visitor(_system, Roles.Desk);
        await desk.OpenAsync($"/desk/plan?date={choice.Date:yyyy-MM-dd}&patch={home.Patch}");
        Assert.Contains("The rules for the clocks changed after 3 visits on this day were promised. The local times stand", desk.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("The plan could not follow", desk.Words, StringComparison.Ordinal);
    }

    private Task<string?> WindowsAsync(string ids) => _system.ScalarAsync<string>($"select string_agg(visit_id || ' ' || date || ' ' || from_time || ' ' || window_start || ' ' || window_end || ' ' || booked_by, ', ' order by visit_id) from booking.appointment where repair_id in ('{ids}') and status = 'booked'");

    private Task<string?> PlannedAsync(string ids) => _system.ScalarAsync<string>($"select string_agg(planned || ' ' || promised, ', ' order by repair_id) from booking.place where repair_id in ('{ids}') and status = 'booked'");

    private Task<string?> VisitsAsync(string ids) => _system.ScalarAsync<string>($"select string_agg(visit_id || ' ' || window_start || ' ' || window_end, ', ' order by visit_id) from visits.visit where repair_id in ('{ids}')");
}
