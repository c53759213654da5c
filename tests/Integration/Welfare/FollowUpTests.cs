using System.Net;
using System.Text.Json;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Welfare;

/// <summary>From the request to the closing, over the outward API.</summary>
[Collection(SystemCollection.Name)]
public sealed class FollowUpTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    private static string NewHousehold() => $"H-{Guid.NewGuid():N}";

    private async Task<WelfareFollowUpRequested> RequestAsync(string household, Guid? request = null, params string[] because)
    {
        var e = new WelfareFollowUpRequested("demo", request ?? Guid.NewGuid(), household, Guid.NewGuid(), [Guid.NewGuid()], because.Length > 0 ? because : ["two-on-one-repair"], Risk.Standard, await System.NowAsync());
        await System.PublishAsync("NoAccess", e);
        await System.SettleAsync();
        return e;
    }

    private async Task<List<JsonElement>> ListAsync(string household, string state = "open")
    {
        using var officer = System.As(Roles.Welfare);
        var all = await World.SendAsync(officer, HttpMethod.Get, $"/api/follow-ups?state={state}", null);
        return [.. all.EnumerateArray().Where(f => f.GetProperty("householdRef").GetString() == household)];
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, object body, string role = Roles.Welfare)
    {
        using var officer = System.As(role);
        using var content = new StringContent(JsonSerializer.Serialize(body, Json.Options), global::System.Text.Encoding.UTF8, "application/json");
        using var answer = await officer.PostAsync(new Uri(path, UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    private Task<long> ToldAsync(string type, string household) =>
        System.ScalarAsync<long>($"select count(*) from welfare.event_log where type = '{type}' and subject = '{household}'");

    [Fact]
    [Trait("requirement", "11")]
    public async Task A_request_opens_one_case_with_an_owner_a_reason_and_a_due_time_however_often_it_comes()
    {
        var household = NewHousehold();
        var first = await RequestAsync(household);
        await System.PublishAsync("NoAccess", first);
        await RequestAsync(household);
        var followUp = Assert.Single(await ListAsync(household));
        Assert.False(string.IsNullOrEmpty(followUp.GetProperty("owner").GetString()));
        Assert.Equal("two-on-one-repair", followUp.GetProperty("because")[0].GetString());
        Assert.Equal("standard", followUp.GetProperty("risk").GetString());
        Assert.True(followUp.GetProperty("dueBy").GetDateTimeOffset() > await System.NowAsync());
        Assert.Equal(1, await ToldAsync("FollowUpOpened", household));
    }

    [Fact]
    [Trait("requirement", "11")]
    public async Task Fifty_requests_at_once_for_one_household_open_one_case()
    {
        var household = NewHousehold();
        var now = await System.NowAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 50), new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (_, _) =>
            await System.PublishAsync("NoAccess", new WelfareFollowUpRequested("demo", Guid.NewGuid(), household, null, [], ["silence"], Risk.Medium, now)));
        await System.SettleAsync();
        Assert.Single(await ListAsync(household));
        Assert.Equal(1, await ToldAsync("FollowUpOpened", household));
    }

    [Fact]
    public async Task A_person_asks_is_a_lighter_task_that_a_follow_up_takes_over()
    {
        var household = NewHousehold();
        await System.PublishAsync("NoAccess", new HumanContactRequested("demo", Guid.NewGuid(), household, Guid.NewGuid(), Guid.NewGuid(), ["adjustment"], await System.NowAsync()));
        await System.SettleAsync();
        Assert.Equal("person-asks", Assert.Single(await ListAsync(household)).GetProperty("kind").GetString());
        Assert.Equal(0, await ToldAsync("FollowUpOpened", household));
        await RequestAsync(household);
        Assert.Equal("follow-up", Assert.Single(await ListAsync(household)).GetProperty("kind").GetString());
    }

    [Fact]
    public async Task It_is_closed_by_a_person_with_a_reason_after_contact_and_then_the_next_request_opens_another()
    {
        var household = NewHousehold();
        await RequestAsync(household);
        var id = Assert.Single(await ListAsync(household)).GetProperty("followUpId").GetGuid();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync($"/api/follow-ups/{id}/close", new { outcome = "Sorted", reason = "They chose a morning" })).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync($"/api/follow-ups/{id}/attempts", new { how = "letter", reached = false })).Status);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync($"/api/follow-ups/{id}/attempts", new { how = "call", reached = true, learned = "Mornings are hard <b>🙂</b>", reason = "R09" })).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync($"/api/follow-ups/{id}/help", new { words = "Come after ten" })).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync($"/api/follow-ups/{id}/assign", new { owner = "Priya", risk = "high" })).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync($"/api/follow-ups/{id}/close", new { outcome = "Sorted", reason = "They chose a morning" })).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync($"/api/follow-ups/{id}/close", new { outcome = "Sorted", reason = "They chose a morning" })).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync($"/api/follow-ups/{id}/attempts", new { how = "call", reached = true })).Status);

        using var officer = System.As(Roles.Welfare);
        var one = await World.SendAsync(officer, HttpMethod.Get, $"/api/follow-ups/{id}", null);
        Assert.Equal("Priya", one.GetProperty("owner").GetString());
        Assert.Equal("Mornings are hard <b>🙂</b>", one.GetProperty("attempts")[0].GetProperty("learned").GetString());
        Assert.Equal((1, 1, 1, 1), (await ToldAsync("HumanContactAttempted", household), await ToldAsync("ReasonShared", household), await ToldAsync("WhatWouldHelpAgreed", household), await ToldAsync("FollowUpClosed", household)));
        await RequestAsync(household);
        Assert.Single(await ListAsync(household));
        Assert.Equal(2, (await ListAsync(household, "")).Count);
    }

    [Fact]
    public async Task Stopping_without_contact_needs_a_supervisors_name()
    {
        var household = NewHousehold();
        await RequestAsync(household);
        var id = Assert.Single(await ListAsync(household)).GetProperty("followUpId").GetGuid();
        await PostAsync($"/api/follow-ups/{id}/attempts", new { how = "visit", reached = false });
        Assert.Equal(HttpStatusCode.OK, (await PostAsync($"/api/follow-ups/{id}/close", new { outcome = "We stop for now", reason = "Four tries in two weeks", supervisor = "Jo Lead" })).Status);
    }

    [Fact]
    public async Task A_worry_makes_an_open_follow_up_more_pressing()
    {
        var household = NewHousehold();
        await RequestAsync(household);
        await System.PublishAsync("Visits", new WelfareConcernRaised("demo", Guid.NewGuid(), Guid.NewGuid(), household, true, await System.NowAsync()));
        await System.SettleAsync();
        var followUp = Assert.Single(await ListAsync(household));
        Assert.Equal("immediate", followUp.GetProperty("risk").GetString());
        Assert.True(followUp.GetProperty("dueBy").GetDateTimeOffset() <= await System.NowAsync());
    }

    [Fact]
    [Trait("requirement", "52")]
    public async Task Caps_hold_when_many_arrive_at_once_and_the_rest_goes_to_the_manager()
    {
        var name = $"Officer {Guid.NewGuid():N}";
        Assert.Equal(HttpStatusCode.Created, (await PostAsync("/api/welfare/officers", new { name, cap = 5 }, Roles.Manager)).Status);
        var now = await System.NowAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 40), new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (_, _) =>
            await System.PublishAsync("NoAccess", new WelfareFollowUpRequested("demo", Guid.NewGuid(), NewHousehold(), null, [], ["silence"], Risk.Standard, now)));
        await System.SettleAsync();
        Assert.Equal(5, await System.ScalarAsync<long>($"select sum(weight) from welfare.follow_up where owner = '{name}' and state = 'open'"));
        Assert.Equal(HttpStatusCode.Created, (await PostAsync("/api/welfare/officers", new { name, cap = 0, cover = "Cover", awayFrom = LondonTime.DateOf(now), awayUntil = LondonTime.DateOf(now).AddDays(60) })).Status);
        Assert.Equal(0, await System.ScalarAsync<long>($"select count(*) from welfare.follow_up where owner = '{name}' and state = 'open'"));
    }

    [Fact]
    [Trait("requirement", "22")]
    public async Task A_pause_is_told_without_its_kind_and_can_be_ended_once()
    {
        var household = NewHousehold();
        var today = LondonTime.DateOf(await System.NowAsync());
        var (status, body) = await PostAsync($"/api/households/{household}/pauses", new { from = today.AddDays(-1), to = today.AddDays(7), kind = "hospital" });
        Assert.True(status == HttpStatusCode.Created, body.ToString());
        var path = $"/api/households/{household}/pauses/{body.GetProperty("pauseId").GetGuid()}/end";
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(path, new { })).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(path, new { })).Status);
        Assert.Equal((1, 1), (await ToldAsync("AvailabilityPaused", household), await ToldAsync("AvailabilityResumed", household)));
        await System.SettleAsync();
        Assert.Equal(0, await System.ScalarAsync<long>($"select count(*) from noaccess.fact where household_ref = '{household}' and body::text ilike '%hospital%'"));
        Assert.Equal(2, await System.ScalarAsync<long>($"select count(*) from noaccess.fact where household_ref = '{household}'"));
    }

    [Theory]
    [InlineData("from", "{\"kind\":\"asked\"}")]
    [InlineData("from", "{\"from\":\"1900-01-01\",\"kind\":\"asked\"}")]
    [InlineData("to", "{\"from\":\"TODAY\",\"to\":\"2001-11-19\",\"kind\":\"asked\"}")]
    [InlineData("to", "{\"from\":\"TODAY\",\"to\":\"tomorrow\",\"kind\":\"asked\"}")]
    [InlineData("kind", "{\"from\":\"TODAY\",\"kind\":\"stroke\"}")]
    public async Task A_pause_that_makes_no_sense_is_explained(string field, string json)
    {
        var today = LondonTime.DateOf(await System.NowAsync()).ToString("yyyy-MM-dd", global::System.Globalization.CultureInfo.InvariantCulture);
        var (status, body) = await PostAsync($"/api/households/{NewHousehold()}/pauses", JsonDocument.Parse(json.Replace("TODAY", today, StringComparison.Ordinal)).RootElement);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.True(body.GetProperty("errors").TryGetProperty(field, out _), body.ToString());
    }

    [Fact]
    [Trait("requirement", "25")]
    public async Task A_concern_keeps_nothing_about_who_raised_it_and_only_a_hash_of_its_code()
    {
        var worry = $"I have not seen her for days {Guid.NewGuid():N}";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/concerns") { Content = new StringContent(JsonSerializer.Serialize(new { worry, where = "number nine" }, Json.Options), global::System.Text.Encoding.UTF8, "application/json") };
        request.Headers.UserAgent.ParseAdd("canary-agent/1.0");
        request.Headers.Add("X-Forwarded-For", "203.0.113.77");
        using var answer = await System.Anyone.SendAsync(request);
        var code = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString()!;
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var row = await System.ScalarAsync<string>($"select c::text from welfare.concern c where worry = '{worry}'");
        Assert.DoesNotContain(code, row);
        Assert.DoesNotContain("canary-agent", row + System.Log);
        Assert.DoesNotContain("203.0.113.77", row + System.Log);
        Assert.DoesNotContain(worry, System.Log);
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync("/api/concerns/more", new { code = code.ToLowerInvariant(), words = "The light came on" })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync("/api/concerns/more", new { code = "AAAAAAAAAAAA", words = "x" })).Status);
    }

    [Fact]
    public async Task Every_read_is_written_down_and_what_is_written_stands()
    {
        var household = NewHousehold();
        await RequestAsync(household);
        var id = Assert.Single(await ListAsync(household)).GetProperty("followUpId").GetGuid();
        using var officer = System.As(Roles.Welfare);
        await World.SendAsync(officer, HttpMethod.Get, $"/api/follow-ups/{id}", null);
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from welfare.read_audit where follow_up_id = '{id}' and reader = 'demo-welfare'"));
        await using var role = await System.RoleAsync("Welfare");
        await using var change = new Npgsql.NpgsqlCommand("update welfare.read_audit set reader = 'nobody'", role);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => change.ExecuteNonQueryAsync());
        await using var remove = new Npgsql.NpgsqlCommand("delete from welfare.read_audit", role);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => remove.ExecuteNonQueryAsync());
    }

    [Theory]
    [InlineData(Roles.Desk)]
    [InlineData(Roles.Operative)]
    [InlineData(Roles.Analyst)]
    [InlineData(Roles.Needs)]
    [InlineData(Roles.Messages)]
    public async Task Only_welfare_sees_follow_ups(string role)
    {
        using var other = System.As(role);
        using var list = await other.GetAsync(new Uri("/api/follow-ups", UriKind.Relative));
        using var one = await other.GetAsync(new Uri($"/api/follow-ups/{Guid.NewGuid()}", UriKind.Relative));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (list.StatusCode, one.StatusCode));
    }
}
