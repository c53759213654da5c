using System.Net;
using System.Text.Json;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.NoAccess;

/// <summary>Money for a visit we missed: proposed by the miss the same day, owed only when a person has said so.</summary>
[Collection(SystemCollection.Name)]
public sealed class PayForMissTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    private async Task<(Story Story, AppointmentBooked Visit, string Token)> MissedAsync(DoorOutcome outcome, Actor by = Actor.Contractor)
    {
        var story = new Story(System, await System.NowAsync());
        var visit = story.Booked(Guid.NewGuid(), -0.05);
        await story.SayAsync(story.Raised, visit);
        await System.SettleAsync();
        await story.SayAsync(story.Report(visit, outcome, by));
        await System.SettleAsync();
        return (story, visit, new SignedLink(new PlatformSettings { LinkKey = System.Setting("Repairs__LinkKey") }).Make(story.Repair, 1));
    }

    private async Task<int?> OwedAsync(string token)
    {
        using var client = System.Client();
        var owed = (await World.SendAsync(client, HttpMethod.Get, $"/api/resident/{token}/visits", null)).EnumerateArray().Single();
        return owed.TryGetProperty("owedPence", out var pence) && pence.ValueKind == JsonValueKind.Number ? pence.GetInt32() : null;
    }

    [Theory]
    [InlineData(DoorOutcome.DO22, Actor.System, 2000)]
    [InlineData(DoorOutcome.DO20, Actor.Contractor, 2000)]
    [InlineData(DoorOutcome.DO21, Actor.Contractor, 1000)]
    [Trait("requirement", "10")]
    public async Task Our_miss_proposes_what_the_policy_pays_and_the_resident_sees_it_once_a_manager_has_said_so(DoorOutcome outcome, Actor by, int pence)
    {
        var (story, visit, token) = await MissedAsync(outcome, by);
        Assert.Equal((1, pence), (await CountAsync(story), await System.ScalarAsync<int>($"select pence from noaccess.owed where household_ref = '{story.Household}'")));
        Assert.Null(await OwedAsync(token));

        using var manager = System.As(Roles.Manager);
        var path = $"/api/owed/{visit.VisitId}/decision";
        Assert.Contains((await World.SendAsync(manager, HttpMethod.Get, "/api/owed", null)).EnumerateArray(), o => o.GetProperty("visitId").GetGuid() == visit.VisitId);
        foreach (var role in Roles.All.Where(r => r != Roles.Manager))
        {
            using var other = System.As(role, role == Roles.Operative ? "OP" : null);
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(other, path, new { approved = true, reasons = "x" }));
        }

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await StatusAsync(manager, path, new { approved = true }));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(manager, $"/api/owed/{Guid.NewGuid()}/decision", new { approved = true, reasons = "x" }));

        // Two people at once: one decides.
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => StatusAsync(manager, path, new { approved = true, reasons = $"We did not come {i}" })));
        Assert.Equal((1, 5), (answers.Count(a => a == HttpStatusCode.OK), answers.Count(a => a == HttpStatusCode.Conflict)));
        Assert.Equal(pence, await OwedAsync(token));
        Assert.Contains($"We owe you £{pence / 100} for this visit", WebUtility.HtmlDecode(await System.Anyone.GetStringAsync(new Uri($"/r/{token}/visits", UriKind.Relative))));
    }

    [Fact]
    [Trait("requirement", "10")]
    public async Task What_is_declined_is_not_shown_and_nothing_is_proposed_but_for_a_miss_of_ours()
    {
        var (story, visit, token) = await MissedAsync(DoorOutcome.DO10);
        Assert.Equal(0, await CountAsync(story));
        await story.SayAsync(new ReasonShared(Story.Landlord, visit.VisitId, story.Repair, story.Household, "ours", "R01", await System.NowAsync()));
        await System.SettleAsync();
        Assert.Equal(1, await CountAsync(story));
        using var manager = System.As(Roles.Manager);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(manager, $"/api/owed/{visit.VisitId}/decision", new { approved = false, reasons = "Paid by the contractor already" }));
        Assert.Null(await OwedAsync(token));
        Assert.DoesNotContain("We owe you", await System.Anyone.GetStringAsync(new Uri($"/r/{token}/visits", UriKind.Relative)));

        // Learning of it again proposes nothing again.
        await story.SayAsync(story.Report(visit, DoorOutcome.DO22, Actor.System));
        await System.SettleAsync();
        Assert.Equal(1, await CountAsync(story));
    }

    [Fact]
    [Trait("requirement", "8")]
    public async Task A_dispute_that_is_upheld_loses_no_money_and_two_who_decide_it_at_once_are_one()
    {
        var (story, visit, token) = await MissedAsync(DoorOutcome.DO10);
        using var resident = System.Client();
        await World.SendAsync(resident, HttpMethod.Post, $"/api/resident/{token}/visits/{visit.VisitId}/dispute", new { });
        using var desk = System.As(Roles.Desk);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => StatusAsync(desk, $"/api/disputes/{visit.VisitId}/decision", new { upheld = i % 2 == 0, reasons = $"Looked at it {i}" })));
        Assert.Equal((1, 7), (answers.Count(a => a == HttpStatusCode.OK), answers.Count(a => a == HttpStatusCode.Conflict)));
        await System.SettleAsync();
        Assert.Equal(1, await story.ToldAsync("DisputeDecided"));
        var upheld = await System.ScalarAsync<bool>($"select upheld from noaccess.dispute where visit_id = '{visit.VisitId}'");
        Assert.Equal((upheld ? 1 : 0, upheld ? "Ours" : "Unknown"), (await CountAsync(story), await story.AttributionAsync(visit.VisitId)));
    }

    private async Task<int> CountAsync(Story story) => (int)await System.ScalarAsync<long>($"select count(*) from noaccess.owed where household_ref = '{story.Household}'");

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path, object body)
    {
        using var content = new StringContent(JsonSerializer.Serialize(body, Json.Options), global::System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        return answer.StatusCode;
    }
}
