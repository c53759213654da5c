using System.Net;
using Repairs.Contracts;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Visits;

[Collection(SystemCollection.Name)]
public sealed class FindAbsenceTests(SharedSystem shared)
{
    private readonly RepairsSystem _system = shared.System;

    [Fact]
    [Trait("requirement", "9")]
    public async Task A_visit_nobody_came_to_is_recorded_by_the_system_once_and_as_ours()
    {
        var door = await Door.BookedAsync(_system);

        await OverAsync(door);

        Assert.Equal("DO22", await door.LastAsync("VisitOutcomeReported", "outcome"));
        Assert.Equal("System", await door.LastAsync("VisitOutcomeReported", "by"));
        Assert.Null(await door.LastAsync("VisitOutcomeReported", "arrivedAt"));
        await _system.PublishAsync("Booking", door.Booked());
        await Eventually.StaysTrueAsync(async () => await door.CountAsync("visits.report") == 1, 1.5, "one system report");
    }

    [Fact]
    public async Task A_visit_that_was_reported_or_cancelled_is_left_alone()
    {
        var (reported, cancelled) = (await Door.BookedAsync(_system), await Door.BookedAsync(_system));
        await reported.ReportAsync(reported.NoAnswer());
        await _system.PublishAsync("Booking", cancelled.Cancelled(cancelled.BookedAt.AddMinutes(1)));
        await Eventually.TrueAsync(async () => await _system.ScalarAsync<long>($"select count(*) from visits.visit where visit_id = '{cancelled.VisitId}' and not stands") == 1);
        var witness = await Door.BookedAsync(_system);

        await OverAsync(witness);

        Assert.Equal(1, await reported.CountAsync("visits.report"));
        Assert.Equal(0, await cancelled.CountAsync("visits.report"));
    }

    [Fact]
    [Trait("requirement", "9")]
    public async Task Whoever_set_off_may_still_be_inside_and_is_missed_only_once_that_time_has_passed_too()
    {
        var door = await Door.BookedAsync(_system);
        await door.ReadAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await door.SetOffAsync()).StatusCode);

        var due = await _system.ScalarAsync<DateTime>($"select absence_due_at from visits.visit where visit_id = '{door.VisitId}'");
        var arriveBy = await _system.ScalarAsync<DateTime>($"select arrive_by from visits.on_my_way where visit_id = '{door.VisitId}'");
        Assert.Equal(Later(arriveBy.AddHours(4), door.WindowEnd.UtcDateTime.AddMinutes(60)), due);

        static DateTime Later(DateTime a, DateTime b) => a > b ? a : b;
    }

    [Fact]
    [Trait("requirement", "9")]
    public async Task Nobody_undoes_our_own_miss_by_cancelling_late_whichever_is_heard_first()
    {
        var (byResident, byLandlord, heardFirst) = (await Door.BookedAsync(_system), await Door.BookedAsync(_system), await Door.WaitingAsync(_system));
        await _system.PublishAsync("Booking", byResident.Cancelled(byResident.WindowEnd.AddMinutes(10)));
        await _system.PublishAsync("Booking", byLandlord.Cancelled(byLandlord.BookedAt.AddMinutes(1), Actor.Landlord));
        await _system.PublishAsync("Booking", heardFirst.Cancelled(heardFirst.WindowEnd.AddMinutes(10)));
        await Eventually.TrueAsync(async () => await _system.ScalarAsync<long>($"select count(*) from visits.visit where visit_id in ('{byResident.VisitId}', '{byLandlord.VisitId}', '{heardFirst.VisitId}') and not stands") == 3);
        await heardFirst.BookAsync();

        await OverAsync(heardFirst);

        foreach (var door in new[] { byResident, byLandlord, heardFirst })
        {
            await Eventually.Async(() => door.PublishedAsync("VisitOutcomeReported"), n => n == 1, 60, "the absence to be found");
            Assert.Equal("DO22", await door.LastAsync("VisitOutcomeReported", "outcome"));
            Assert.Equal("System", await door.LastAsync("VisitOutcomeReported", "by"));
            Assert.Equal(door.OperativeRef, await door.LastAsync("VisitOutcomeReported", "operativeRef"));
        }
    }

    [Fact]
    public async Task A_late_report_takes_the_place_of_the_systems_own()
    {
        var door = await Door.BookedAsync(_system);
        await OverAsync(door);
        var system = await _system.ScalarAsync<string>($"select report_id::text from visits.report where visit_id = '{door.VisitId}'");
        var report = door.NoAnswer();
        report["outcome"] = "DO01";

        Assert.Equal(HttpStatusCode.Created, (await door.ReportAsync(report)).StatusCode);

        Assert.Equal(system, await door.LastAsync("VisitOutcomeReported", "supersedes"));
        Assert.Equal("DO01", await door.LastAsync("VisitOutcomeReported", "outcome"));
        Assert.Equal(HttpStatusCode.Conflict, (await door.ReportAsync(door.NoAnswer())).StatusCode);
    }

    [Fact]
    public async Task The_address_is_forgotten_when_the_visits_day_ends()
    {
        var door = await Door.BookedAsync(_system);
        await _system.ExecuteAsync($"update visits.visit set address = '1 Test Street', job = 'Tap drips' where visit_id = '{door.VisitId}'");

        await _system.MoveClockAsync(TimeSpan.FromHours(28));

        await Eventually.TrueAsync(async () => await _system.ScalarAsync<long>($"select count(*) from visits.visit where visit_id = '{door.VisitId}' and address is null and job is null") == 1);
    }

    /// <summary>Moves the clock past the window's end and the grace time, and waits for what is due.</summary>
    private async Task OverAsync(Door door)
    {
        await _system.MoveClockAsync(door.WindowEnd.AddMinutes(61));
        await Eventually.Async(() => door.PublishedAsync("VisitOutcomeReported"), n => n == 1, 60, "the absence to be found");
    }
}
