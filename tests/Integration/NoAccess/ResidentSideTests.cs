using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.NoAccess;

/// <summary>The resident's record of our visits, disputes and their decisions, and feedback: over HTTP, on a real system.</summary>
[Collection(SystemCollection.Name)]
public sealed partial class ResidentSideTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    private SignedLink Links => new(new PlatformSettings { LinkKey = System.Setting("Repairs__LinkKey") });

    private async Task<(Story Story, AppointmentBooked Visit, string Token)> MissedAsync(DoorOutcome outcome = DoorOutcome.DO10)
    {
        var story = new Story(System, await System.NowAsync());
        var visit = story.Booked(Guid.NewGuid(), -0.02);
        await story.SayAsync(story.Raised, visit);
        await System.SettleAsync();
        await story.SayAsync(story.Report(visit, outcome));
        await System.SettleAsync();
        return (story, visit, Links.Make(story.Repair, 1));
    }

    private Task<JsonElement> GetAsync(string token) => World.SendAsync(System.Anyone, HttpMethod.Get, $"/api/resident/{token}/visits", null);

    private Task<JsonElement> PostAsync(string path, object? body = null) => World.SendAsync(System.Anyone, HttpMethod.Post, path, body);

    [Fact]
    [Trait("requirement", "8")]
    public async Task The_resident_reads_what_we_wrote_down_and_disputes_it_with_one_button()
    {
        var (story, visit, token) = await MissedAsync();
        var seen = Assert.Single((await GetAsync(token)).EnumerateArray());
        Assert.Equal("We came and nobody answered.", seen.GetProperty("words").GetString());
        Assert.Equal("Unknown", seen.GetProperty("attribution").GetString());

        var (form, cookie) = await FormAsync($"/r/{token}/visits");
        for (var press = 0; press < 2; press++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/r/{token}/visits?handler=Dispute&visitId={visit.VisitId}") { Content = new FormUrlEncodedContent(form) };
            request.Headers.Add("Cookie", cookie);
            using var answer = await System.Anyone.SendAsync(request);
            Assert.Equal((HttpStatusCode.Redirect, $"/r/{token}/visits"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        }

        Assert.Equal("Disputed", await story.AttributionAsync(visit.VisitId));
        Assert.Equal(1, await story.ToldAsync("VisitDisputed"));
        var page = await System.Anyone.GetStringAsync(new Uri($"/r/{token}/visits", UriKind.Relative));
        Assert.Contains("Someone who does not work for the contractor is looking at it", page);
        Assert.Contains("Housing Ombudsman", page);
    }

    [Theory]
    [InlineData(true, "Ours", 1)]
    [InlineData(false, "Unknown", 0)]
    [Trait("requirement", "8")]
    public async Task A_decision_needs_reasons_is_made_once_and_never_by_the_contractor(bool upheld, string attribution, int apologies)
    {
        var (story, visit, token) = await MissedAsync();
        await PostAsync($"/api/resident/{token}/visits/{visit.VisitId}/dispute", new { words = "I was in all day 🙂 <b>" });
        using var desk = System.As(Roles.Desk);
        var queue = await World.SendAsync(desk, HttpMethod.Get, "/api/disputes", null);
        Assert.Equal("I was in all day 🙂 <b>", queue.EnumerateArray().Single(d => d.GetProperty("visitId").GetGuid() == visit.VisitId).GetProperty("words").GetString());

        using var operative = System.As(Roles.Operative, "OP");
        await FailsAsync(HttpStatusCode.Forbidden, operative, $"/api/disputes/{visit.VisitId}/decision", new { upheld, reasons = "x" });
        await FailsAsync(HttpStatusCode.UnprocessableEntity, desk, $"/api/disputes/{visit.VisitId}/decision", new { upheld });
        await FailsAsync(HttpStatusCode.NotFound, desk, $"/api/disputes/{Guid.NewGuid()}/decision", new { upheld, reasons = "x" });
        await World.SendAsync(desk, HttpMethod.Post, $"/api/disputes/{visit.VisitId}/decision", new { upheld, reasons = "The photo shows another door" });
        await FailsAsync(HttpStatusCode.Conflict, desk, $"/api/disputes/{visit.VisitId}/decision", new { upheld, reasons = "again" });

        await System.SettleAsync();
        Assert.Equal(attribution, await story.AttributionAsync(visit.VisitId));
        Assert.Equal((1, apologies), (await story.ToldAsync("DisputeDecided"), await story.ToldAsync("LandlordMissed")));
        Assert.Equal("The photo shows another door", Assert.Single((await GetAsync(token)).EnumerateArray()).GetProperty("reasons").GetString());
    }

    [Fact]
    public async Task Feedback_is_taken_once_and_an_unsafe_visit_reaches_a_person_that_day()
    {
        var (story, visit, token) = await MissedAsync(DoorOutcome.DO01);
        await FailsAsync(HttpStatusCode.UnprocessableEntity, System.Anyone, $"/api/resident/{token}/visits/{visit.VisitId}/feedback", new { safe = 9 });
        await FailsAsync(HttpStatusCode.UnprocessableEntity, System.Anyone, $"/api/resident/{token}/visits/{visit.VisitId}/feedback", new { });
        await PostAsync($"/api/resident/{token}/visits/{visit.VisitId}/feedback", new { safe = 1, heard = 4, words = "He shouted" });
        await PostAsync($"/api/resident/{token}/visits/{visit.VisitId}/feedback", new { safe = 5 });
        await System.SettleAsync();
        Assert.Equal(1, await System.ScalarAsync<long>($"select safe from noaccess.feedback where visit_id = '{visit.VisitId}'"));
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from noaccess.event_log where type = 'FeedbackGiven' and body->>'visitId' = '{visit.VisitId}' and body::text not like '%shouted%'"));
        Assert.Equal(1, await story.ToldAsync("HumanContactRequested"));
        Assert.Equal("felt-unsafe", await System.ScalarAsync<string>($"select because[1] from welfare.follow_up where household_ref = '{story.Household}'"));
        Assert.True(await System.ScalarAsync<bool>($"select due_by <= opened_at + interval '24 hours' from welfare.follow_up where household_ref = '{story.Household}'"));

        // While a person is asked, the page asks for nothing.
        Assert.DoesNotContain("how this visit felt on", await System.Anyone.GetStringAsync(new Uri($"/r/{token}/visits", UriKind.Relative)));
    }

    [Fact]
    [Trait("requirement", "22")]
    public async Task A_pause_shows_as_a_changed_plan_to_whoever_holds_the_link()
    {
        var (story, visit, token) = await MissedAsync();
        var now = await System.NowAsync();
        await story.SayAsync(new AvailabilityPaused(Story.Landlord, Guid.NewGuid(), story.Household, now.AddDays(-2), null, now));
        await System.SettleAsync();
        Assert.Equal("Paused", await story.AttributionAsync(visit.VisitId));
        Assert.Equal("AgreedChange", Assert.Single((await GetAsync(token)).EnumerateArray()).GetProperty("attribution").GetString());
        Assert.DoesNotContain("Paused", await System.ScalarAsync<string>($"select string_agg(body::text, ' ') from noaccess.event_log where type = 'VisitAttributed' and body->>'householdRef' = '{story.Household}'"));
    }

    [Fact]
    public async Task A_link_that_was_replaced_or_is_not_ours_opens_nothing_and_another_repairs_visit_is_not_found()
    {
        var (story, visit, token) = await MissedAsync();
        var (_, other, _) = await MissedAsync();
        await FailsAsync(HttpStatusCode.NotFound, System.Anyone, $"/api/resident/{token}/visits/{other.VisitId}/dispute", new { });
        await story.SayAsync(new ResidentLinkReplaced(Story.Landlord, story.Repair, 2, await System.NowAsync()));
        await System.SettleAsync();
        foreach (var bad in new[] { token, token[..^1] + (token[^1] == 'A' ? 'B' : 'A'), "nonsense" })
        {
            await FailsAsync(HttpStatusCode.NotFound, System.Anyone, $"/api/resident/{bad}/visits/{visit.VisitId}/dispute", new { });
            using var page = await System.Anyone.GetAsync(new Uri($"/r/{bad}/visits", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        }

        Assert.Single((await GetAsync(Links.Make(story.Repair, 2))).EnumerateArray());
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("{\"words\":5}", HttpStatusCode.BadRequest)]
    [InlineData("{\"words\":\"a\\u0000b\"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"words\":\"'; drop table dispute; --\"}", HttpStatusCode.OK)]
    [InlineData("{\"words\":\"\u202eمرحبا 🏠\"}", HttpStatusCode.OK)]
    public async Task Whatever_is_sent_gets_a_clear_answer(string json, HttpStatusCode expected)
    {
        var (_, visit, token) = await MissedAsync();
        using var content = new StringContent(json, global::System.Text.Encoding.UTF8, "application/json");
        using var answer = await System.Anyone.PostAsync(new Uri($"/api/resident/{token}/visits/{visit.VisitId}/dispute", UriKind.Relative), content);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? 1L : 0L, await System.ScalarAsync<long>($"select count(*) from noaccess.dispute where visit_id = '{visit.VisitId}'"));
    }

    [Fact]
    public async Task The_pause_is_answered_to_other_services_only()
    {
        using var stranger = await System.Anyone.GetAsync(new Uri("/internal/noaccess/demo/H/pause", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/internal/noaccess/demo/H/pause");
        request.Headers.Add("X-Service-Token", System.Setting("Repairs__ServiceToken"));
        using var service = await System.Anyone.SendAsync(request);
        Assert.Equal("{\"paused\":false}", await service.Content.ReadAsStringAsync());
    }

    private async Task<(Dictionary<string, string> Form, string Cookie)> FormAsync(string path)
    {
        using var answer = await System.Anyone.GetAsync(new Uri(path, UriKind.Relative));
        var page = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
        var token = page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        return (new Dictionary<string, string> { ["__RequestVerificationToken"] = token }, string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(c => CookiePair().Match(c).Value)));
    }

    private static async Task FailsAsync(HttpStatusCode expected, HttpClient client, string path, object body)
    {
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => World.SendAsync(client, HttpMethod.Post, path, body));
        Assert.Equal(expected, failure.StatusCode);
    }

    [GeneratedRegex("^[^;]+", RegexOptions.None, 1000)]
    private static partial Regex CookiePair();
}
