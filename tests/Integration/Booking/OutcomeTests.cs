using System.Net;
using System.Text.Json;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

/// <summary>What reports from the door do to a repair: done work finishes it, a missed visit never does.</summary>
[Collection(SystemCollection.Name)]
public sealed class OutcomeTests(SharedSystem shared)
{
    private readonly RepairsSystem _system = shared.System;

    [Fact]
    [Trait("requirement", "2")]
    public async Task After_any_number_of_misses_the_repair_is_open_and_can_be_booked_again()
    {
        var home = await _system.HomeAsync();
        var (repairId, token) = await _system.RepairAsync(home);
        for (var i = 1; i <= 3; i++)
        {
            var visit = await _system.BookFirstAsync(token);
            await ReportAsync(home, repairId, visit, (DoorOutcome)(9 + i));
            var repair = await UntilAsync(repairId, r => r.GetProperty("status").GetString() == "open" && r.GetProperty("visits").GetArrayLength() == i);
            Assert.All(repair.GetProperty("appointments").EnumerateArray(), a => Assert.Equal("missed", a.GetProperty("status").GetString()));
        }

        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.event_log where type in ('RepairFinished', 'RepairWithdrawn') and body ->> 'repairId' = '{repairId}'"));
        Assert.NotEmpty(await _system.ChoicesAsync(token));
    }

    [Fact]
    public async Task Done_work_finishes_the_repair_and_part_done_leaves_it_open()
    {
        var home = await _system.HomeAsync();
        var (repairId, token) = await _system.RepairAsync(home);
        await ReportAsync(home, repairId, await _system.BookFirstAsync(token), DoorOutcome.DO02);
        await UntilAsync(repairId, r => r.GetProperty("status").GetString() == "open");

        var second = await _system.BookFirstAsync(token);
        var report = await ReportAsync(home, repairId, second, DoorOutcome.DO01);
        await UntilAsync(repairId, r => r.GetProperty("status").GetString() == "finished");
        await _system.PublishAsync("Visits", report, Guid.NewGuid());
        await _system.RepublishAsync("Visits");
        await _system.SettleAsync();

        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from booking.event_log where type = 'RepairFinished' and body ->> 'repairId' = '{repairId}'"));
    }

    [Fact]
    public async Task A_correction_opens_the_repair_again_whatever_the_order_of_arrival()
    {
        var home = await _system.HomeAsync();
        foreach (var late in (bool[])[false, true])
        {
            var (repairId, token) = await _system.RepairAsync(home);
            var visit = await _system.BookFirstAsync(token);
            var wrong = Report(home, repairId, visit, DoorOutcome.DO01);
            var right = Report(home, repairId, visit, DoorOutcome.DO10) with { Supersedes = wrong.ReportId, OccurredAt = wrong.OccurredAt.AddMinutes(1) };
            await _system.PublishAsync("Visits", late ? right : wrong);
            await UntilAsync(repairId, r => r.GetProperty("visits")[0].GetProperty("outcome").ValueKind == JsonValueKind.String);
            await _system.PublishAsync("Visits", late ? wrong : right);
            await _system.SettleAsync();

            var repair = await UntilAsync(repairId, r => r.GetProperty("status").GetString() == "open");
            Assert.Equal("DO10", repair.GetProperty("visits")[0].GetProperty("outcome").GetString());
        }
    }

