using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Repairs.Platform;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Integration.Analytics;

[Collection(SystemCollection.Name)]
public sealed class CollectEventsTests(SharedSystem shared, ITestOutputHelper output)
{
    private const string Mapping = """
        {"source":"SOURCE","type":"VisitImported","id":"line","occurredAt":{"column":"appointment_date","format":"yyyy-MM-dd","zone":"Europe/London"},
         "outcome":{"column":"show_up","values":{"1":"DO01","0":"DO10"}},"evidence":"asserted"}
        """;

    private RepairsSystem System => shared.System;

    [Fact]
    public async Task The_same_events_again_are_all_duplicates_and_change_nothing()
    {
        var source = AnalyticsHarness.NewSource();
        var lines = Visits(source, 60);
        var (_, first) = await System.PostLinesAsync(lines);
        Assert.Equal((60, 0), (Count(first, "accepted"), Count(first, "duplicates")));
        var before = await System.BucketsAsync(source);

        var (_, second) = await System.PostLinesAsync(lines.Reverse(), zipped: true);
        Assert.Equal((0, 60), (Count(second, "accepted"), Count(second, "duplicates")));
        Assert.Equal(before, await System.BucketsAsync(source));
    }

    [Fact]
    public async Task The_same_id_with_other_content_goes_to_quarantine_and_the_first_stands()
    {
        var source = AnalyticsHarness.NewSource();
        var (_, body) = await System.PostLinesAsync([
            AnalyticsHarness.Visit(source, "1", "2025-03-04T10:00:00Z", "DO01"),
            AnalyticsHarness.Visit(source, "1", "2025-03-04T10:00:00Z", "DO10"),
            AnalyticsHarness.Visit(source, "2", "1970-01-01T00:00:00Z", "DO01"),
            AnalyticsHarness.Visit(source, "3", "2090-01-01T00:00:00Z", "DO01"),
        ]);
        Assert.Equal((1, 3), (Count(body, "accepted"), Count(body, "quarantined")));
        Assert.Equal("DO01", await System.ScalarAsync<string>($"select code from analytics.event where source = '{source}'"));
        Assert.Equal([2, 3, 4], body.GetProperty("inQuarantine").EnumerateArray().Select(l => l.GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task A_broken_line_in_the_middle_costs_itself_alone()
    {
        var source = AnalyticsHarness.NewSource();
        var lines = Visits(source, 20).ToList();
        lines[9] = "{\"source\": \"half a li";
        var (status, body) = await System.PostLinesAsync(lines);
        Assert.Equal((200, 19), (status, Count(body, "accepted")));
        var rejected = Assert.Single(body.GetProperty("rejected").EnumerateArray());
        Assert.Equal(10, rejected.GetProperty("line").GetInt32());
        Assert.Equal("it is not JSON", rejected.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_file_cut_short_keeps_its_good_lines_and_says_where_it_breaks_off()
    {
        var source = AnalyticsHarness.NewSource();
        var lines = Visits(source, 20_000).ToList();
        var whole = await PackAsync(string.Join('\n', lines));
        var (status, body) = await System.PostLinesAsync(lines, zipped: true, cut: whole / 2);
        Assert.Equal(200, status);
        Assert.InRange(Count(body, "accepted"), 1, 19_999);
        Assert.Contains("breaks off", body.GetProperty("rejected").EnumerateArray().Last().GetProperty("reason").GetString(), StringComparison.Ordinal);

        var (_, again) = await System.PostLinesAsync(lines, zipped: true);
        Assert.Equal((20_000 - Count(body, "accepted"), Count(body, "accepted")), (Count(again, "accepted"), Count(again, "duplicates")));
    }

    [Fact]
    public async Task A_mapping_that_names_a_missing_column_is_told_so_and_nothing_is_stored()
    {
        var (status, body) = await System.PostCsvAsync("day,kept\n2025-03-03,1\n", """{"source":"x","occurredAt":"visit_day","outcome":{"column":"kept","values":{"1":"DO01"}}}""");
        Assert.Equal(422, status);
        Assert.Contains("visit_day", body.GetProperty("errors").GetProperty("occurredAt")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json", 400)]
    [InlineData("[]", 400)]
    public async Task A_mapping_that_cannot_be_read_is_told_so(string mapping, int expected) =>
        Assert.Equal(expected, (await System.PostCsvAsync("day,kept\n2025-03-03,1\n", mapping)).Status);

    [Fact]
    public async Task Rows_of_three_date_forms_keep_the_one_the_mapping_names()
    {
        var source = AnalyticsHarness.NewSource();
        var (_, body) = await System.PostCsvAsync("day;kept\n2025-03-03;1\n03/03/2025;1\nMar 3 2025;1\n2025-03-04;1\n", $$$$"""{"source":"{{{{source}}}}","occurredAt":"day","outcome":{"column":"kept","values":{"1":"DO01"}}}""");
        Assert.Equal(2, Count(body, "accepted"));
        Assert.Equal([3, 4], body.GetProperty("rejected").EnumerateArray().Select(l => l.GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task A_correction_waits_for_what_it_corrects_and_moves_the_visit_to_another_day_patch_and_outcome()
    {
        var source = AnalyticsHarness.NewSource();
        var correction = AnalyticsHarness.Visit(source, "b", "2025-04-15T10:00:00Z", "DO01", "\"supersedes\":\"a\",\"patch\":\"South\"");
        await System.PostLinesAsync([correction]);
        Assert.Equal(1, await System.ScalarAsync<int>($"select state from analytics.event where source = '{source}' and event_id = 'b'"));

        await System.PostLinesAsync([AnalyticsHarness.Visit(source, "a", "2025-03-04T10:00:00Z", "DO10", "\"evidence\":\"complete\",\"patch\":\"North\"")]);
        Assert.Equal("2025-04-15|South||K01|1\n2025-04-15|South||K02|1\n2025-04-15|South||M01.of|1\n2025-04-15|South||M02.of|1", await System.BucketsAsync(source));

        await System.PostLinesAsync([$$"""{"source":"{{source}}","eventId":"v","occurredAt":"2025-04-16T10:00:00Z","voids":"b"}"""]);
        Assert.Contains("2025-03-04|North||M01|1", await System.BucketsAsync(source), StringComparison.Ordinal);
        Assert.DoesNotContain("South", await System.BucketsAsync(source), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_an_analyst_may_send_events()
    {
        using var desk = System.As(Roles.Desk);
        using var body = new StringContent("{}", Encoding.UTF8, "application/x-ndjson");
        using var answer = await desk.PostAsync(new Uri("/api/analytics/events", UriKind.Relative), body);
        Assert.Equal(403, (int)answer.StatusCode);
        using var nobody = await System.Anyone.PostAsync(new Uri("/api/analytics/events", UriKind.Relative), body);
        Assert.Equal(401, (int)nobody.StatusCode);
    }

    [Fact]
    public async Task Another_kind_of_content_is_not_taken()
    {
        using var analyst = System.As(Roles.Analyst);
        using var answer = await analyst.PostAsync(new Uri("/api/analytics/events", UriKind.Relative), new StringContent("<xml/>", Encoding.UTF8, "text/xml"));
        Assert.Equal(415, (int)answer.StatusCode);
    }

    [Fact]
    public async Task The_same_request_sent_again_with_its_key_gets_the_same_answer()
    {
        var source = AnalyticsHarness.NewSource();
        using var analyst = System.As(Roles.Analyst);
        var text = string.Join('\n', Visits(source, 5));
        async Task<string> SendAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/analytics/events") { Content = new StringContent(text, Encoding.UTF8, "application/x-ndjson") };
            request.Headers.Add("Idempotency-Key", source);
            using var answer = await analyst.SendAsync(request);
            return await answer.Content.ReadAsStringAsync();
        }

        var first = await SendAsync();
        Assert.Equal(first, await SendAsync());
        Assert.Equal(5, Count(JsonDocument.Parse(first).RootElement, "accepted"));
    }

    [Fact]
    public async Task Thirty_senders_at_once_with_keys_of_their_own_all_have_their_answer_and_everything_counts()
    {
        var source = AnalyticsHarness.NewSource();
        var watch = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(async n =>
        {
            using var analyst = System.As(Roles.Analyst);
            analyst.DefaultRequestHeaders.Add("Idempotency-Key", $"{source}-{n}");
            using var content = new StringContent(AnalyticsHarness.Visit(source, $"e{n}", "2025-03-04T10:00:00Z", "DO01"), Encoding.UTF8, "application/x-ndjson");
            using var answer = await analyst.PostAsync(new Uri("/api/analytics/events", UriKind.Relative), content);
            return answer.StatusCode;
        }));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a));
        output.WriteLine($"30 at once in {watch.Elapsed.TotalSeconds:0.0} s");
        await System.CountedAsync();
        Assert.Equal(30, await System.ScalarAsync<long>($"select sum(n) from analytics.bucket where source = '{source}' and counter = 'M01.of'"));
    }

    [Fact]
    public async Task Hours_of_notice_that_no_diary_holds_cost_their_line_alone()
    {
        var source = AnalyticsHarness.NewSource();
        string Changed(string id, string hours) => $$"""{"source":"{{source}}","eventId":"{{id}}","type":"AppointmentChanged","occurredAt":"2025-03-04T10:00:00Z","visitId":"{{id}}","by":"Landlord","noticeHours":{{hours}} }""";
        var (_, body) = await System.PostLinesAsync([Changed("a", "1e12"), Changed("b", "30"), Changed("c", "-1e300")]);
        Assert.Equal((1, 2), (Count(body, "accepted"), Count(body, "rejectedCount")));
        Assert.Equal(1, await System.ScalarAsync<long>($"select sum(n) from analytics.bucket where source = '{source}' and counter = 'M11a=30'"));
    }

    [Fact]
    public async Task Two_senders_of_the_same_events_at_once_count_each_once()
    {
        var source = AnalyticsHarness.NewSource();
        var lines = Visits(source, 4_000).ToList();
        var answers = await Task.WhenAll(System.PostLinesAsync(lines), System.PostLinesAsync(Enumerable.Reverse(lines)), System.PostLinesAsync(lines[1_000..3_000]));
        Assert.Equal(4_000, answers.Sum(a => Count(a.Body, "accepted")));
        Assert.Equal(6_000, answers.Sum(a => Count(a.Body, "duplicates")));
        await System.CountedAsync();
        Assert.Equal(4_000, await System.ScalarAsync<long>($"select sum(n) from analytics.bucket where source = '{source}' and counter = 'M02.of'"));
    }

    [SharedDataFact("analytics/noshow_2014_2015.csv.gz")]
    [Trait("requirement", "40")]
    public async Task Two_years_of_another_systems_visits_come_in_and_every_week_is_right()
    {
        var source = AnalyticsHarness.NewSource();
        var mapping = Mapping.Replace("SOURCE", source, StringComparison.Ordinal);
        var file = Repository.SharedData("analytics/noshow_2014_2015.csv.gz")!;
        var watch = Stopwatch.StartNew();
        await using (var stream = File.OpenRead(file))
        {
            var (status, body) = await System.PostCsvAsync(stream, mapping);
            output.WriteLine($"289,668 rows in {watch.Elapsed.TotalSeconds:0.0} s, figures included");
            Assert.True(status == 200, body.ToString());
            Assert.Equal((289_668, 0, 0, 0), (Count(body, "accepted"), Count(body, "duplicates"), Count(body, "quarantined"), Count(body, "rejectedCount")));
        }

        await Eventually.TrueAsync(async () => !await System.ScalarAsync<bool>($"select exists (select from analytics.dirty where source = '{source}')"), 120, "every row to be counted");
        var known = File.ReadLines(Repository.SharedData("analytics/noshow1415_weekly.csv")!).Skip(1).Select(l => l.Split(','))
            .ToDictionary(c => c[0], c => ((long?)long.Parse(c[2], CultureInfo.InvariantCulture), (long?)long.Parse(c[1], CultureInfo.InvariantCulture)), StringComparer.Ordinal);
        var weeks = await System.CountsAsync("M01", $"source={source}&grain=week&from=2013-12-30&to=2015-12-31");
        Assert.Equal(105, weeks.Count);
        Assert.Equal(known.OrderBy(w => w.Key, StringComparer.Ordinal), weeks.OrderBy(w => w.Key, StringComparer.Ordinal));
        Assert.Equal((87_779, 289_668), (weeks.Values.Sum(w => w.Numerator), weeks.Values.Sum(w => w.Denominator)));
        output.WriteLine($"{weeks.Count} of {known.Count} weeks equal the known table; 87,779 of 289,668");

        watch.Restart();
        await using (var stream = File.OpenRead(file))
        {
            var (_, again) = await System.PostCsvAsync(stream, mapping);
            output.WriteLine($"The same file again in {watch.Elapsed.TotalSeconds:0.0} s");
            Assert.Equal((0, 289_668), (Count(again, "accepted"), Count(again, "duplicates")));
        }

        var page = await System.PageAsync($"/analytics?source={source}");
        Assert.Contains("30 December 2013", page, StringComparison.Ordinal);
        Assert.Contains("asserted", page, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Visits(string source, int n) => Enumerable.Range(0, n).Select(i =>
        AnalyticsHarness.Visit(source, $"e{i}", $"2025-03-{(i % 28) + 1:00}T{i % 24:00}:30:00Z", i % 5 == 0 ? "DO10" : "DO01", $"\"evidence\":\"complete\",\"patch\":\"P{i % 3}\",\"trade\":\"T{i % 2}\""));

    private static async Task<int> PackAsync(string text)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(text));
        return (int)packed.Length;
    }

    private static int Count(JsonElement body, string name) => body.TryGetProperty(name, out var n) ? n.GetInt32() : throw new InvalidOperationException(body.ToString());
}
