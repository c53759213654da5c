using System.Net;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.NoAccess;

/// <summary>Who may open what: every wrong key meets the same kind door.</summary>
[Collection(SystemCollection.Name)]
public sealed class RightsTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Fact]
    public async Task Neither_a_supporter_nor_an_operative_nor_another_household_opens_what_is_the_residents_own()
    {
        var home = await System.HomeAsync();
        var (repair, token) = await System.RepairAsync(home);
        var visit = await System.BookFirstAsync(token);
        var now = await System.NowAsync();
        await System.PublishAsync("Visits", new VisitOutcomeReported(
            DemoPeople.Landlord, Guid.NewGuid(), null, visit.VisitId, repair, home.HouseholdRef, home.Patch, "plumbing", Priority.Routine, home.Contractor, home.Operatives[0], DoorOutcome.DO10,
            visit.From.AddMinutes(5), visit.From.AddMinutes(20), null, [], visit.From, visit.To, Actor.Contractor, now));
        await System.SettleAsync();

        var resident = await new ResidentPage(System).OpenAsync($"/r/{token}/supporter");
        await resident.PressAsync("Make a link");
        var supporter = SupporterToken(resident.Html, token);
        var links = new SignedLink(new PlatformSettings { LinkKey = System.Setting("Repairs__LinkKey") });
        string[] own = ["visits", $"visits/{visit.VisitId}/feedback", $"visits/{visit.VisitId}/promises", "complaint", "tell-us", "tell-us/code", "tell-us/open", $"tell-us/visits/{visit.VisitId}", "tell-us/safe"];
        foreach (var wrong in new[] { supporter, links.Make(repair, 9), links.Make(Guid.NewGuid(), 1), token[..^2] + "xx", "nonsense" })
        {
            foreach (var path in own)
            {
                using var answer = await System.Anyone.GetAsync(new Uri($"/r/{wrong}/{path}", UriKind.Relative));
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
                Assert.DoesNotContain(home.HouseholdRef, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }

            foreach (var path in new[] { $"visits/{visit.VisitId}/dispute", $"visits/{visit.VisitId}/dispute/withdraw", $"visits/{visit.VisitId}/reason/code", $"visits/{visit.VisitId}/reason", "complaint", "complaint/again" })
            {
                using var answer = await System.Anyone.PostAsync(new Uri($"/api/resident/{wrong}/{path}", UriKind.Relative), new StringContent("{}", global::System.Text.Encoding.UTF8, "application/json"));
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            }
        }

        // An operative's identity opens no more of it than nobody's; a resident's link opens nothing of the contractor's.
        using var operative = System.As(Roles.Operative, home.Operatives[0]);
        using (var page = await operative.GetAsync(new Uri($"/r/{links.Make(repair, 9)}/visits", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        foreach (var staff in new[] { "/complaints", "/disputes", "/follow-ups", "/follow-ups/told", "/api/complaints", "/api/disputes", "/api/follow-ups" })
        {
            using var answer = await operative.GetAsync(new Uri(staff, UriKind.Relative));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        foreach (var contractors in new[] { $"/visits/{token}", $"/api/visits/{token}" })
        {
            using var answer = await System.Anyone.GetAsync(new Uri(contractors, UriKind.Relative));
            Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Unauthorized or HttpStatusCode.MethodNotAllowed or HttpStatusCode.Redirect, $"{contractors}: {answer.StatusCode}");
        }

        using var welfareLess = System.As(Roles.Desk);
        using var told = await welfareLess.GetAsync(new Uri("/follow-ups/told", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, told.StatusCode);
    }

    private static string SupporterToken(string html, string own) =>
        global::System.Text.RegularExpressions.Regex.Matches(html, "/r/([A-Za-z0-9_-]{48})", global::System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Select(m => m.Groups[1].Value).First(t => t != own);
}
