using System.Net.Http.Json;
using System.Text.Json;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Messages;

/// <summary>A process that dies between the provider and the commit, a promise that slips, and reminders: a system of its own, because its clock moves.</summary>
public sealed class CrashAndClockTests(SharedSystem shared) : IClassFixture<SharedSystem>
{
    private readonly RepairsSystem _system = shared.System;

    [Fact]
    [Trait("requirement", "58")]
    public async Task A_crash_after_the_provider_took_it_and_before_our_commit_sends_once_and_tells_once()
    {
        await _system.RestartAsync(new Dictionary<string, string> { ["REPAIRS_FAILPOINT"] = "message-handed-over:1" });
        var home = await _system.HomeAsync();
        try
        {
            await _system.RepairAsync(home);
        }
        catch (HttpRequestException)
        {
            // The process may die before it answers.
        }

        await Eventually.TrueAsync(() => Task.FromResult(_system.HasEnded), 60, "the process to die");
        var message = $"from messages.message where household_ref = '{home.HouseholdRef}'";
        Assert.Equal("sending", await _system.ScalarAsync<string>($"select state {message}"));
        var file = $"{await _system.ScalarAsync<string>($"select message_id::text {message}")}.txt";
        var written = File.GetLastWriteTimeUtc(Assert.Single(Directory.GetFiles(_system.Outbox, file)));

        await _system.RestartAsync();
        await StateAsync(home, "repair-raised", "sent");
        await _system.SettleAsync();
        Assert.Equal(written, File.GetLastWriteTimeUtc(Assert.Single(Directory.GetFiles(_system.Outbox, file))));
        Assert.Equal(1, await _system.ScalarAsync<long>($"select count(*) from messages.event_log where type = 'MessageSent' and body->>'householdRef' = '{home.HouseholdRef}'"));
        Assert.Empty(Directory.GetFiles(_system.Outbox, ".*"));
    }

    [Fact]
    [Trait("requirement", "32")]
    public async Task A_promise_that_slips_is_owned_up_to_the_same_day_and_a_second_slip_goes_to_a_person()
    {
        var home = await _system.HomeAsync();
        await _system.RepairAsync(home);
        await StateAsync(home, "repair-raised", "sent");
        await MoveClockPastThePromiseAsync(home);
        var text = await StateAsync(home, "promise-slipped", "sent");
        Assert.Contains("We said Ana would ring you by", text, StringComparison.Ordinal);
        Assert.Contains("We are sorry", text, StringComparison.Ordinal);
        Assert.Equal(1, await _system.ScalarAsync<long>($"select count(*) from messages.event_log where type = 'PromiseSlipped' and body->>'householdRef' = '{home.HouseholdRef}'"));

        await MoveClockPastThePromiseAsync(home);
        await StateAsync(home, "promise-slipped", "held");
        using var desk = _system.As(Roles.Desk);
        var slipped = (await desk.GetFromJsonAsync<List<JsonElement>>("/api/promises?state=slipped"))!;
        Assert.Equal(2, slipped.Count(p => p.GetProperty("householdRef").GetString() == home.HouseholdRef));
    }

    [Fact]
    public async Task Reminders_leave_three_days_before_and_not_for_a_time_that_was_given_up()
    {
        var home = await _system.HomeAsync();
        var (repairId, _) = await _system.RepairAsync(home);
        await StateAsync(home, "repair-raised", "sent");
        var now = await _system.NowAsync();
        var date = LondonTime.DateOf(now).AddDays(12);
        var (from, to) = (LondonTime.Instant(date, new TimeOnly(8, 0)), LondonTime.Instant(date, new TimeOnly(12, 0)));
        var (appointment, visit) = (Guid.NewGuid(), Guid.NewGuid());
        await _system.PublishAsync("Booking", new AppointmentBooked("demo", appointment, visit, repairId, home.HouseholdRef, home.PropertyRef, home.Patch, "plumbing", Priority.Routine, "C", "OP", date, new TimeOnly(8, 0), new TimeOnly(12, 0), from, to, Actor.Resident, 200, now));
        await StateAsync(home, "appointment-booked", "sent");
        await _system.MoveClockAsync(LondonTime.Instant(date.AddDays(-3), new TimeOnly(10, 1)));
        Assert.Contains(LondonTime.Words(date), await StateAsync(home, "reminder-3-days", "sent"), StringComparison.Ordinal);
        await _system.PublishAsync("Booking", new AppointmentCancelled("demo", appointment, visit, repairId, home.HouseholdRef, home.Patch, "plumbing", from, to, Actor.Resident, 60, await _system.NowAsync()));
        await StateAsync(home, "appointment-cancelled", "sent");
        await _system.MoveClockAsync(LondonTime.Instant(date.AddDays(-1), new TimeOnly(10, 1)));
        await StateAsync(home, "reminder-1-day", "dropped");
    }

    /// <summary>However many days our offices are closed, a promise has slipped a moment after its own time.</summary>
    private async Task MoveClockPastThePromiseAsync(Home home)
    {
        var due = await _system.ScalarAsync<DateTime>($"select min(due_by) from messages.promise where household_ref = '{home.HouseholdRef}' and state = 'open'");
        await _system.MoveClockAsync(new DateTimeOffset(due).AddMinutes(2));
    }

    /// <summary>Waits for a message in a state; answers its words.</summary>
    private async Task<string?> StateAsync(Home home, string template, string state)
    {
        await Eventually.Async(
            () => _system.ScalarAsync<long>($"select count(*) from messages.message where household_ref = '{home.HouseholdRef}' and template = '{template}' and state = '{state}'"),
            count => count > 0, 60, $"{template} to be {state}");
        return await _system.ScalarAsync<string>($"select body from messages.message where household_ref = '{home.HouseholdRef}' and template = '{template}' and state = '{state}'");
    }
}
