using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Analytics;

[Collection(SystemCollection.Name)]
public sealed class ReadMeasureTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Fact]
    [Trait("requirement", "40")]
    public async Task The_registry_says_of_every_measure_what_it_is()
    {
        using var analyst = System.As(Roles.Analyst);
        var measures = JsonDocument.Parse(await analyst.GetStringAsync(new Uri("/api/analytics/measures", UriKind.Relative))).RootElement.EnumerateArray().ToList();
        foreach (var id in new[] { "M01", "M02", "M03", "M04", "M10", "M11", "M12", "M17", "M18", "M30" })
        {
            var measure = measures.Single(m => m.GetProperty("id").GetString() == id);
            foreach (var member in new[] { "name", "definition", "numerator", "denominator", "exclusions", "unit", "window", "direction", "suppression" })
                Assert.False(string.IsNullOrWhiteSpace(measure.GetProperty(member).GetString()), $"{id} {member}");
            Assert.True(measure.GetProperty("version").GetInt32() >= 1);
            Assert.Equal(200, (await System.MeasureAsync(id, "")).Status);
        }
    }

    [Fact]
    public async Task A_figure_leaves_with_its_n_its_interval_its_definition_and_how_far_it_is_complete()
    {
        var source = await HistoryAsync();
        var (status, body) = await System.MeasureAsync("M01", $"source={source}&grain=month&from=2025-03-01&to=2025-03-31");
        Assert.Equal(200, status);
        var point = body.GetProperty("points")[0];
        Assert.Equal(("2025-03-01", 40, 200, 0.2), (point.GetProperty("period").GetString(), point.GetProperty("numerator").GetInt32(), point.GetProperty("denominator").GetInt32(), point.GetProperty("value").GetDouble()));
        Assert.InRange(point.GetProperty("low").GetDouble(), 0.150, 0.151);
        Assert.InRange(point.GetProperty("high").GetDouble(), 0.260, 0.262);
        Assert.Equal("M01", body.GetProperty("measure").GetProperty("id").GetString());
        Assert.True(body.GetProperty("completeTo").GetDateTimeOffset() <= body.GetProperty("asOf").GetDateTimeOffset());
        Assert.Equal("staff", body.GetProperty("profile").GetString());
    }

    [Fact]
    public async Task Figures_by_patch_hide_what_is_too_small()
    {
        var source = await HistoryAsync();
        await System.PostLinesAsync(Enumerable.Range(0, 30).Select(i => AnalyticsHarness.Visit(source, $"small{i}", "2025-03-12T10:00:00Z", i < 2 ? "DO10" : "DO01", "\"evidence\":\"complete\",\"patch\":\"Tiny\"")));
        var (_, body) = await System.MeasureAsync("M01", $"source={source}&grain=month&by=patch");
        var tiny = body.GetProperty("points").EnumerateArray().Single(p => p.GetProperty("group").GetString() == "Tiny");
        Assert.Equal(("[c]", JsonValueKind.Null, JsonValueKind.Null), (tiny.GetProperty("marker").GetString(), tiny.GetProperty("numerator").ValueKind, tiny.GetProperty("value").ValueKind));
        Assert.All(body.GetProperty("points").EnumerateArray().Where(p => p.GetProperty("group").GetString() != "Tiny"), p => Assert.Equal(0, p.GetProperty("numerator").GetInt32() % 5));

        var csv = await CsvAsync($"M01?source={source}&grain=month&by=patch");
        Assert.Contains(",Tiny,,30,,,,[c]", csv, StringComparison.Ordinal);
        Assert.DoesNotContain(">2 of 30<", await System.PageAsync($"/analytics?source={source}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_that_names_teams_is_broken_down_by_team()
    {
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync(Enumerable.Range(0, 200).Select(i => AnalyticsHarness.Visit(
            source, $"t{i}", "2025-03-04T10:00:00Z", i % 5 == 0 ? "DO10" : "DO01", $"\"evidence\":\"complete\",\"team\":\"{(i < 100 ? "Gas, East" : "Gas, West")}\"")));
        var (status, body) = await System.MeasureAsync("M01", $"source={source}&grain=month&by=team");
        Assert.True(status == 200, body.ToString());
        Assert.Equal(["Gas, East 20 of 100", "Gas, West 20 of 100"], body.GetProperty("points").EnumerateArray().Select(p => $"{p.GetProperty("group").GetString()} {p.GetProperty("numerator")} of {p.GetProperty("denominator")}"));
        Assert.Contains("Gas, West", await System.PageAsync($"/analytics/measures/M01?source={source}&grain=month&by=team"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_figures_leave_as_csv()
    {
        var source = await HistoryAsync();
        var csv = await CsvAsync($"M01?source={source}&grain=month");
        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("measure,version,source,period,group,numerator,denominator,value,low,high,marker,rounded,so_far,p90,against_numerator,against_denominator,against", lines[0]);
        Assert.StartsWith($"M01,1,{source},2025-03-01,,40,200,0.2,0.15", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("M01", "from=2025-04-01&to=2025-03-01", 422, "from")]
    [InlineData("M01", "from=yesterday", 400, "from")]
    [InlineData("M01", "grain=fortnight", 422, "grain")]
    [InlineData("M01", "grain=1", 422, "grain")]
    [InlineData("M01", "by=household", 422, "by")]
    [InlineData("M30", "by=patch", 422, "by")]
    [InlineData("M01", "patch=Atlantis", 422, "patch")]
    [InlineData("M01", "source=nowhere", 422, "source")]
    [InlineData("M01", "by=patch&grain=day", 422, "grain")]
    [InlineData("M01", "by=patch&asOf=2025-03-01", 422, "asOf")]
    [InlineData("M01", "asOf=2999-01-01T00:00:00Z", 422, "asOf")]
    [InlineData("M01", "asOf=soon", 400, "asOf")]
    [InlineData("M01", "from=1990-01-01&to=2026-01-01&grain=day", 422, "grain")]
    public async Task A_question_that_cannot_be_answered_is_told_why(string id, string query, int expected, string field)
    {
        var (status, body) = await System.MeasureAsync(id, query);
        Assert.Equal(expected, status);
        Assert.True(body.GetProperty("errors").TryGetProperty(field, out _), body.ToString());
    }

    [Fact]
    public async Task A_measure_nobody_knows_is_not_found() => Assert.Equal(404, (await System.MeasureAsync("M99", "")).Status);

    [Fact]
    public async Task Figures_as_known_on_a_day_leave_out_what_came_later()
    {
        var source = AnalyticsHarness.NewSource();
        string Visit(int i, string recorded) => AnalyticsHarness.Visit(source, $"e{i}", "2025-03-04T10:00:00Z", i % 2 == 0 ? "DO10" : "DO01", $"\"evidence\":\"complete\",\"recordedAt\":\"{recorded}\"");
        await System.PostLinesAsync(Enumerable.Range(0, 40).Select(i => Visit(i, "2025-03-05T10:00:00Z"))
            .Concat(Enumerable.Range(40, 20).Select(i => Visit(i, "2025-04-05T10:00:00Z")))
            .Append(AnalyticsHarness.Visit(source, "fix", "2025-03-04T10:00:00Z", "DO01", "\"recordedAt\":\"2025-04-06T10:00:00Z\",\"supersedes\":\"e0\"")));
        Assert.Equal((29, 60), (await System.CountsAsync("M01", $"source={source}&grain=month"))["2025-03-01"]);
        Assert.Equal((20, 40), (await System.CountsAsync("M01", $"source={source}&grain=month&asOf=2025-03-31"))["2025-03-01"]);
        Assert.Equal((30, 60), (await System.CountsAsync("M01", $"source={source}&grain=month&asOf=2025-04-05T12:00:00Z"))["2025-03-01"]);
    }

    [Fact]
    [Trait("requirement", "41")]
    public async Task The_no_access_rate_is_never_shown_alone()
    {
        var source = await HistoryAsync();
        foreach (var page in new[] { $"/analytics?source={source}", $"/analytics/measures/M01?source={source}" })
        {
            var html = await System.PageAsync(page);
            foreach (var id in new[] { "M01", "M02", "M03", "M04", "W28" })
                Assert.Contains(id, html, StringComparison.Ordinal);
        }

        // Not in a file, an answer or a picture either.
        string[] together = ["M01", "M02", "M03", "M04", "W28"];
        var csv = await CsvAsync($"M01?source={source}&grain=month");
        Assert.Equal(together[..3], csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(',')[0]).Distinct().Take(3));
        var (_, body) = await System.MeasureAsync("M01", $"source={source}&grain=month");
        Assert.Equal(together[1..], body.GetProperty("beside").EnumerateArray().Select(b => b.GetProperty("measure").GetProperty("id").GetString()));
        Assert.Equal((0, 200), (body.GetProperty("beside")[0].GetProperty("points")[0].GetProperty("numerator").GetInt32(), body.GetProperty("beside")[0].GetProperty("points")[0].GetProperty("denominator").GetInt32()));
        var (_, parts) = await System.MeasureAsync("M01", $"source={source}&grain=month&by=patch");
        Assert.Equal(4, parts.GetProperty("beside").GetArrayLength());
        var (_, alone) = await System.MeasureAsync("M02", $"source={source}&grain=month");
        Assert.False(alone.TryGetProperty("beside", out var _));
        var picture = await System.PageAsync($"/analytics/measures/M01/svg?source={source}&grain=month");
        var patches = await System.PageAsync($"/analytics/patches?source={source}");
        var split = await System.PageAsync($"/analytics/measures/M01?source={source}&grain=month&by=patch");
        foreach (var id in together[1..])
        {
            Assert.Contains($"{id} {Repairs.Analytics.Features.ReadMeasure.Measures.Find(id)!.Name}", picture, StringComparison.Ordinal);
            Assert.Contains($"{id} {Repairs.Analytics.Features.ReadMeasure.Measures.Find(id)!.Name}", patches, StringComparison.Ordinal);
            Assert.Contains($"{id} {Repairs.Analytics.Features.ReadMeasure.Measures.Find(id)!.Name}", split, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_week_that_still_runs_and_the_end_of_a_history_are_so_far_and_make_no_news()
    {
        var live = AnalyticsHarness.NewSource();
        var now = await System.NowAsync();
        var monday = LondonTime.StartOf(Repairs.Analytics.Statistics.Period.Of(LondonTime.DateOf(now), Repairs.Analytics.Statistics.Grain.Week));
        string At(DateTimeOffset at) => at.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);
        var weeks = Enumerable.Range(1, 20).SelectMany(w => Enumerable.Range(0, 100).Select(i => AnalyticsHarness.Visit(
            live, $"w{w}-{i}", At(monday.AddDays(2 - (7 * w)).AddHours(12)), i < 20 + (w % 3) ? "DO10" : "DO01", "\"evidence\":\"complete\"")));
        var today = Enumerable.Range(0, 30).Select(i => AnalyticsHarness.Visit(live, $"now-{i}", At(now.AddSeconds(-40 + i)), i < 24 ? "DO10" : "DO01", "\"evidence\":\"complete\""));
        await System.PostLinesAsync(weeks.Concat(today));
        await System.CountedAsync();
        var (_, body) = await System.MeasureAsync("M01", $"source={live}&grain=week");
        var points = body.GetProperty("points").EnumerateArray().ToList();
        Assert.True(points[^1].GetProperty("soFar").GetBoolean());
        Assert.All(points.SkipLast(1), p => Assert.False(p.TryGetProperty("soFar", out var s) && s.ValueKind == JsonValueKind.True));
        Assert.StartsWith("No clear change", body.GetProperty("spc").GetProperty("words").GetString(), StringComparison.Ordinal);
        Assert.Contains("so far", await System.PageAsync($"/analytics/measures/M01?source={live}&grain=week"), StringComparison.Ordinal);
        Assert.DoesNotContain("Likely a real change", await System.PageAsync($"/analytics?source={live}&grain=week"), StringComparison.Ordinal);
        Assert.Contains("Nothing stands out", await System.PageAsync($"/analytics/summary?source={live}&grain=week"), StringComparison.Ordinal);

        // A history that breaks off on a Wednesday.
        var old = AnalyticsHarness.NewSource();
        await System.PostLinesAsync(Enumerable.Range(0, 170).Select(i => AnalyticsHarness.Visit(
            old, $"h{i}", At(new DateTimeOffset(2025, 3, 3, 12, 0, 0, TimeSpan.Zero).AddDays(i / 10)), i % 5 == 0 ? "DO10" : "DO01", "\"evidence\":\"complete\"")));
        await System.CountedAsync();
        var (_, history) = await System.MeasureAsync("M01", $"source={old}&grain=week");
        Assert.Equal(
            [false, false, true],
            history.GetProperty("points").EnumerateArray().Select(p => p.TryGetProperty("soFar", out var s) && s.ValueKind == JsonValueKind.True));
    }

    [Fact]
    public async Task The_dashboard_asks_for_sign_in_and_for_the_analysts_role()
    {
        using var nobody = await System.Anyone.GetAsync(new Uri("/analytics", UriKind.Relative));
        Assert.Equal(302, (int)nobody.StatusCode);
        using var operative = System.As(Roles.Operative, "OP-1");
        using var answer = await operative.GetAsync(new Uri("/analytics", UriKind.Relative));
        Assert.Equal(403, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("/analytics/measures/M18")]
    [InlineData("/analytics/measures/M30")]
    [InlineData("/analytics/measures/M02?by=trade&grain=month")]
    public async Task Every_page_of_a_measure_opens(string path) => Assert.Contains("What it is", await System.PageAsync(path), StringComparison.Ordinal);

    private async Task<string> HistoryAsync()
    {
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync(Enumerable.Range(0, 200).Select(i => AnalyticsHarness.Visit(
            source, $"h{i}", string.Create(CultureInfo.InvariantCulture, $"2025-03-{(i % 28) + 1:00}T10:00:00Z"), i % 5 == 0 ? "DO10" : "DO01", $"\"evidence\":\"complete\",\"patch\":\"P{i % 2}\"")));
        return source;
    }

    private async Task<string> CsvAsync(string path)
    {
        using var analyst = System.As(Roles.Analyst);
        analyst.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        return await analyst.GetStringAsync(new Uri("/api/analytics/measures/" + path, UriKind.Relative));
    }
}
