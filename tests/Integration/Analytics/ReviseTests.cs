using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Analytics;

/// <summary>What becomes of figures after they were final: marks, the log, figures as known then, publications, rebuilds, silence.</summary>
[Collection(SystemCollection.Name)]
public sealed class ReviseTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Fact]
    [Trait("case", "8")]
    public async Task What_comes_late_is_counted_marked_and_listed_with_what_it_changed()
    {
        var source = AnalyticsHarness.NewSource();
        var now = await System.NowAsync();
        var (today, noon) = (LondonTime.DateOf(now), new TimeOnly(12, 0));
        DateTimeOffset[] moments = [now.AddSeconds(-6), LondonTime.Instant(today.AddDays(-14), noon), LondonTime.Instant(today.AddDays(-15), noon), LondonTime.Instant(today.AddMonths(-18), noon)];
        string[] days = [.. moments.Select(m => LondonTime.DateOf(m).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))];
        IEnumerable<string> Visits(string id, int no, int yes) => moments.SelectMany((m, i) => Enumerable.Range(0, no + yes).Select(n =>
            AnalyticsHarness.Visit(source, $"{id}-{i}-{n}", m.ToString("O", CultureInfo.InvariantCulture), n < no ? "DO10" : "DO01", "\"evidence\":\"complete\",\"patch\":\"North\"")));

        await System.PostLinesAsync(Visits("first", 10, 10));
        Assert.All((await PointsAsync(source)).Values, m => Assert.NotEqual("[r]", m));
        Assert.Equal(0, await System.ScalarAsync<long>($"select count(*) from analytics.revision where source = '{source}'"));

        // History that comes in pieces revises nothing; an hour later a further piece does.
        await System.PostLinesAsync(Visits("same hour", 0, 1));
        Assert.Equal(0, await System.ScalarAsync<long>($"select count(*) from analytics.revision where source = '{source}'"));
        await AnHourLaterAsync(source);

        await System.PostLinesAsync(Visits("late", 5, 5));
        var marks = await PointsAsync(source);
        Assert.Equal(["[p]", "[p]", "[r]", "[r]"], days.Select(d => marks[d]));

        var log = await LogAsync($"source={source}&measure=M01&grain=month");
        var entry = log.Single(e => e.GetProperty("period").GetString()![..7] == days[3][..7]);
        Assert.Equal((10, 21, 15, 31), (Of(entry, "old", "numerator"), Of(entry, "old", "denominator"), Of(entry, "new", "numerator"), Of(entry, "new", "denominator")));
        Assert.Equal(10, entry.GetProperty("events").GetInt32());
        Assert.Contains(entry.GetProperty("causes").EnumerateArray(), c => c.GetString()!.StartsWith("late-3-", StringComparison.Ordinal));
        Assert.DoesNotContain(log, e => e.GetProperty("period").GetString()![..7] == days[0][..7]);

        // One more: the two figures side by side would tell of that one, so both are rounded.
        await System.PostLinesAsync([AnalyticsHarness.Visit(source, "one", moments[3].ToString("O", CultureInfo.InvariantCulture), "DO10", "\"evidence\":\"complete\",\"patch\":\"North\"")]);
        var rounded = (await LogAsync($"source={source}&measure=M01&grain=month")).First();
        Assert.Equal((15, 30, true), (Of(rounded, "new", "numerator"), Of(rounded, "new", "denominator"), rounded.GetProperty("new").GetProperty("rounded").GetBoolean()));
        Assert.Equal((15, 30), (Of(rounded, "old", "numerator"), Of(rounded, "old", "denominator")));
    }

    [Theory]
    [InlineData("from=2025-04-01&to=2025-03-01", 422, "from")]
    [InlineData("from=soon", 400, "from")]
    [InlineData("measure=M99", 422, "measure")]
    [InlineData("source=nowhere", 422, "source")]
    [InlineData("grain=day", 422, "grain")]
    public async Task A_question_about_revisions_that_cannot_be_answered_is_told_why(string query, int expected, string field)
    {
        using var analyst = System.As(Roles.Analyst);
        using var answer = await analyst.GetAsync(new Uri($"/api/analytics/revisions?{query}", UriKind.Relative));
        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    [Trait("case", "9")]
    public async Task What_was_exported_yesterday_comes_out_byte_for_byte_after_late_data()
    {
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync(History(source, "a"));
        await Task.Delay(20);
        var then = await System.NowAsync();
        var asOf = Uri.EscapeDataString(then.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        var exported = await CsvAsync($"M01?source={source}&grain=month");
        var asKnown = await JsonAsync($"M01?source={source}&grain=month&asOf={asOf}");
        Assert.Equal(exported, await CsvAsync($"M01?source={source}&grain=month&asOf={asOf}"));

        await AnHourLaterAsync(source);
        await System.PostLinesAsync(
        [
            .. History(source, "b", "2024-11-"), .. History(source, "c"), AnalyticsHarness.Visit(source, "x", "2025-03-04T10:00:00Z", "DO01", "\"supersedes\":\"a0\""),
            $$"""{"source":"{{source}}","eventId":"v","occurredAt":"2025-04-16T10:00:00Z","voids":"a5"}""",
        ]);
        var today = await CsvAsync($"M01?source={source}&grain=month");
        Assert.NotEqual(exported, today);
        Assert.Contains("[r]", today, StringComparison.Ordinal);
        Assert.Equal(exported, await CsvAsync($"M01?source={source}&grain=month&asOf={asOf}"));
        Assert.Equal(asKnown, await JsonAsync($"M01?source={source}&grain=month&asOf={asOf}"));
    }

    [Fact]
    [Trait("case", "9")]
    public async Task What_was_published_never_changes()
    {
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync(History(source, "a"));
        using var analyst = System.As(Roles.Analyst);
        using var made = await analyst.PostAsJsonAsync("/api/analytics/publications", new { title = "Spring 2025", from = "2025-03-01", to = "2025-03-31", source, measures = new[] { "M01" } });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var row = await made.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(["M01", "M02", "M03", "M04", "W28"], row.GetProperty("measures").EnumerateArray().Select(m => m.GetString()));
        var path = $"/api/analytics/publications/{row.GetProperty("id").GetString()}";
        var published = await analyst.GetStringAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(40, JsonDocument.Parse(published).RootElement.GetProperty("answers")[0].GetProperty("points")[0].GetProperty("numerator").GetInt32());

        // Under the public profile, although an analyst published it.
        foreach (var answer in JsonDocument.Parse(published).RootElement.GetProperty("answers").EnumerateArray())
        {
            Assert.Equal("public", answer.GetProperty("profile").GetString());
            foreach (var point in answer.GetProperty("points").EnumerateArray())
            {
                foreach (var name in new[] { "numerator", "denominator" })
                    Assert.True(point.GetProperty(name).ValueKind == JsonValueKind.Null || (point.GetProperty(name).GetInt32() % 5 == 0 && point.GetProperty(name).GetInt32() is 0 or >= 10), point.ToString());
            }
        }

        await AnHourLaterAsync(source);
        await System.PostLinesAsync(History(source, "b"));
        Assert.Equal(80, (await System.CountsAsync("M01", $"source={source}&grain=month"))["2025-03-01"].Numerator);
        Assert.Equal(published, await analyst.GetStringAsync(new Uri(path, UriKind.Relative)));
        Assert.Contains(row.GetProperty("id").GetString()!, await analyst.GetStringAsync(new Uri("/api/analytics/publications", UriKind.Relative)), StringComparison.Ordinal);
        await Assert.ThrowsAsync<PostgresException>(() => System.ExecuteAsync($"update analytics.publication set answer = '' where id = '{row.GetProperty("id").GetString()}'"));
        await Assert.ThrowsAsync<PostgresException>(() => System.ExecuteAsync($"delete from analytics.publication where id = '{row.GetProperty("id").GetString()}'"));

        using var manager = System.As(Roles.Manager);
        // Split as M01 can be and W28 beside it cannot: that comes for the whole landlord.
        using var split = await analyst.PostAsJsonAsync("/api/analytics/publications", new { title = "By time of day", from = "2025-03-01", to = "2025-03-31", by = "slot", source, measures = new[] { "M01" } });
        Assert.Equal(201, (int)split.StatusCode);
        using var notTheirs = await manager.PostAsJsonAsync("/api/analytics/publications", new { title = "x", from = "2025-03-01", to = "2025-03-31" });
        Assert.Equal(HttpStatusCode.Forbidden, notTheirs.StatusCode);
        using var early = await analyst.PostAsJsonAsync("/api/analytics/publications", new { title = "x", from = "2025-03-01", to = (await System.NowAsync()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), source });
        Assert.Equal(422, (int)early.StatusCode);
    }

    [Fact]
    [Trait("case", "10")]
    public async Task A_rebuild_finds_nothing_to_put_right_and_puts_right_what_was_harmed()
    {
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync([
            .. Enumerable.Range(0, 40).SelectMany(CountFactsTests.Story).Select(e => CountFactsTests.Line(source, e.Id, e.Event)),
            .. History(source, "a"), AnalyticsHarness.Visit(source, "x", "2025-03-04T10:00:00Z", "DO01", "\"supersedes\":\"a0\""),
        ]);
        var (code, said) = await System.TryVerbAsync(null, "analytics", "rebuild", "--source", source);
        Assert.True(code == 0, said);
        Assert.Contains("] 100%", said, StringComparison.Ordinal);
        Assert.Contains("0 counts were different", said, StringComparison.Ordinal);

        var before = await System.BucketsAsync(source);
        var ofReceived = $"select sum(n) || ' ' || sum(faulty) from analytics.received where source = '{source}'";
        await System.ExecuteAsync($"update analytics.counts set ns[array_position(counters, 'M01')] = ns[array_position(counters, 'M01')] + 3 where source = '{source}' and 'M01' = any(counters)");
        await System.ExecuteAsync($"delete from analytics.counts where source = '{source}' and 'M02' = any(counters)");
        var received = await System.ScalarAsync<string>(ofReceived);
        await System.ExecuteAsync($"update analytics.received set n = n + 7, faulty = faulty + 5 where source = '{source}'");
        await System.ExecuteAsync($"delete from analytics.visit where source = '{source}' and visit_id like '%1%'");
        await System.ExecuteAsync($"update analytics.event set state = 0 where source = '{source}' and event_id = 'a0'");
        Assert.NotEqual(before, await System.BucketsAsync(source));
        Assert.Contains("have been put right", await System.VerbAsync("analytics", "rebuild", "--source", source), StringComparison.Ordinal);
        Assert.Equal(before, await System.BucketsAsync(source));
        Assert.Equal(received, await System.ScalarAsync<string>(ofReceived));

        (code, said) = await System.TryVerbAsync(null, "analytics", "rebuild", "--source", "nowhere");
        Assert.Equal(65, code);
        Assert.Contains("No source has that name", said, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("case", "10")]
    public async Task A_proof_that_does_not_hold_is_shown_to_analysts_until_the_source_has_been_rebuilt()
    {
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync(History(source, "a"));

        // The daily proof stays away, so that this one is the latest.
        await System.ExecuteAsync($"insert into analytics.proof_turn (landlord, next_at) values ('demo', '{(await System.NowAsync()).AddYears(1):O}') on conflict (landlord) do update set next_at = excluded.next_at");
        await System.ExecuteAsync($"insert into analytics.proof (landlord, source, at, month, patch, rows, only_kept, only_counted) values ('demo', '{source}', '{await System.NowAsync():O}', '2025-03-01', 'P0', 10, 1, 1)");
        var state = await StatusAsync();
        Assert.Equal("degraded", state.GetProperty("status").GetString());
        Assert.Contains(state.GetProperty("warnings").EnumerateArray(), w => w.GetString()!.Contains(source, StringComparison.Ordinal));
        Assert.Equal(2, state.GetProperty("proof").GetProperty("differences").GetInt32());
        await System.VerbAsync("analytics", "rebuild", "--source", source);
        Assert.DoesNotContain((await StatusAsync()).GetProperty("warnings").EnumerateArray(), w => w.GetString()!.Contains(source, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("case", "38")]
    public async Task A_source_that_falls_silent_is_named_and_its_figures_are_not_nought()
    {
        var source = AnalyticsHarness.NewSource();
        var now = await System.NowAsync();
        await System.PostLinesAsync(Enumerable.Range(0, 20).Select(i => AnalyticsHarness.Visit(source, $"e{i}", now.AddMinutes(-30).ToString("O", CultureInfo.InvariantCulture), "DO01")));
        Assert.False(await IsStaleAsync(source));

        await System.ExecuteAsync($"update analytics.feed set received_at = received_at - interval '25 hours', complete_to = complete_to - interval '25 hours' where source = '{source}'");
        Assert.True(await IsStaleAsync(source));
        Assert.Contains((await StatusAsync()).GetProperty("warnings").EnumerateArray(), w => w.GetString()!.Contains(source, StringComparison.Ordinal));
        var (_, body) = await System.MeasureAsync("M01", $"source={source}&grain=day&to={now.AddDays(5):yyyy-MM-dd}");
        Assert.Contains(body.GetProperty("notes").EnumerateArray(), n => n.GetString()!.Contains("not known", StringComparison.Ordinal));
        Assert.All(body.GetProperty("points").EnumerateArray(), p => Assert.True(p.GetProperty("denominator").ValueKind == JsonValueKind.Null || p.GetProperty("denominator").GetInt32() > 0));

        // History that ends where it ends is not silent.
        var history = AnalyticsHarness.NewSource();
        await System.PostLinesAsync(History(history, "a"));
        await System.ExecuteAsync($"update analytics.feed set received_at = received_at - interval '25 hours' where source = '{history}'");
        Assert.False(await IsStaleAsync(history));
    }

    [Fact]
    [Trait("case", "40")]
    public async Task A_patch_that_is_renamed_or_merged_keeps_its_history_under_the_name_it_had()
    {
        var source = AnalyticsHarness.NewSource();
        IEnumerable<string> Of(string id, string patch, int from, int to) => Enumerable.Range(0, 60).Select(i =>
            AnalyticsHarness.Visit(source, $"{id}{i}", string.Create(CultureInfo.InvariantCulture, $"2025-03-{from + (i % (to - from + 1)):00}T10:00:00Z"), i % 3 == 0 ? "DO10" : "DO01", $"\"evidence\":\"complete\",\"patch\":\"{patch}\""));
        await System.PostLinesAsync([.. Of("a", "Old Town", 1, 14), .. Of("b", "New Town", 15, 31), .. Of("c", "Riverside", 1, 31)]);

        // From April on Riverside belongs to New Town.
        await System.PostLinesAsync(Enumerable.Range(0, 30).Select(i => AnalyticsHarness.Visit(source, $"d{i}", $"2025-04-{(i % 28) + 1:00}T10:00:00Z", i % 3 == 0 ? "DO10" : "DO01", "\"evidence\":\"complete\",\"patch\":\"New Town\"")));
        var (_, body) = await System.MeasureAsync("M01", $"source={source}&grain=month&by=patch");
        var march = body.GetProperty("points").EnumerateArray().Where(p => p.GetProperty("period").GetString() == "2025-03-01").ToDictionary(p => p.GetProperty("group").GetString()!, p => p.GetProperty("denominator").GetInt32(), StringComparer.Ordinal);
        Assert.Equal((60, 60, 60), (march["Old Town"], march["New Town"], march["Riverside"]));
        Assert.Equal(180, await System.ScalarAsync<long>($"select sum(n) from analytics.rollup where source = '{source}' and dimension = '' and counter = 'M01.of' and day < '2025-04-01'"));

        // A visit told under the wrong name is corrected, and only that one moves.
        await System.PostLinesAsync([AnalyticsHarness.Visit(source, "fix", "2025-03-14T10:00:00Z", "DO10", "\"evidence\":\"complete\",\"patch\":\"New Town\",\"supersedes\":\"a0\"")]);
        Assert.Equal(59, await System.ScalarAsync<long>($"select sum(n) from analytics.bucket where source = '{source}' and patch = 'Old Town' and counter = 'M01.of'"));
        Assert.Equal(180, await System.ScalarAsync<long>($"select sum(n) from analytics.rollup where source = '{source}' and dimension = '' and counter = 'M01.of' and day < '2025-04-01'"));
    }

    private static IEnumerable<string> History(string source, string id, string month = "2025-03-") => Enumerable.Range(0, 200).Select(i => AnalyticsHarness.Visit(
        source, $"{id}{i}", string.Create(CultureInfo.InvariantCulture, $"{month}{(i % 28) + 1:00}T10:00:00Z"), i % 5 == 0 ? "DO10" : "DO01", $"\"evidence\":\"complete\",\"patch\":\"P{i % 2}\""));

    private Task AnHourLaterAsync(string source) => System.ExecuteAsync($"update analytics.told set first_at = first_at - interval '61 minutes' where source = '{source}'");

    private async Task<Dictionary<string, string?>> PointsAsync(string source)
    {
        var (status, body) = await System.MeasureAsync("M01", $"source={source}&grain=day");
        Assert.True(status == 200, body.ToString());
        return body.GetProperty("points").EnumerateArray().Where(p => p.GetProperty("denominator").ValueKind == JsonValueKind.Number && p.GetProperty("denominator").GetInt32() > 0)
            .ToDictionary(p => p.GetProperty("period").GetString()!, p => p.TryGetProperty("marker", out var marker) ? marker.GetString() : null, StringComparer.Ordinal);
    }

    private async Task<List<JsonElement>> LogAsync(string query) => [.. (await GetAsync($"/api/analytics/revisions?{query}")).EnumerateArray()];

    private Task<JsonElement> StatusAsync() => GetAsync("/api/analytics/status");

    private async Task<bool> IsStaleAsync(string source) =>
        (await StatusAsync()).GetProperty("sources").EnumerateArray().Single(s => s.GetProperty("source").GetString() == source).GetProperty("stale").GetBoolean();

    private async Task<JsonElement> GetAsync(string path)
    {
        using var analyst = System.As(Roles.Analyst);
        return JsonDocument.Parse(await analyst.GetStringAsync(new Uri(path, UriKind.Relative))).RootElement;
    }

    private static int Of(JsonElement entry, string which, string name) => entry.GetProperty(which).GetProperty(name).GetInt32();

    private async Task<string> JsonAsync(string path)
    {
        using var analyst = System.As(Roles.Analyst);
        return await analyst.GetStringAsync(new Uri("/api/analytics/measures/" + path, UriKind.Relative));
    }

    private async Task<string> CsvAsync(string path)
    {
        using var analyst = System.As(Roles.Analyst);
        analyst.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        return await analyst.GetStringAsync(new Uri("/api/analytics/measures/" + path, UriKind.Relative));
    }
}