    [Fact]
    public async Task A_report_about_a_time_that_was_changed_leaves_the_new_time_standing()
    {
        var home = await _system.HomeAsync();
        var (repairId, token) = await _system.RepairAsync(home);
        var visit = await _system.BookFirstAsync(token);
        var other = (await _system.ChoicesAsync(token, all: true))[^1];
        Assert.Equal(HttpStatusCode.OK, (await _system.Anyone.PutBodyAsync($"/api/resident/{token}/appointment", new { choiceId = other.ChoiceId })).Status);

        await ReportAsync(home, repairId, visit, DoorOutcome.DO22);
        await _system.SettleAsync();

        Assert.Equal("booked", (await UntilAsync(repairId, _ => true)).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("requirement", "2")]
    [Trait("requirement", "8")]
    public async Task Work_said_to_be_done_that_was_not_opens_the_repair_again_once_the_resident_was_right(bool attributionFirst)
    {
        var home = await _system.HomeAsync();
        var (repairId, token) = await _system.RepairAsync(home);
        var visit = await _system.BookFirstAsync(token);
        var upheld = new VisitAttributed("demo", visit.VisitId, repairId, home.HouseholdRef, home.Patch, "plumbing", DoorOutcome.DO01, Attribution.Ours, 90, visit.To);
        if (attributionFirst)
            await _system.PublishAsync("NoAccess", upheld);
        await ReportAsync(home, repairId, visit, DoorOutcome.DO01);
        if (!attributionFirst)
        {
            await UntilAsync(repairId, r => r.GetProperty("status").GetString() == "finished");
            await _system.PublishAsync("NoAccess", upheld);
        }

        var repair = await UntilAsync(repairId, r => r.GetProperty("status").GetString() == "open" && r.GetProperty("visits").GetArrayLength() == 1 && StatusesOf(r).Contains("missed"));
        Assert.Equal(["missed"], StatusesOf(repair));
        Assert.NotEmpty(await _system.ChoicesAsync(token));
        await _system.RepublishAsync("Visits");
        await _system.SettleAsync();
        Assert.Equal("open", (await UntilAsync(repairId, _ => true)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_report_from_a_visit_before_the_time_was_moved_leaves_the_new_time_standing()
    {
        var home = await _system.HomeAsync();
        var (repairId, token) = await _system.RepairAsync(home);
        var visit = await _system.BookFirstAsync(token);

        await _system.PublishAsync("Visits", Report(home, repairId, visit, DoorOutcome.DO10) with { ArrivedAt = visit.From.AddDays(-2), OccurredAt = visit.From.AddDays(-2) });
        var repair = await UntilAsync(repairId, r => r.GetProperty("visits").GetArrayLength() == 1);

        Assert.Equal("booked", repair.GetProperty("status").GetString());
        Assert.Equal(["booked"], StatusesOf(repair));
    }

    [Fact]
    public async Task A_report_of_whoever_came_before_the_visit_was_given_to_somebody_else_leaves_it_with_them()
    {
        var home = await _system.HomeAsync();
        var (repairId, token) = await _system.RepairAsync(home);
        var visit = await _system.BookFirstAsync(token);
        await using (var admin = await _system.AdminAsync())
        await using (var handOver = new Npgsql.NpgsqlCommand($"update booking.appointment set booked_at = '{visit.From.AddHours(1):O}' where repair_id = '{repairId}'", admin))
            await handOver.ExecuteNonQueryAsync();

        await ReportAsync(home, repairId, visit, DoorOutcome.DO10);
        var repair = await UntilAsync(repairId, r => r.GetProperty("visits").GetArrayLength() == 1);
        Assert.Equal("booked", repair.GetProperty("status").GetString());
        Assert.Equal(["booked"], StatusesOf(repair));

        await _system.PublishAsync("Visits", Report(home, repairId, visit, DoorOutcome.DO10) with { ArrivedAt = visit.From.AddHours(2), OccurredAt = visit.From.AddHours(3) });
        Assert.Equal(["missed"], StatusesOf(await UntilAsync(repairId, r => r.GetProperty("status").GetString() == "open")));
    }

    [Fact]
    public async Task Somebody_on_their_way_is_seen_and_belongs_to_the_time_that_stood_then()
    {
        var home = await _system.HomeAsync();
        var (repairId, token) = await _system.RepairAsync(home);
        var visit = await _system.BookFirstAsync(token);
        var onTheWay = new OperativeOnTheWay("demo", visit.VisitId, repairId, home.HouseholdRef, home.Operatives[0], visit.From, await _system.NowAsync());
        await _system.PublishAsync("Visits", onTheWay);
        await UntilAsync(repairId, r => StatusesOf(r).Contains("started"));
        Assert.Contains("We are on our way", await _system.Anyone.GetStringAsync($"/r/{token}"), StringComparison.Ordinal);

        var other = (await _system.ChoicesAsync(token, all: true))[^1];
        Assert.Equal(HttpStatusCode.OK, (await _system.Anyone.PutBodyAsync($"/api/resident/{token}/appointment", new { choiceId = other.ChoiceId })).Status);
        await _system.PublishAsync("Visits", onTheWay, Guid.NewGuid());
        await _system.SettleAsync();

        Assert.Equal(["booked", "changed"], StatusesOf(await UntilAsync(repairId, _ => true)).Order());
    }

    [Fact]
    public async Task A_hold_ends_by_the_databases_clock_and_an_old_offer_is_answered_with_fresh_choices()
    {
        var home = await _system.ScarceHomeAsync(1, "08:00", "09:00", daysAhead: 6);
        var homes = await _system.NeighboursAsync(home, 2);
        var (_, mine) = await _system.RepairAsync(homes[0]);
        var (_, theirs) = await _system.RepairAsync(homes[1]);
        var myChoice = (await _system.ChoicesAsync(mine))[0];
        var theirChoice = (await _system.ChoicesAsync(theirs))[0];
        Assert.Equal(HttpStatusCode.Created, (await _system.Anyone.PostBodyAsync($"/api/resident/{mine}/hold", new { choiceId = myChoice.ChoiceId })).Status);

        await _system.MoveClockAsync(TimeSpan.FromMinutes(9));
        Assert.Equal(HttpStatusCode.Conflict, (await _system.Anyone.PostBodyAsync($"/api/resident/{theirs}/hold", new { choiceId = theirChoice.ChoiceId })).Status);
        await _system.MoveClockAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.Created, (await _system.Anyone.PostBodyAsync($"/api/resident/{theirs}/appointment", new { choiceId = theirChoice.ChoiceId })).Status);
        Assert.Equal("/problems/slot-taken", (await _system.Anyone.PostBodyAsync($"/api/resident/{mine}/appointment", new { choiceId = myChoice.ChoiceId })).Body.GetProperty("type").GetString());

        var (_, patient) = await _system.RepairAsync(await _system.HomeAsync());
        var old = (await _system.ChoicesAsync(patient))[^1];
        await _system.MoveClockAsync(TimeSpan.FromHours(25));
        var answer = await _system.Anyone.PostBodyAsync($"/api/resident/{patient}/appointment", new { choiceId = old.ChoiceId });
        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Equal("/problems/offer-expired", answer.Body.GetProperty("type").GetString());
        var fresh = BookingApi.Read(answer.Body);
        Assert.Equal(HttpStatusCode.Created, (await _system.Anyone.PostBodyAsync($"/api/resident/{patient}/appointment", new { choiceId = fresh[0].ChoiceId })).Status);
    }

    [Fact]
    public async Task Other_services_get_the_facts_they_need_and_strangers_get_nothing()
    {
        var home = await _system.HomeAsync();
        var (repairId, token) = await _system.RepairAsync(home);
        var visit = await _system.BookFirstAsync(token);
        Assert.Equal(HttpStatusCode.NotFound, (await _system.Anyone.GetBodyAsync($"/internal/booking/job-sheets/{visit.VisitId}")).Status);
        using var service = _system.Client();
        service.DefaultRequestHeaders.Add("X-Service-Token", _system.Setting("Repairs__ServiceToken"));

        var sheet = (await service.GetBodyAsync($"/internal/booking/job-sheets/{visit.VisitId}")).Body;
        var name = (await service.GetBodyAsync($"/internal/booking/operatives/demo/{home.Operatives[0]}")).Body;
        var repair = (await service.GetBodyAsync($"/internal/booking/repairs/{repairId}")).Body;
        var link = (await service.GetBodyAsync($"/internal/booking/links/{repairId}")).Body;

        Assert.Equal("1 Test Street, Townsville", sheet.GetProperty("address").GetString());
        Assert.Equal("Sam", sheet.GetProperty("operativeFirstName").GetString());
        Assert.Equal("Sam", name.GetProperty("firstName").GetString());
        Assert.Equal(home.HouseholdRef, repair.GetProperty("householdRef").GetString());
        Assert.EndsWith(token, repair.GetProperty("residentLink").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, link.GetProperty("linkVersion").GetInt32());
    }

    private static IEnumerable<string?> StatusesOf(JsonElement repair) => repair.GetProperty("appointments").EnumerateArray().Select(a => a.GetProperty("status").GetString());

    private async Task<VisitOutcomeReported> ReportAsync(Home home, Guid repairId, (Guid VisitId, DateTimeOffset From, DateTimeOffset To, JsonElement Body) visit, DoorOutcome outcome)
    {
        var report = Report(home, repairId, visit, outcome);
        await _system.PublishAsync("Visits", report);
        return report;
    }

    private static VisitOutcomeReported Report(Home home, Guid repairId, (Guid VisitId, DateTimeOffset From, DateTimeOffset To, JsonElement Body) visit, DoorOutcome outcome) => new(
        "demo", Guid.NewGuid(), null, visit.VisitId, repairId, home.HouseholdRef, home.Patch, "plumbing", Priority.Routine, home.Contractor, home.Operatives[0], outcome,
        visit.From, visit.From.AddMinutes(15), null, [], visit.From, visit.To, Actor.Contractor, visit.From.AddMinutes(20));

    private Task<JsonElement> UntilAsync(Guid repairId, Func<JsonElement, bool> until) => Eventually.Async(
        async () => (await _system.As(Roles.Desk).GetBodyAsync($"/api/repairs/{repairId}")).Body, until, 60, "the repair to learn of it");
}
