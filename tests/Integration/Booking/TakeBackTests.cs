using System.Net;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

/// <summary>
/// After the trigger nobody knocks at a door where nobody is expected: from the desk's booking through NoAccess's request for a person to the operative's day,
/// the messages, the free place and the times that are offered again. A system of its own, because it is also killed.
/// </summary>
public sealed class TakeBackTests : IAsyncLifetime
{
    private RepairsSystem _system = null!;

    public async Task InitializeAsync() => _system = await RepairsSystem.StartAsync();

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    [Trait("requirement", "2")]
    [Trait("requirement", "11")]
    [Trait("requirement", "12")]
    public async Task A_visit_the_resident_did_not_choose_is_taken_back_at_the_trigger_and_times_are_offered_again_after_a_person_has_tried()
    {
        var home = await _system.HomeAsync(operatives: 2);
        var (repair, token) = await _system.RepairAsync(home);
        var ours = await BookAsync(repair);
        var (other, otherToken) = await _system.RepairAsync(home);
        var theirs = await _system.BookFirstAsync(otherToken);
        await VisitsKnowsAsync(ours.VisitId, theirs.VisitId);
        var due = await _system.ScalarAsync<DateTime>($"select due_by from booking.repair where repair_id = '{repair}'");
        Assert.Contains(ours.VisitId, await DaysAsync(home, ours.Date));

        var request = await TriggerAsync(home, repair);
        await CancelledAsync(repair);

        Assert.Equal(("open", due), (await StatusAsync(repair), await _system.ScalarAsync<DateTime>($"select due_by from booking.repair where repair_id = '{repair}'")));
        Assert.Equal("booked", await StatusAsync(other));
        Assert.DoesNotContain(ours.VisitId, await DaysAsync(home, ours.Date));
        Assert.Equal(0, await CountAsync($"booking.place where repair_id = '{repair}' and status in ('held', 'booked', 'started')"));
        Assert.Contains(await _system.ChoicesAsync(token, all: true), c => c.Date == ours.Date && c.From == ours.From);
        Assert.Equal(1, await CountAsync($"booking.call_back where repair_id = '{repair}' and because = 'person-first' and kept_at is null and due_at < '{ours.Start:O}'"));
        Assert.Equal(1, await CountAsync($"booking.appointment where repair_id = '{repair}' and reason = 'person-first' and ended_by = 'Landlord'"));
        using var desk = _system.As(Roles.Desk);
        var choices = BookingApi.Read((await desk.GetBodyAsync($"/api/repairs/{repair}/choices")).Body);
        Assert.Equal(HttpStatusCode.Conflict, (await desk.PostBodyAsync($"/api/repairs/{repair}/appointment", new { choiceId = choices[0].ChoiceId })).Status);

        // Its reminders would have left in the days up to it: nothing does, and nobody sends word that it was taken back before a person has.
        await _system.MoveClockAsync(ours.Start.AddHours(-1) - await _system.NowAsync());
        await _system.SettleAsync();
        await Eventually.TrueAsync(async () => await CountAsync($"messages.message where repair_id = '{repair}' and template = 'appointment-cancelled' and state = 'held'") == 1);
        Assert.Equal(0, await CountAsync($"messages.message where repair_id = '{repair}' and state = 'sent' and sent_at > (select occurred_at from noaccess.event_log where type = 'AttemptsPaused' and (subject = '{home.HouseholdRef}' or body->>'householdRef' = '{home.HouseholdRef}'))"));

        var now = await _system.NowAsync();
        await _system.PublishAsync("Welfare", new HumanContactAttempted(DemoPeople.Landlord, Guid.NewGuid(), Guid.NewGuid(), request, home.HouseholdRef, false, now, now));
        await Eventually.TrueAsync(async () => await CountAsync($"messages.message where repair_id = '{repair}' and template = 'appointment-cancelled' and state = 'sent'") == 1, 60, "what waited to be told");
        var body = await _system.ScalarAsync<string>($"select body from messages.message where repair_id = '{repair}' and template = 'appointment-cancelled'");
        Assert.Contains("We took back the time we gave you", body, StringComparison.Ordinal);
        Assert.Contains(token, body, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync($"messages.promise where repair_id = '{repair}' and code = 'call' and state = 'open' and due_by > '{now:O}'"));
        Assert.Equal(HttpStatusCode.Created, (await _system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = (await _system.ChoicesAsync(token))[0].ChoiceId })).Status);
    }

    [Fact]
    [Trait("requirement", "11")]
    public async Task What_they_chose_an_emergency_and_a_visit_under_way_stand_and_whoever_comes_is_announced()
    {
        var home = await _system.HomeAsync(operatives: 3, from: "06:30", to: "22:00");
        var (emergency, _) = await _system.RepairAsync(home, priority: "emergency");
        var (chosen, token) = await _system.RepairAsync(home);
        await _system.BookFirstAsync(token);
        var (spoken, _) = await _system.RepairAsync(home);
        await BookAsync(spoken, by: "resident");
        var (begun, _) = await _system.RepairAsync(home);
        var (part, _) = await _system.RepairAsync(home);
        await BookAsync(part);
        var visit = await BookAsync(begun);
        await using (var admin = await _system.AdminAsync())
        await using (var bundle = new Npgsql.NpgsqlCommand($"update booking.appointment set bundle_id = '{Guid.NewGuid()}' where repair_id in ('{part}', '{begun}')", admin))
            await bundle.ExecuteNonQueryAsync();
        await VisitsKnowsAsync(visit.VisitId);
        var away = await _system.NowAsync();
        await _system.PublishAsync("Visits", new OperativeOnTheWay(DemoPeople.Landlord, visit.VisitId, begun, home.HouseholdRef, home.Operatives[0], away.AddMinutes(30), away));
        await Eventually.TrueAsync(async () => await CountAsync($"booking.appointment where repair_id = '{begun}' and status = 'started'") == 1);
        await TriggerAsync(home, chosen);
        await PausedAsync(home);
        var coming = await _system.ScalarAsync<Guid>($"select visit_id from booking.appointment where repair_id = '{emergency}' and status = 'booked'");
        away = await _system.NowAsync();
        await _system.PublishAsync("Visits", new OperativeOnTheWay(DemoPeople.Landlord, coming, emergency, home.HouseholdRef, home.Operatives[0], away.AddMinutes(30), away));

        foreach (var repair in (Guid[])[emergency, begun])
            await Eventually.TrueAsync(async () => await CountAsync($"messages.message where repair_id = '{repair}' and template = 'on-the-way' and state = 'sent'") == 1, 60, "the word that somebody is on the way");
        Assert.Equal(0, await CountAsync($"booking.appointment where repair_id in ('{emergency}', '{chosen}', '{spoken}', '{begun}', '{part}') and status = 'cancelled'"));

        // Neither do they stand in the way of a later one.
        var other = await _system.HomeAsync();
        var (behind, _) = await _system.RepairAsync(other);
        await BookAsync(behind);
        await TriggerAsync(other, behind);
        await CancelledAsync(behind);
        Assert.Equal("booked", await StatusAsync(part));
    }

    [Fact]
    [Trait("requirement", "58")]
    public async Task A_pause_heard_twice_after_its_end_or_with_a_crash_takes_back_once_or_not_at_all()
    {
        var (home, ended) = (await _system.HomeAsync(operatives: 2), await _system.HomeAsync());
        var ((repair, _), (kept, _)) = (await _system.RepairAsync(home), await _system.RepairAsync(ended));
        await BookAsync(repair);
        await BookAsync(kept);
        var (now, id, request) = (await _system.NowAsync(), Guid.NewGuid(), Guid.NewGuid());

        // The end is heard first.
        await _system.PublishAsync("NoAccess", new AttemptsResumed(DemoPeople.Landlord, request, ended.HouseholdRef, "person-tried", now));
        await Eventually.TrueAsync(async () => await CountAsync($"booking.attempts_pause where request_id = '{request}'") == 1);
        await _system.PublishAsync("NoAccess", new AttemptsPaused(DemoPeople.Landlord, request, ended.HouseholdRef, now.AddMinutes(-5)));

        await _system.RestartAsync(new Dictionary<string, string> { ["REPAIRS_FAILPOINT"] = "consumer-committed:1" });
        var paused = new AttemptsPaused(DemoPeople.Landlord, Guid.NewGuid(), home.HouseholdRef, now);
        await _system.PublishAsync("NoAccess", paused, id);
        await Eventually.TrueAsync(() => Task.FromResult(_system.HasEnded), 60, "the process to die after its commit");
        await _system.RestartAsync();
        await _system.PublishAsync("NoAccess", paused, id);
        await _system.PublishAsync("NoAccess", paused with { OccurredAt = now.AddSeconds(1) });
        await CancelledAsync(repair);
        await _system.SettleAsync();

        Assert.Equal(1, await CountAsync($"booking.event_log where type = 'AppointmentCancelled' and body->>'repairId' = '{repair}'"));
        Assert.Equal(1, await CountAsync($"booking.call_back where repair_id = '{repair}' and kept_at is null"));
        Assert.Equal(("open", "booked"), (await StatusAsync(repair), await StatusAsync(kept)));
    }

    [Fact]
    [Trait("requirement", "11")]
    public async Task A_visit_the_desk_books_at_the_moment_of_the_trigger_does_not_stay()
    {
        for (var round = 0; round < 4; round++)
        {
            var home = await _system.HomeAsync();
            var (repair, _) = await _system.RepairAsync(home);
            using var desk = _system.As(Roles.Desk);
            var choices = BookingApi.Read((await desk.GetBodyAsync($"/api/repairs/{repair}/choices?show=all")).Body);
            await Task.WhenAll(
                desk.PostBodyAsync($"/api/repairs/{repair}/appointment", new { choiceId = choices[^1].ChoiceId }),
                _system.PublishAsync("NoAccess", new AttemptsPaused(DemoPeople.Landlord, Guid.NewGuid(), home.HouseholdRef, await _system.NowAsync())));
            await Eventually.TrueAsync(async () => await CountAsync($"booking.attempts_pause where household_ref = '{home.HouseholdRef}'") == 1);
            await Eventually.TrueAsync(async () => await StatusAsync(repair) == "open" && await CountAsync($"booking.place where repair_id = '{repair}' and status = 'booked'") == 0);
        }
    }

    private sealed record Booked(Guid VisitId, DateOnly Date, string From, DateTimeOffset Start);

    /// <summary>The desk books the last of the choices, without asking the resident.</summary>
    private async Task<Booked> BookAsync(Guid repair, string? by = null)
    {
        using var desk = _system.As(Roles.Desk);
        var choice = BookingApi.Read((await desk.GetBodyAsync($"/api/repairs/{repair}/choices?show=all")).Body)[^1];
        var (status, body) = await desk.PostBodyAsync($"/api/repairs/{repair}/appointment", new { choiceId = choice.ChoiceId, by });
        Assert.Equal(HttpStatusCode.Created, status);
        return new(body.GetProperty("visitId").GetGuid(), choice.Date, choice.From, LondonTime.Instant(choice.Date, TimeOnly.Parse(choice.From, System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>Somebody at another visit was worried: NoAccess asks for a person.</summary>
    private async Task<Guid> TriggerAsync(Home home, Guid repair)
    {
        await _system.PublishAsync("Visits", new WelfareConcernRaised(DemoPeople.Landlord, Guid.NewGuid(), repair, home.HouseholdRef, false, await _system.NowAsync()));
        await PausedAsync(home);
        return Guid.Parse((await _system.ScalarAsync<string>($"select decision_id::text from noaccess.decision where household_ref = '{home.HouseholdRef}' and kind = 'follow-up'"))!);
    }

    private Task PausedAsync(Home home) => Eventually.TrueAsync(async () => await CountAsync($"booking.attempts_pause where household_ref = '{home.HouseholdRef}' and paused_at is not null") == 1, 60, "Booking to hear of the pause");

    private async Task CancelledAsync(Guid repair)
    {
        await Eventually.TrueAsync(async () => await CountAsync($"booking.appointment where repair_id = '{repair}' and status = 'cancelled'") == 1, 60, "the visit to be taken back");
        await _system.SettleAsync();
    }

    private async Task VisitsKnowsAsync(params Guid[] visits)
    {
        foreach (var visit in visits)
            await Eventually.TrueAsync(async () => await CountAsync($"visits.visit where visit_id = '{visit}'") == 1, 60, "the operative's day");
    }

    /// <summary>The visits of a day, as the people who work there see them.</summary>
    private async Task<List<Guid>> DaysAsync(Home home, DateOnly date)
    {
        List<Guid> visits = [];
        foreach (var person in home.Operatives)
        {
            using var van = _system.As(Roles.Operative, person);
            visits.AddRange((await van.GetBodyAsync($"/api/visits?date={date:yyyy-MM-dd}")).Body.EnumerateArray().Select(v => v.GetProperty("visitId").GetGuid()));
        }

        return visits;
    }

    private Task<string?> StatusAsync(Guid repair) => _system.ScalarAsync<string>($"select status from booking.repair where repair_id = '{repair}'");

    private Task<long> CountAsync(string of) => _system.ScalarAsync<long>($"select count(*) from {of}");
}
