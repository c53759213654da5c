using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Browser.Pages;

/// <summary>The analyst's Monday morning: every page of figures, walked once on each screen.</summary>
[Collection(BrowserCollection.Name)]
public sealed class AnalyticsPagesTests(SystemFixture fixture)
{
    private const int Weeks = 70;
    private static readonly DateOnly First = new(2024, 1, 1);
    private static readonly string[] Patches = ["Abbey", "Canal", "Harbour", "Meadow", "Orchard", "Weavers"];

    [Theory]
    [InlineData(320, true)]
    [InlineData(1280, true)]
    [InlineData(320, false)]
    [Trait("requirement", "40")]
    [Trait("case", "37")]
    public async Task An_analyst_sees_what_changed_asks_whether_it_worked_and_takes_the_figures_along(int width, bool script)
    {
        var source = $"walk-{width}{(script ? "" : "-nojs")}";
        await SeedAsync(source);
        await using var analyst = await Walker.StartAsync(fixture.Browser, fixture.System, new Screen(width, script), "analytics");
        await analyst.SignInAsync(Roles.Analyst);

        await analyst.GoAsync($"/analytics?source={source}");
        Assert.Contains("What changed, and what it may mean", await analyst.TextAsync());
        Assert.Equal(2, await analyst.Page.Locator(".app-pair__number").CountAsync());
        Assert.Contains("Data complete to", await analyst.TextAsync());

        // Before the limits are split: afterwards the drop is what the chart expects, and no news.
        await analyst.GoAsync($"/analytics/summary?source={source}");
        Assert.Contains("Copy this into an email", await analyst.TextAsync());

        await analyst.GoAsync("/analytics/changes");
        await analyst.PressAsync("Add this change");
        Assert.Contains("Enter what changed", await analyst.TextAsync());
        var day = First.AddDays(7 * 40);
        await DayAsync(analyst, day);
        await analyst.Page.GetByLabel("What changed?").FillAsync($"Texts a week ahead, {source}");
        await analyst.Page.GetByLabel("Something outside").CheckAsync();
        await analyst.PressAsync("Add this change");
        Assert.Contains("The change is written down", await analyst.TextAsync());

        await analyst.GoAsync($"/analytics/measures/M01?source={source}");
        Assert.Contains($"Texts a week ahead, {source}", await analyst.TextAsync());
        await SameNumbersAsync(analyst, source, script);
        await analyst.FollowAsync("Split the limits here");
        await analyst.PressAsync("Split the limits here");
        Assert.Contains("Enter what changed", await analyst.TextAsync());
        await analyst.Page.GetByLabel("The first point with new limits").SelectOptionAsync(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await analyst.Page.GetByLabel("What changed in the work?").FillAsync("Texts go out a week ahead");
        await analyst.PressAsync("Split the limits here");
        Assert.Contains("Texts go out a week ahead", await analyst.TextAsync());
        await analyst.FollowAsync("See the chart with one set of limits");
        Assert.Contains("Not used here", await analyst.TextAsync());
        await analyst.GoAsync($"/analytics/measures/M01?source={source}&by=trade&grain=month");

        await analyst.GoAsync($"/analytics/patches?source={source}");
        Assert.Contains("One patch stands apart", await analyst.TextAsync());
        Assert.Contains("Weavers", await analyst.TextAsync());

        await analyst.GoAsync($"/analytics/did-it-work?source={source}");
        await analyst.Page.GetByLabel("What do you want to know?").FillAsync($"Do texts a week ahead help, {source}?");
        await DayAsync(analyst, day);
        await analyst.Page.GetByLabel("Homes where visits were missed").CheckAsync();
        await analyst.PressAsync("Write it down and look");
        Assert.Contains("their own past says nothing about the change", await analyst.TextAsync());
        await analyst.Page.GetByLabel("Everyone").CheckAsync();
        await analyst.PressAsync("Write it down and look");
        Assert.Equal($"Do texts a week ahead help, {source}?", await analyst.HeadingAsync());
        Assert.Contains("Probably lower.", await analyst.TextAsync());
        Assert.Contains("We did the same sum at all", await analyst.TextAsync());
        Assert.Contains("What should not get worse", await analyst.TextAsync());
        Assert.Contains("Cannot tell yet. Nothing of it is told here.", await analyst.TextAsync());

        await analyst.GoAsync($"/analytics/failure-demand?source={source}&grain=month");
        Assert.Contains("contacts were coded by two people", await analyst.TextAsync());
        Assert.Contains("are never shared out", await analyst.TextAsync());
        await analyst.GoAsync($"/analytics/experience?source={source}");
        Assert.Contains("not TP02, not TP06", await analyst.TextAsync());
        Assert.Contains("Agree strongly", await analyst.TextAsync());
        await analyst.GoAsync($"/analytics/revisions?source={source}");
        Assert.Contains("was revised", await analyst.TextAsync());
        await analyst.GoAsync("/analytics/definitions");
        await analyst.GoAsync($"/analytics/data-quality?source={source}");
        Assert.Contains("Kept apart, and why", await analyst.TextAsync());
        Assert.Contains("Every source, and whether it still speaks", await analyst.TextAsync());

        // What was written can be taken back, from every page.
        await analyst.GoAsync("/analytics/changes");
        await analyst.Page.Locator("tr", new() { HasText = $"Texts a week ahead, {source}" }).GetByRole(AriaRole.Button).ClickAsync();
        await analyst.Page.GetByText("The change is taken back").WaitForAsync();
        Assert.DoesNotContain($"Texts a week ahead, {source}", await analyst.TextAsync());
        await analyst.GoAsync($"/analytics/measures/M01?source={source}");
        Assert.DoesNotContain($"Texts a week ahead, {source}", await analyst.TextAsync());
        await analyst.GoAsync($"/analytics/did-it-work?source={source}");
        await analyst.PressAsync($"Take back the question “Do texts a week ahead help, {source}?”");
        Assert.Contains("The question is taken back", await analyst.TextAsync());
        Assert.DoesNotContain($"Do texts a week ahead help, {source}?", await analyst.TextAsync());
        Assert.Contains("A question about", await analyst.TextAsync());
    }

    [Theory]
    [InlineData(320)]
    [InlineData(1280)]
    [Trait("case", "28")]
    [Trait("case", "37")]
    public async Task A_manager_of_two_patches_chooses_between_them_and_somebody_goes_back_to_a_day(int width)
    {
        var source = $"own-{width}";
        await SeedAsync(source);
        await using var reader = await Walker.StartAsync(fixture.Browser, fixture.System, new Screen(width, true), "own-patches");
        await reader.Page.SetExtraHTTPHeadersAsync(new Dictionary<string, string> { ["X-Demo-Role"] = Roles.Manager, ["X-Demo-Patches"] = "Canal;Weavers" });
        await reader.GoAsync($"/analytics?source={source}&grain=month");
        Assert.Contains("Patch Canal.", await reader.TextAsync());
        await reader.Page.GetByLabel("Your patch", new() { Exact = true }).SelectOptionAsync("Weavers");
        await reader.PressAsync("Show these figures");
        Assert.Contains("Patch Weavers.", await reader.TextAsync());
        Assert.Contains("patch=Weavers", reader.Page.Url);
        foreach (var path in new[] { "measures/M01", "patches", "failure-demand", "experience", "data-quality" })
            await reader.GoAsync($"/analytics/{path}?source={source}");
        Assert.Contains("This page is about the whole landlord", await reader.TextAsync());
        await reader.FollowAsync("how visits go in Weavers");
        Assert.Contains("Patch Weavers.", await reader.TextAsync());

        await reader.Page.SetExtraHTTPHeadersAsync(new Dictionary<string, string> { ["X-Demo-Role"] = Roles.Analyst });
        await reader.GoAsync($"/analytics?source={source}&grain=month&to=2024-06-30");
        await reader.Page.GetByLabel("As known on").FillAsync(LondonTime.DateOf(await fixture.System.NowAsync()).AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await reader.PressAsync("Show these figures");
        Assert.Contains("as known on", await reader.TextAsync());
        Assert.Contains("was known yet on", await reader.TextAsync());
    }

    /// <summary>The table, the picture and the drawn chart hold the same numbers; the arrow keys say them aloud.</summary>
    private static async Task SameNumbersAsync(Walker analyst, string source, bool script)
    {
        var rows = await analyst.Page.Locator("table").Filter(new() { HasText = "Stands out" }).Locator("tbody tr td:nth-of-type(1)").AllInnerTextsAsync();
        var table = rows.Reverse().Select(r => Regex.Match(r, @"^[\d.]+(?=%)").Value).Where(v => v.Length > 0).ToList();
        Assert.Equal(Weeks, table.Count);
        var svg = await (await analyst.Page.APIRequest.GetAsync($"/analytics/measures/M01/svg?source={source}")).TextAsync();
        var drawn = Regex.Matches(svg, "data-value=\"([^\"]+)\"").Select(m => Math.Round(decimal.Parse(m.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture) * 100, 1, MidpointRounding.AwayFromZero).ToString("0.0", CultureInfo.InvariantCulture));
        Assert.Equal(table, drawn);
        if (!script)
        {
            Assert.Equal(1, await analyst.Page.Locator("img.app-chart__picture").CountAsync());
            return;
        }

        var option = JsonDocument.Parse((await analyst.Page.Locator("figure[data-chart]").First.GetAttributeAsync("data-chart"))!).RootElement;
        var line = option.GetProperty("series")[0].GetProperty("data").EnumerateArray().Select(v => Math.Round(v.GetDecimal(), 1, MidpointRounding.AwayFromZero).ToString("0.0", CultureInfo.InvariantCulture));
        Assert.Equal(table, line);
        var canvas = analyst.Page.Locator(".app-chart__canvas").First;
        Assert.Equal("img", await canvas.GetAttributeAsync("role"));
        Assert.Contains("The table that follows holds the same numbers", await canvas.GetAttributeAsync("aria-label"));
        await canvas.FocusAsync();
        await analyst.Page.Keyboard.PressAsync("End");
        Assert.Contains("Visits where nobody could let us in", await analyst.Page.Locator("figure [role=status]").First.InnerTextAsync());
    }

    private static async Task DayAsync(Walker analyst, DateOnly day)
    {
        await analyst.Page.Locator("input[name='Day.Day']").FillAsync(day.Day.ToString(CultureInfo.InvariantCulture));
        await analyst.Page.Locator("input[name='Day.Month']").FillAsync(day.Month.ToString(CultureInfo.InvariantCulture));
        await analyst.Page.Locator("input[name='Day.Year']").FillAsync(day.Year.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Seventy weeks of 120 visits: 30 % closed doors, from the fortieth week 18 %; in one patch twice as many.</summary>
    private async Task SeedAsync(string source)
    {
        var lines = new StringBuilder();
        for (var i = 0; i < Weeks * 120; i++)
        {
            var (week, at) = (i / 120, i % 120);
            var patch = Patches[at % Patches.Length];
            var closed = ((week < 40 ? 30 : 18) + ((week * 7919) % 5) - 2) * (patch == "Weavers" ? 2 : 1);
            var visit = string.Create(CultureInfo.InvariantCulture, $"{source}-{i}");
            var when = string.Create(CultureInfo.InvariantCulture, $"{First.AddDays((7 * week) + (at % 5)):yyyy-MM-dd}T{8 + (at % 9):00}");
            var outcome = ((at / Patches.Length * 37) + (week * 11)) % 100 < closed ? "DO10" : at % 17 == 3 ? "DO22" : "DO01";
            lines.Append(CultureInfo.InvariantCulture, $$"""{"source":"{{source}}","eventId":"{{visit}}","visitId":"{{visit}}","type":"VisitImported","occurredAt":"{{when}}:00:00Z","outcome":"{{outcome}}","evidence":"{{(at % 29 == 0 ? "none" : "complete")}}","patch":"{{patch}}","trade":"{{(at % 2 == 0 ? "plumbing" : "electrical")}}"}""").Append('\n');
            if (at % 10 == 7)
                lines.Append(CultureInfo.InvariantCulture, $$"""{"source":"{{source}}","eventId":"f{{i}}","type":"FeedbackGiven","visitId":"{{visit}}","feedbackId":"f{{i}}","occurredAt":"{{when}}:30:00Z","safe":{{1 + (i % 5)}},"heard":{{1 + (week % 5)}},"inControl":{{3 + (i % 3)}},"visitHappened":{{(outcome == "DO01" ? "true" : "false")}},"toldAgain":{{(week % 3 == 0 ? "true" : "false")}}}""").Append('\n');
            if (at % 6 == 1)
                lines.Append(CultureInfo.InvariantCulture, $$"""{"source":"{{source}}","eventId":"c{{i}}","type":"ContactReceived","contactId":"c{{i}}","householdRef":"{{at}}","occurredAt":"{{when}}:40:00Z","channel":"phone"{{(at % 12 == 1 ? "" : week % 2 == 0 ? ",\"code\":\"FD01\"" : ",\"code\":\"VD02\"")}}}""").Append('\n');
            if (at == 13)
                lines.Append(CultureInfo.InvariantCulture, $$"""{"source":"{{source}}","eventId":"k{{i}}","type":"ContactCodedTwice","contactId":"c{{i}}","occurredAt":"{{when}}:50:00Z","firstCode":"{{(week % 2 == 0 ? "FD01" : "VD02")}}","secondCode":"{{(week % 7 == 0 ? "FD02" : week % 2 == 0 ? "FD01" : "VD02")}}"}""").Append('\n');
        }

        using var analyst = fixture.System.As(Roles.Analyst);
        using var content = new StringContent(lines.ToString(), Encoding.UTF8, "application/x-ndjson");
        using var answer = await analyst.PostAsync(new Uri("/api/analytics/events", UriKind.Relative), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        await Eventually.TrueAsync(async () => await fixture.System.ScalarAsync<long>("select count(*) from analytics.dirty") == 0, 60, "everything to be counted");
    }
}
