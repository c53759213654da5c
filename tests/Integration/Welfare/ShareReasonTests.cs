using System.Net;
using System.Text.Json;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Integration.NoAccess;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Welfare;

/// <summary>Reasons behind a one-time code, and whether somebody wants to get in touch: on a real system.</summary>
[Collection(SystemCollection.Name)]
public sealed class ShareReasonTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    private async Task<(Story Story, AppointmentBooked Visit, string Token)> MissedAsync(bool safe = true, int misses = 1)
    {
        var story = new Story(System, await System.NowAsync());
        await System.ExecuteAsync($"insert into needs.contact (landlord, household_ref, phone, phone_safe, changed_at) values ('demo', '{story.Household}', '07700 {Random.Shared.Next(100000, 999999)}', {safe}, now())");
        var visits = Enumerable.Range(0, misses).Select(i => story.Booked(Guid.NewGuid(), -0.02 - (i * 0.01))).ToList();
        await story.SayAsync([story.Raised, .. visits]);
        await System.SettleAsync();
        await story.SayAsync(visits.Select(v => (IEvent)story.Report(v)));
        await System.SettleAsync();
        return (story, visits[0], new SignedLink(new PlatformSettings { LinkKey = System.Setting("Repairs__LinkKey") }).Make(story.Repair, 1));
    }

    /// <summary>The code as the person reads it on their phone.</summary>
    private async Task<string> CodeAsync(Story story)
    {
        var id = await System.ScalarAsync<Guid>($"select code_id from welfare.one_time_code where repair_id = '{story.Repair}'");
        var file = Path.Combine(System.Outbox, $"{StableId.Of("one-time-code", id.ToString())}.txt");
        await Eventually.Async(() => Task.FromResult(File.Exists(file)), there => there, 10, "the code to be handed over");
        return (await File.ReadAllTextAsync(file)).Split("\n\n")[1][..6];
    }

    private Task AskAgainSoonAsync(Story story) => System.ExecuteAsync($"update welfare.one_time_code set made_at = made_at - interval '2 minutes' where repair_id = '{story.Repair}'");

    private async Task<ResidentPage> OpenedAsync(Story story, string token)
    {
        var page = await new ResidentPage(System).OpenAsync($"/r/{token}/tell-us");
        await page.PressAsync("Send me a code");
        await page.PressAsync("Continue", ("Code", await CodeAsync(story)));
        Assert.Equal($"/r/{token}/tell-us/open", page.Path);
        return page;
    }

    [Fact]
    [Trait("requirement", "6")]
    public async Task Behind_a_code_the_resident_tells_changes_and_takes_back_what_got_in_the_way()
    {
        var (story, visit, token) = await MissedAsync();
        var page = await OpenedAsync(story, token);
        await page.OpenAsync($"/r/{token}/tell-us/visits/{visit.VisitId}");
        var tab = page.AnotherTab();
        await page.PressAsync("Save");
        Assert.Contains("you do not have to say", page.Text, StringComparison.Ordinal);
        await page.PressAsync("Save", ("Code", "R05"), ("OwnWords", "The bell is <b>broken</b> 🙂"));
        Assert.Contains("The bell is <b>broken</b> 🙂", page.Text, StringComparison.Ordinal);
        await tab.PressAsync("Save", ("Code", "R05"), ("OwnWords", "The bell is <b>broken</b> 🙂"));
        await System.SettleAsync();
        Assert.Equal(("Circumstance", 1L), (await story.AttributionAsync(visit.VisitId), await ToldAsync(story)));

        await tab.OpenAsync($"/r/{token}/tell-us/visits/{visit.VisitId}");
        await tab.PressAsync("Save", ("Code", "R01"));
        await System.SettleAsync();
        Assert.Equal(("Ours", 1L), (await story.AttributionAsync(visit.VisitId), await System.ScalarAsync<long>($"select count(*) from welfare.reason where visit_id = '{visit.VisitId}'")));

        await page.OpenAsync($"/r/{token}/tell-us/open");
        tab = page.AnotherTab();
        await page.PressAsync("Take it back");
        await tab.PressAsync("Take it back");
        await System.SettleAsync();
        Assert.Equal(("Unknown", 0L), (await story.AttributionAsync(visit.VisitId), await System.ScalarAsync<long>($"select count(*) from welfare.reason where visit_id = '{visit.VisitId}'")));
        Assert.Equal(3, await ToldAsync(story));

        await page.PressAsync("Close this page");
        await page.OpenAsync($"/r/{token}/tell-us/open");
        Assert.Equal($"/r/{token}/tell-us", page.Path);
    }

    [Fact]
    [Trait("requirement", "28")]
    public async Task Who_is_unsafe_at_home_is_told_of_as_not_said_and_the_officer_speaks_with_nobody_else()
    {
        var (story, visit, token) = await MissedAsync(misses: 2);
        var page = await OpenedAsync(story, token);
        Assert.Contains("Someone would like to get in touch with you", page.Text, StringComparison.Ordinal);
        Assert.Contains("We have missed each other twice about the same repair", page.Text, StringComparison.Ordinal);
        await page.OpenAsync($"/r/{token}/tell-us/visits/{visit.VisitId}");
        await page.PressAsync("Save", ("Code", "R12"), ("OwnWords", "PRIVATE-WORDS"));
        Assert.Contains("How is it safe to reach you?", page.Text, StringComparison.Ordinal);
        await page.PressAsync("Save", ("How", "wait"));
        Assert.DoesNotContain("PRIVATE-WORDS", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", page.Text, StringComparison.Ordinal);
        await System.SettleAsync();

        var fact = await System.ScalarAsync<string>($"select body::text from noaccess.fact where household_ref = '{story.Household}' and type = 'ReasonShared'");
        Assert.Contains("not-said", fact, StringComparison.Ordinal);
        Assert.DoesNotContain("R12", fact, StringComparison.Ordinal);
        using var officer = System.As(Roles.Welfare);
        var followUp = await System.ScalarAsync<Guid>($"select follow_up_id from welfare.follow_up where household_ref = '{story.Household}' and state = 'open'");
        var one = await officer.GetStringAsync(new Uri($"/follow-ups/{followUp}", UriKind.Relative));
        Assert.Contains("Speak with them alone", one, StringComparison.Ordinal);
        Assert.Contains("They get in touch", one, StringComparison.Ordinal);
        Assert.Contains("PRIVATE-WORDS", await officer.GetStringAsync(new Uri("/follow-ups/told", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("R09", "circumstance")]
    [InlineData("R22", "circumstance")]
    [InlineData("R98", "not-said")]
    [InlineData("R20", "ours")]
    public async Task The_kind_travels_and_restricted_codes_do_not(string code, string kind)
    {
        var (story, visit, token) = await MissedAsync();
        await World.SendAsync(System.Anyone, HttpMethod.Post, $"/api/resident/{token}/visits/{visit.VisitId}/reason/code", null);
        await World.SendAsync(System.Anyone, HttpMethod.Post, $"/api/resident/{token}/visits/{visit.VisitId}/reason", new { oneTimeCode = await CodeAsync(story), code, words = "SECRET-WORDS" });
        await System.SettleAsync();
        var fact = await System.ScalarAsync<string>($"select body::text from noaccess.fact where household_ref = '{story.Household}' and type = 'ReasonShared'");
        Assert.Contains($"\"{kind}\"", fact, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", fact, StringComparison.Ordinal);
        Assert.DoesNotContain(code, fact, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asks_learns_nothing_about_whether_there_is_a_safe_contact()
    {
        var (safe, _, with) = await MissedAsync();
        var (unsafeStory, _, without) = await MissedAsync(safe: false);
        List<(HttpStatusCode, string, string)> seen = [];
        foreach (var token in new[] { with, without })
        {
            var page = await new ResidentPage(System).OpenAsync($"/r/{token}/tell-us");
            await page.PressAsync("Send me a code");
            var first = page.Text;
            await page.PressAsync("Send a new code");
            await page.PressAsync("Continue", ("Code", "1"));
            seen.Add((page.Status, first, page.Text));
        }

        Assert.Equal(seen[0], seen[1]);
        Assert.Matches("^[0-9]{6}$", await CodeAsync(safe));
        await Eventually.Async(() => System.ScalarAsync<long>($"select count(*) from welfare.one_time_code where repair_id = '{unsafeStory.Repair}' and next_send_at is null"), n => n == 1, 10, "the other to be dealt with");
        var code = await System.ScalarAsync<Guid>($"select code_id from welfare.one_time_code where repair_id = '{unsafeStory.Repair}'");
        Assert.False(File.Exists(Path.Combine(System.Outbox, $"{StableId.Of("one-time-code", code.ToString())}.txt")));
    }

    [Fact]
    public async Task A_code_has_five_tries_works_once_and_not_after_a_quarter_of_an_hour_and_only_the_newest_does()
    {
        var (story, visit, token) = await MissedAsync();
        var path = $"/api/resident/{token}/visits/{visit.VisitId}/reason";
        await World.SendAsync(System.Anyone, HttpMethod.Post, $"{path}/code", null);
        var code = await CodeAsync(story);
        var wrong = code == "000000" ? "000001" : "000000";
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => FailsAsync(HttpStatusCode.UnprocessableEntity, path, new { oneTimeCode = wrong, code = "R03" })));
        await FailsAsync(HttpStatusCode.UnprocessableEntity, path, new { oneTimeCode = code, code = "R03" });

        // Another within the minute is not made, later it is: the old one stays closed.
        await World.SendAsync(System.Anyone, HttpMethod.Post, $"{path}/code", null);
        Assert.Equal(code, await CodeAsync(story));
        await AskAgainSoonAsync(story);
        await World.SendAsync(System.Anyone, HttpMethod.Post, $"{path}/code", null);
        var second = await CodeAsync(story);
        var used = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OkAsync(path, new { oneTimeCode = $" {second[..3]} {second[3..]} ", code = "R03" })));
        Assert.Single(used, ok => ok);

        await AskAgainSoonAsync(story);
        await World.SendAsync(System.Anyone, HttpMethod.Post, $"{path}/code", null);
        var third = await CodeAsync(story);
        await System.ExecuteAsync($"update welfare.one_time_code set expires_at = made_at - interval '1 minute' where repair_id = '{story.Repair}'");
        await FailsAsync(HttpStatusCode.UnprocessableEntity, path, new { oneTimeCode = third, code = "R03" });

        for (var asked = 3; asked < 8; asked++)
        {
            await AskAgainSoonAsync(story);
            await World.SendAsync(System.Anyone, HttpMethod.Post, $"{path}/code", null);
        }

        Assert.Equal(5, await System.ScalarAsync<long>($"select asked from welfare.one_time_code where repair_id = '{story.Repair}'"));
        Assert.Equal(0, await System.ScalarAsync<long>("select count(*) from messages.message where body like '%is your code%'"));
    }

    [Fact]
    public async Task A_code_leaves_while_a_person_asks_first()
    {
        var (story, _, token) = await MissedAsync(misses: 2);
        Assert.Equal(1, await story.ToldAsync("AttemptsPaused"));
        await OpenedAsync(story, token);
    }

    [Fact]
    public async Task Another_household_an_old_link_and_bad_input_are_answered_alike_and_kindly()
    {
        var (story, visit, token) = await MissedAsync();
        var (_, other, otherToken) = await MissedAsync();
        var page = await OpenedAsync(story, token);
        Assert.Equal(HttpStatusCode.NotFound, (await page.OpenAsync($"/r/{token}/tell-us/visits/{other.VisitId}")).Status);

        // What one link opened is shut for every other.
        Assert.Equal($"/r/{otherToken}/tell-us", (await page.OpenAsync($"/r/{otherToken}/tell-us/open")).Path);
        await FailsAsync(HttpStatusCode.NotFound, $"/api/resident/{token}/visits/{other.VisitId}/reason/code", new { });
        foreach (var body in new object[] { new { }, new { code = "R50" }, new { words = new string('x', 4001) } })
            await FailsAsync(HttpStatusCode.UnprocessableEntity, $"/api/resident/{token}/visits/{visit.VisitId}/reason", body);
        await story.SayAsync(new ResidentLinkReplaced(Story.Landlord, story.Repair, 2, await System.NowAsync()));
        await System.SettleAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await page.OpenAsync($"/r/{token}/tell-us/open")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await page.OpenAsync($"/r/{token}/complaint")).Status);
    }

    private Task<long> ToldAsync(Story story) => System.ScalarAsync<long>($"select count(*) from welfare.event_log where type = 'ReasonShared' and subject = '{story.Household}'");

    private async Task<bool> OkAsync(string path, object body)
    {
        try
        {
            await World.SendAsync(System.Anyone, HttpMethod.Post, path, body);
            return true;
        }
        catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.UnprocessableEntity)
        {
            return false;
        }
    }

    private async Task FailsAsync(HttpStatusCode expected, string path, object body)
    {
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => World.SendAsync(System.Anyone, HttpMethod.Post, path, body));
        Assert.Equal(expected, failure.StatusCode);
    }
}
