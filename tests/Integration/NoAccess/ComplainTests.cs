using System.Net;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.NoAccess;

/// <summary>Complaints, disputes that are taken back, and whether we kept our promises: on a real system.</summary>
[Collection(SystemCollection.Name)]
public sealed class ComplainTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    private async Task<(Story Story, AppointmentBooked Visit, string Token)> MissedAsync(DoorOutcome outcome = DoorOutcome.DO10)
    {
        var story = new Story(System, await System.NowAsync());
        var visit = story.Booked(Guid.NewGuid(), -0.02);
        await story.SayAsync(story.Raised, visit);
        await System.SettleAsync();
        await story.SayAsync(story.Report(visit, outcome));
        await System.SettleAsync();
        return (story, visit, new SignedLink(new PlatformSettings { LinkKey = System.Setting("Repairs__LinkKey") }).Make(story.Repair, 1));
    }

    [Fact]
    public async Task One_press_complains_a_person_is_named_with_days_and_pressing_again_says_it_once()
    {
        var (story, _, token) = await MissedAsync();
        var page = await new ResidentPage(System).OpenAsync($"/r/{token}/complaint");
        var tab = page.AnotherTab();
        await page.PressAsync("Send my complaint", ("Words", "You were <b>late</b> 🙂"));
        Assert.Contains("Ana looks after it", page.Text, StringComparison.Ordinal);
        Assert.Contains("You get our answer by", page.Text, StringComparison.Ordinal);
        await tab.PressAsync("Send my complaint", ("Words", "You were <b>late</b> 🙂"));

        var complaint = await System.ScalarAsync<Guid>($"select complaint_id from noaccess.complaint where repair_id = '{story.Repair}'");
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from noaccess.complaint_words where complaint_id = '{complaint}'"));

        using var desk = System.As(Roles.Desk);
        var mine = (await World.SendAsync(desk, HttpMethod.Get, "/api/complaints", null)).EnumerateArray().Single(c => c.GetProperty("complaintId").GetGuid() == complaint);
        Assert.Equal("You were <b>late</b> 🙂", Assert.Single(mine.GetProperty("words").EnumerateArray()).GetString());
        await System.SettleAsync();
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from analytics.event where type = 'ComplaintMade' and subject = '{complaint}' and body ->> 'stage' = '1'"));
    }

    [Fact]
    public async Task Many_windows_at_once_make_one_complaint_with_everything_that_was_said()
    {
        var (story, _, token) = await MissedAsync();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => World.SendAsync(System.Anyone, HttpMethod.Post, $"/api/resident/{token}/complaint", new { words = $"words {i}" })));
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from noaccess.complaint where repair_id = '{story.Repair}'"));
        Assert.Equal(12, await System.ScalarAsync<long>($"select count(*) from noaccess.complaint_words w join noaccess.complaint c using (landlord, complaint_id) where c.repair_id = '{story.Repair}'"));
    }

    [Fact]
    public async Task It_is_acknowledged_answered_and_looked_at_again_without_a_reason_and_never_by_the_contractor()
    {
        var (story, visit, token) = await MissedAsync();
        var id = (await World.SendAsync(System.Anyone, HttpMethod.Post, $"/api/resident/{token}/complaint", null)).GetProperty("complaintId").GetGuid();
        using (var operative = System.As(Roles.Operative, "OP"))
        {
            foreach (var path in new[] { "/api/complaints", "/complaints", $"/complaints/{id}" })
                Assert.Equal(HttpStatusCode.Forbidden, (await operative.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);
        }

        using var desk = System.As(Roles.Desk);
        await FailsAsync(HttpStatusCode.Conflict, System.Anyone, $"/api/resident/{token}/complaint/again", null);
        await FailsAsync(HttpStatusCode.UnprocessableEntity, desk, $"/api/complaints/{id}/acknowledge", new { words = " " });
        await FailsAsync(HttpStatusCode.NotFound, desk, $"/api/complaints/{Guid.NewGuid()}/acknowledge", new { words = "x" });
        await World.SendAsync(desk, HttpMethod.Post, $"/api/complaints/{id}/acknowledge", new { words = "You waited all day" });
        await FailsAsync(HttpStatusCode.Conflict, desk, $"/api/complaints/{id}/acknowledge", new { words = "again" });

        // A dispute and its decision leave the complaint as it is.
        await World.SendAsync(System.Anyone, HttpMethod.Post, $"/api/resident/{token}/visits/{visit.VisitId}/dispute", null);
        await World.SendAsync(desk, HttpMethod.Post, $"/api/disputes/{visit.VisitId}/decision", new { upheld = false, reasons = "The photo shows your door" });
        await World.SendAsync(desk, HttpMethod.Post, $"/api/complaints/{id}/answer", new { words = "We are sorry. We ring when we are late." });

        var page = await new ResidentPage(System).OpenAsync($"/r/{token}/complaint");
        Assert.Contains("You waited all day", page.Text, StringComparison.Ordinal);
        Assert.Contains("We ring when we are late", page.Text, StringComparison.Ordinal);
        var tab = page.AnotherTab();
        await page.PressAsync("I am not happy with this answer");
        await tab.PressAsync("I am not happy with this answer");
        Assert.Contains("You asked us to look again", tab.Text, StringComparison.Ordinal);
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from noaccess.complaint where repair_id = '{story.Repair}' and stage = 2"));
        var (raised, ack, answer) = (await System.ScalarAsync<DateOnly>($"select (raised_at at time zone 'Europe/London')::date from noaccess.complaint where repair_id = '{story.Repair}' and stage = 2"), await DayAsync(story, "acknowledge_by"), await DayAsync(story, "answer_by"));
        Assert.True(raised.AddDays(5) <= ack && ack.AddDays(28) <= answer, $"{raised} {ack} {answer}");
    }

    [Fact]
    [Trait("requirement", "8")]
    public async Task What_was_disputed_can_be_taken_back_and_said_again_until_somebody_decides()
    {
        var (story, visit, token) = await MissedAsync();
        var page = await new ResidentPage(System).OpenAsync($"/r/{token}/visits");
        await page.PressAsync("not what happened");
        Assert.Contains("You can read here what they decide, and why, by", page.Text, StringComparison.Ordinal);
        var tab = page.AnotherTab();
        await page.PressAsync("Take that back");
        await tab.PressAsync("Take that back");
        Assert.Contains("not what happened", page.Text, StringComparison.Ordinal);
        Assert.Equal("Unknown", await story.AttributionAsync(visit.VisitId));
        Assert.Equal((1L, 1L), (await story.ToldAsync("VisitDisputed"), await story.ToldAsync("DisputeWithdrawn")));
        using var desk = System.As(Roles.Desk);
        Assert.DoesNotContain((await World.SendAsync(desk, HttpMethod.Get, "/api/disputes", null)).EnumerateArray(), d => d.GetProperty("visitId").GetGuid() == visit.VisitId);
        await FailsAsync(HttpStatusCode.Conflict, desk, $"/api/disputes/{visit.VisitId}/decision", new { upheld = true, reasons = "x" });

        await page.PressAsync("not what happened");
        Assert.Equal("Disputed", await story.AttributionAsync(visit.VisitId));
        await World.SendAsync(desk, HttpMethod.Post, $"/api/disputes/{visit.VisitId}/decision", new { upheld = true, reasons = "The photo shows another door" });
        await World.SendAsync(System.Anyone, HttpMethod.Post, $"/api/resident/{token}/visits/{visit.VisitId}/dispute/withdraw", null);
        Assert.Equal("Ours", await story.AttributionAsync(visit.VisitId));
        await page.OpenAsync($"/r/{token}/visits");
        Assert.StartsWith("Where we got it wrong", page.Text[page.Text.IndexOf("Where we", StringComparison.Ordinal)..], StringComparison.Ordinal);
        await System.SettleAsync();
        Assert.Equal(1, await story.ToldAsync("DisputeDecided"));
    }

    [Fact]
    [Trait("requirement", "8")]
    public async Task Two_windows_that_dispute_and_take_back_at_once_leave_one_clear_state()
    {
        var (story, visit, token) = await MissedAsync();
        var path = $"/api/resident/{token}/visits/{visit.VisitId}/dispute";
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => World.SendAsync(System.Anyone, HttpMethod.Post, i % 2 == 0 ? path : $"{path}/withdraw", null)));
        var stands = await System.ScalarAsync<bool>($"select withdrawn_at is null from noaccess.dispute where visit_id = '{visit.VisitId}'");
        Assert.Equal(stands ? "Disputed" : "Unknown", await story.AttributionAsync(visit.VisitId));
        Assert.Equal(await story.ToldAsync("VisitDisputed"), await story.ToldAsync("DisputeWithdrawn") + (stands ? 1 : 0));
    }

    [Theory]
    [InlineData(DoorOutcome.DO01)]
    [InlineData(DoorOutcome.DO10)]
    [Trait("requirement", "39")]
    [Trait("requirement", "45")]
    public async Task How_it_felt_and_whether_we_kept_our_code_is_asked_after_visits_and_missed_visits_against_the_published_version(DoorOutcome outcome)
    {
        var (_, visit, token) = await MissedAsync(outcome);
        var page = await new ResidentPage(System).OpenAsync($"/r/{token}/visits/{visit.VisitId}/feedback");
        Assert.Contains("I felt safe with how this visit was handled.", page.Text, StringComparison.Ordinal);
        Assert.Contains("You listened to me and acted on what I said.", page.Text, StringComparison.Ordinal);
        Assert.Contains("I had enough choice and say over what happened.", page.Text, StringComparison.Ordinal);
        await page.PressAsync("Send", ("Safe", "rather-not-say"), ("Heard", "2"), ("InControl", "does-not-apply"));
        Assert.Contains("Did we do what we promised?", page.Text, StringComparison.Ordinal);
        var tab = page.AnotherTab();
        await page.PressAsync("Save and finish", ("Conduct", "no"), ("KeptWord", "partly"), ("ToldAgain", "yes"), ("More", "He came in with shoes"));
        await tab.PressAsync("Save and finish", ("Conduct", "yes"));
        var version = await System.ScalarAsync<string>($"select conduct_version from noaccess.feedback where visit_id = '{visit.VisitId}' and conduct = 'no' and not_rated = '{{safe:rather-not-say,inControl:does-not-apply}}'");
        Assert.Contains($"Version {version}", await System.Anyone.GetStringAsync(new Uri("/visits/conduct", UriKind.Relative)), StringComparison.Ordinal);
        using var desk = System.As(Roles.Desk);
        Assert.Contains("He came in with shoes", await desk.GetStringAsync(new Uri("/complaints", UriKind.Relative)), StringComparison.Ordinal);
        await System.SettleAsync();
        Assert.Equal("true", await System.ScalarAsync<string>($"select lower(body ->> 'toldAgain') from analytics.event where type = 'PromisesRated' and subject = '{visit.VisitId}'"));
    }

    [Fact]
    public async Task Nobody_who_said_it_felt_unsafe_is_asked_anything_more()
    {
        var (story, visit, token) = await MissedAsync(DoorOutcome.DO01);
        var page = await new ResidentPage(System).OpenAsync($"/r/{token}/visits/{visit.VisitId}/feedback");
        await page.PressAsync("Send", ("Safe", "1"));
        Assert.Contains($"A person gets in touch {Repairs.NoAccess.GiveFeedback.FeltUnsafe.When(await System.NowAsync())}", page.Text, StringComparison.Ordinal);
        Assert.Equal(1, await story.ToldAsync("HumanContactRequested"));
        await page.OpenAsync($"/r/{token}/visits/{visit.VisitId}/promises");
        Assert.Equal($"/r/{token}/visits", page.Path);
    }

    private Task<DateOnly> DayAsync(Story story, string column) => System.ScalarAsync<DateOnly>($"select {column} from noaccess.complaint where repair_id = '{story.Repair}' and stage = 2")!;

    private static async Task FailsAsync(HttpStatusCode expected, HttpClient client, string path, object? body)
    {
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => World.SendAsync(client, HttpMethod.Post, path, body));
        Assert.Equal(expected, failure.StatusCode);
    }
}
