using System.Net;
using System.Text.Json;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.NoAccess;

/// <summary>Hazards and what we owe for them, on a real system: from what was seen at a door to the last duty.</summary>
[Collection(SystemCollection.Name)]
public sealed class HazardTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    private async Task<(Story Story, AppointmentBooked Visit, Guid Hazard)> SeenAsync()
    {
        var now = await System.NowAsync();
        var story = new Story(System, now);
        var visit = story.Booked(Guid.NewGuid(), -0.02);
        await story.SayAsync(story.Raised, visit, story.Report(visit), Observed(story, visit, now));
        var hazard = StableId.Of("hazard", visit.VisitId.ToString());
        await System.SettleAsync();
        return (story, visit, hazard);
    }

    private static HazardObserved Observed(Story story, AppointmentBooked visit, DateTimeOffset at) => new(Story.Landlord, visit.VisitId, story.Repair, story.Household, "north", at);

    private static Task<JsonElement> SeeAsync(HttpClient desk, Guid hazard) => World.SendAsync(desk, HttpMethod.Get, $"/api/hazards/{hazard}", null);

    private static string[] Open(JsonElement hazard) =>
        [.. hazard.GetProperty("duties").EnumerateArray().Where(d => d.GetProperty("doneAt").ValueKind == JsonValueKind.Null && !d.GetProperty("notNeeded").GetBoolean()).Select(d => d.GetProperty("step").GetString()!).Order(StringComparer.Ordinal)];

    [Fact]
    [Trait("requirement", "37")]
    public async Task A_hazard_seen_on_a_missed_visit_starts_the_clock_once_however_often_and_late_it_is_told()
    {
        var now = await System.NowAsync();
        var story = new Story(System, now);
        var visit = story.Booked(Guid.NewGuid(), -0.02);
        var seen = Observed(story, visit, now);
        var id = Guid.NewGuid();
        await story.SayAsAsync(seen, id);
        await story.SayAsAsync(seen, id);
        await story.SayAsync(seen with { OccurredAt = now.AddMinutes(3) });
        await story.SayAsync(story.Report(visit), visit, story.Raised);
        await System.SettleAsync();
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from noaccess.hazard where household_ref = '{story.Household}'"));
        using var desk = System.As(Roles.Desk);
        var hazard = await SeeAsync(desk, StableId.Of("hazard", visit.VisitId.ToString()));
        Assert.Equal(["decide"], Open(hazard));
        Assert.True((hazard.GetProperty("becameAwareAt").GetDateTimeOffset() - now).Duration() < TimeSpan.FromSeconds(1));
        Assert.Equal(hazard.GetProperty("becameAwareAt").GetDateTimeOffset().AddHours(24), hazard.GetProperty("duties")[0].GetProperty("dueAt").GetDateTimeOffset());
        Assert.Equal("DO10", hazard.GetProperty("tried")[0].GetProperty("outcome").GetString());
    }

    [Fact]
    [Trait("requirement", "34")]
    [Trait("requirement", "35")]
    [Trait("requirement", "38")]
    public async Task From_what_was_seen_to_the_last_duty()
    {
        var (story, _, hazard) = await SeenAsync();
        using var desk = System.As(Roles.Desk);
        var now = await System.NowAsync();
        await FailsAsync(HttpStatusCode.Conflict, desk, $"/api/hazards/{hazard}/steps", new { step = "investigate", at = now, found = "significant", worksNeeded = true });
        await FailsAsync(HttpStatusCode.UnprocessableEntity, desk, $"/api/hazards/{hazard}/decision", new { kind = "ghosts", severity = "significant" });
        await World.SendAsync(desk, HttpMethod.Post, $"/api/hazards/{hazard}/decision", new { kind = "damp-and-mould", severity = "significant" });
        Assert.Equal(["investigate"], Open(await SeeAsync(desk, hazard)));

        // A miss changes nothing about what is owed.
        var before = await DutiesAsync(hazard);
        var missed = story.Booked(Guid.NewGuid(), -0.01);
        await story.SayAsync(missed, story.Report(missed));
        await System.SettleAsync();
        Assert.Equal(before, await DutiesAsync(hazard));

        await FailsAsync(HttpStatusCode.UnprocessableEntity, desk, $"/api/hazards/{hazard}/steps", new { step = "investigate", at = now, found = "significant" });
        await FailsAsync(HttpStatusCode.UnprocessableEntity, desk, $"/api/hazards/{hazard}/steps", new { step = "investigate", at = now.AddDays(2), found = "none" });
        for (var press = 0; press < 2; press++)
            await World.SendAsync(desk, HttpMethod.Post, $"/api/hazards/{hazard}/steps", new { step = "investigate", at = now, found = "significant", worksNeeded = true });
        Assert.Equal(["finish-works", "make-safe", "somewhere-else", "start-works", "summary", "works-begun"], Open(await SeeAsync(desk, hazard)));

        await FailsAsync(HttpStatusCode.UnprocessableEntity, desk, $"/api/hazards/{hazard}/summary", new { found = "It is your lifestyle.", action = "Open a window.", beginBy = "2027-01-04", endBy = "2027-01-08", sentHow = "post" });
        await FailsAsync(HttpStatusCode.UnprocessableEntity, desk, $"/api/hazards/{hazard}/summary", new { found = "There is mould.", action = "We clean it.", sentHow = "post" });
        await World.SendAsync(desk, HttpMethod.Post, $"/api/hazards/{hazard}/summary", new { found = "There is mould.", action = "We clean it.", beginBy = "2027-01-04", endBy = "2027-01-08", sentHow = "post" });
        foreach (var step in new[] { "make-safe", "works-begun", "finish-works" })
            await World.SendAsync(desk, HttpMethod.Post, $"/api/hazards/{hazard}/steps", new { step, at = now });
        var last = await SeeAsync(desk, hazard);
        Assert.Empty(Open(last));
        Assert.NotEqual(JsonValueKind.Null, last.GetProperty("closedAt").ValueKind);
        Assert.DoesNotContain(hazard.ToString(), (await World.SendAsync(desk, HttpMethod.Get, "/api/hazards", null)).ToString());
    }

    [Fact]
    [Trait("requirement", "34")]
    public async Task An_emergency_found_by_an_investigation_has_24_hours_from_then_and_the_list_has_late_first()
    {
        var (story, _, _) = await SeenAsync();
        using var desk = System.As(Roles.Desk);
        var now = await System.NowAsync();
        var told = (await World.SendAsync(desk, HttpMethod.Post, "/api/hazards", new { repairId = story.Repair, toldBy = "complaint", awareAt = now.AddDays(-3) })).GetProperty("hazardId").GetGuid();
        Assert.Equal(told, (await World.SendAsync(desk, HttpMethod.Post, "/api/hazards", new { repairId = story.Repair, toldBy = "complaint", awareAt = now.AddDays(-3) })).GetProperty("hazardId").GetGuid());
        var list = await World.SendAsync(desk, HttpMethod.Get, "/api/hazards", null);
        var mine = list.EnumerateArray().First(d => d.GetProperty("hazardId").GetGuid() == told);
        Assert.True(mine.GetProperty("late").GetBoolean());
        var due = list.EnumerateArray().Select(d => d.GetProperty("dueAt").ValueKind == JsonValueKind.Null ? DateTimeOffset.MaxValue : d.GetProperty("dueAt").GetDateTimeOffset()).ToList();
        Assert.Equal(due.Order(), due);

        await World.SendAsync(desk, HttpMethod.Post, $"/api/hazards/{told}/decision", new { kind = "electrical", severity = "significant" });
        await World.SendAsync(desk, HttpMethod.Post, $"/api/hazards/{told}/steps", new { step = "investigate", at = now.AddMinutes(-5), found = "emergency", worksNeeded = false });
        var safe = (await SeeAsync(desk, told)).GetProperty("duties").EnumerateArray().Single(d => d.GetProperty("step").GetString() == "make-safe");
        Assert.True((safe.GetProperty("dueAt").GetDateTimeOffset() - now.AddMinutes(-5).AddHours(24)).Duration() < TimeSpan.FromSeconds(1));
    }

    [Fact]
    [Trait("requirement", "37")]
    public async Task Whoever_judges_harm_sees_what_was_agreed_for_it_and_that_they_looked_is_written_down()
    {
        var (story, _, hazard) = await SeenAsync();
        using var needs = System.As(Roles.Needs);
        await World.SendAsync(needs, HttpMethod.Post, $"/api/households/{story.Household}/adjustments", new { code = "A22", words = "CANARY-OWN-WORDS", consent = new { how = "phone", at = await System.NowAsync() }, seenBy = new[] { "hazard-triage" }, reviewBy = LondonTime.DateOf(await System.NowAsync()).AddMonths(6) });
        await World.SendAsync(needs, HttpMethod.Post, $"/api/households/{story.Household}/adjustments", new { code = "A24", words = "CANARY-NOT-FOR-THIS", consent = new { how = "phone", at = await System.NowAsync() }, seenBy = new[] { "operative" }, reviewBy = LondonTime.DateOf(await System.NowAsync()).AddMonths(6) });
        using var desk = System.As(Roles.Desk);
        var page = await desk.GetStringAsync(new Uri($"/hazards/{hazard}/harm?kind=electrical", UriKind.Relative));
        Assert.Contains("Equipment that must keep its power", page);
        Assert.DoesNotContain("Little noise or smell", page);
        Assert.DoesNotContain("CANARY", page);
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from needs.read_audit where household_ref = '{story.Household}' and purpose = 'hazard triage {hazard}' and read_by not in ('NoAccess', 'Visits')"));
    }

    [Fact]
    [Trait("requirement", "34")]
    public async Task A_hazard_the_resident_tells_of_as_the_repair_is_raised_starts_the_clock_then()
    {
        var home = await System.HomeAsync(operatives: 1);
        using var desk = System.As(Roles.Desk);
        var body = new { householdRef = home.HouseholdRef, propertyRef = home.PropertyRef, trade = "plumbing", description = "Mould in the bedroom", priority = "routine" };
        var repair = (await World.SendAsync(desk, HttpMethod.Post, "/api/repairs", new { body.householdRef, body.propertyRef, body.trade, body.description, body.priority, hazard = true })).GetProperty("repairId").GetGuid();
        await World.SendAsync(desk, HttpMethod.Post, "/api/repairs", body);
        await System.RepublishAsync("Booking");
        await System.SettleAsync();
        var told = Assert.Single((await World.SendAsync(desk, HttpMethod.Get, "/api/hazards", null)).EnumerateArray(), d => d.GetProperty("repairId").GetGuid() == repair);
        Assert.Equal("decide", told.GetProperty("step").GetString());
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from noaccess.hazard where household_ref = '{home.HouseholdRef}' and told_by = 'resident'"));
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from noaccess.chronology_entry where repair_id = '{repair}' and kind = 'hazard'"));
    }

    [Fact]
    public async Task Every_page_about_a_hazard_and_its_repair_opens()
    {
        var (story, _, hazard) = await SeenAsync();
        using var desk = System.As(Roles.Desk);
        using var manager = System.As(Roles.Manager);
        await World.SendAsync(desk, HttpMethod.Post, $"/api/hazards/{hazard}/decision", new { kind = "damp-and-mould", severity = "significant" });
        var now = await System.NowAsync();
        foreach (var path in new[] { "", "/new", $"/{hazard}", $"/{hazard}/kind", $"/{hazard}/harm?kind=fire", $"/{hazard}/done/investigate", $"/{hazard}/found?at={now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}", $"/{hazard}/owner" })
            Assert.Contains("<h1", await desk.GetStringAsync(new Uri($"/hazards{path}", UriKind.Relative)));
        await World.SendAsync(desk, HttpMethod.Post, $"/api/hazards/{hazard}/steps", new { step = "investigate", at = now, found = "significant", worksNeeded = true });
        Assert.Contains("What do we tell them we found?", await desk.GetStringAsync(new Uri($"/hazards/{hazard}/summary", UriKind.Relative)));
        await World.SendAsync(desk, HttpMethod.Post, $"/api/hazards/{hazard}/summary", new { found = "There is mould.", action = "We clean it.", beginBy = "2027-01-04", endBy = "2027-01-08", sentHow = "post" });
        Assert.Contains("We aim to begin by", await desk.GetStringAsync(new Uri($"/hazards/{hazard}/summary/check", UriKind.Relative)));
        Assert.Contains("Which repair", await manager.GetStringAsync(new Uri("/chronology", UriKind.Relative)));
        var opening = (await World.SendAsync(manager, HttpMethod.Post, $"/api/chronology/{story.Repair}", new { name = "Kim Lee", purpose = "To see", offered = "Six times", capacity = "Yes", equality = "Weighed", alternatives = "A visit first", harm = "None" })).GetProperty("openingId").GetGuid();
        Assert.Contains("A hazard was seen on a visit", await manager.GetStringAsync(new Uri($"/chronology/{story.Repair}/{opening}", UriKind.Relative)));
    }

    [Fact]
    public async Task Nobody_but_the_desk_and_managers_sees_hazards_and_another_landlords_are_not_found()
    {
        var (_, _, hazard) = await SeenAsync();
        using var operative = System.As(Roles.Operative, "OP");
        await FailsAsync(HttpStatusCode.Forbidden, operative, $"/api/hazards/{hazard}/decision", new { kind = "fire", severity = "emergency" });
        using var desk = System.As(Roles.Desk);
        await FailsAsync(HttpStatusCode.NotFound, desk, $"/api/hazards/{Guid.NewGuid()}/decision", new { kind = "fire", severity = "emergency" });
        await FailsAsync(HttpStatusCode.NotFound, desk, "/api/hazards", new { repairId = Guid.NewGuid(), toldBy = "resident", awareAt = await System.NowAsync() });
    }

    [Fact]
    public async Task Two_people_at_once_make_one_deed()
    {
        var (_, _, hazard) = await SeenAsync();
        using var desk = System.As(Roles.Desk);
        await World.SendAsync(desk, HttpMethod.Post, $"/api/hazards/{hazard}/decision", new { kind = "fire", severity = "emergency" });
        var now = await System.NowAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => World.SendAsync(desk, HttpMethod.Post, $"/api/hazards/{hazard}/steps", new { step = "make-safe", at = now })));
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from noaccess.duty where hazard_id = '{hazard}' and step = 'make-safe' and done_at is not null"));
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from noaccess.duty where hazard_id = '{hazard}' and step = 'somewhere-else' and not_needed"));
    }

    private Task<string?> DutiesAsync(Guid hazard) => System.ScalarAsync<string>($"select string_agg(d::text, '|' order by step) from noaccess.duty d where hazard_id = '{hazard}'");

    private static async Task FailsAsync(HttpStatusCode expected, HttpClient client, string path, object body)
    {
        using var content = new StringContent(JsonSerializer.Serialize(body, Json.Options), global::System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        Assert.Equal(expected, answer.StatusCode);
    }
}
