using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AngleSharp.Html.Parser;
using Npgsql;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;
using Repairs.Platform;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Integration.Analytics;

/// <summary>Who takes every answer and puts them together, and who looks where figures might stand by accident.</summary>
[Collection(SystemCollection.Name)]
public sealed class DisclosureTests(SharedSystem shared, ITestOutputHelper output)
{
    private static readonly string[] Grains = ["week", "month", "quarter", "year"];

    private RepairsSystem System => shared.System;

    [Trait("case", "27")]
    [Trait("requirement", "47")]
    [Fact]
    public async Task Whoever_downloads_every_answer_and_adds_and_subtracts_learns_no_count_from_one_to_four()
    {
        var source = await RandomHistoryAsync(7, patches: 3, trades: 2, days: 75, mean: 3.5);
        using var analyst = System.As(Roles.Analyst);
        var (answers, hidden, exact) = (0, 0, 0);
        foreach (var id in new[] { "M01", "M02", "K02" })
        {
            var atoms = await AtomsAsync(source, id);
            var patches = atoms.Select(a => a.Patch).Distinct().ToList();
            var trades = atoms.Select(a => a.Trade).Distinct().ToList();
            var seen = new Dictionary<(string Grain, DateOnly Period, string? Patch, string? Trade), string>();
            var told = new List<(Func<Atom, bool> Holds, long? Numerator, long? Denominator, bool Rounded)>();

            async Task AskAsync(string grain, string more, Func<string?, (string? Patch, string? Trade)> group)
            {
                var path = $"/api/analytics/measures/{id}?source={source}&grain={grain}{more}";
                using var json = JsonDocument.Parse(await analyst.GetStringAsync(new Uri(path, UriKind.Relative)));
                answers++;

                // The CSV of the same question holds the same; beside it what it is never shown without, as those measures show it.
                Assert.Equal(
                    json.RootElement.GetProperty("points").EnumerateArray().Select(p => $"{p.GetProperty("period").GetString()},{Number(p, "numerator")},{Number(p, "denominator")}"),
                    Lines(await CsvAsync(analyst, path)).Where(l => l[0] == id).Select(l => $"{l[3]},{l[5]},{l[6]}"));
                foreach (var p in json.RootElement.GetProperty("points").EnumerateArray())
                {
                    var period = DateOnly.ParseExact(p.GetProperty("period").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
                    var (patch, trade) = group(p.TryGetProperty("group", out var g) ? g.GetString() : null);

                    // The same figure looks alike wherever it stands.
                    var key = (grain, period, patch, trade);
                    if (!seen.TryAdd(key, p.GetRawText().Replace($"\"group\":\"{patch}\"", "", StringComparison.Ordinal).Replace($"\"group\":\"{trade}\"", "", StringComparison.Ordinal)))
                        continue;
                    var kind = Enum.Parse<Grain>(grain, ignoreCase: true);
                    told.Add((
                        a => (patch is null || a.Patch == patch) && (trade is null || a.Trade == trade) && Period.Of(a.Day, kind) == period,
                        Number(p, "numerator"), Number(p, "denominator"), p.TryGetProperty("rounded", out var r) && r.ValueKind == JsonValueKind.True));
                }
            }

            await AskAsync("day", "", _ => (null, null));
            foreach (var grain in Grains)
            {
                await AskAsync(grain, "", _ => (null, null));
                await AskAsync(grain, "&from=2025-03-01&to=2025-03-31", _ => (null, null));
                await AskAsync(grain, "&by=patch", g => (g, null));
                await AskAsync(grain, "&by=patch&from=2025-02-10&to=2025-02-16", g => (g, null));
                await AskAsync(grain, "&by=trade", g => (null, g));
                foreach (var patch in patches)
                {
                    await AskAsync(grain, $"&patch={patch}", _ => (patch, null));
                    await AskAsync(grain, $"&patch={patch}&by=trade", g => (patch, g));
                }

                foreach (var trade in trades)
                {
                    await AskAsync(grain, $"&trade={trade}", _ => (null, trade));
                    await AskAsync(grain, $"&trade={trade}&by=patch", g => (g, trade));
                    foreach (var patch in patches)
                        await AskAsync(grain, $"&trade={trade}&patch={patch}", _ => (patch, trade));
                }
            }

            // Open data, of the same days: every count is the true one rounded to five by itself, or is not there.
            foreach (var grain in Grains[1..])
            {
                using var zip = new ZipArchive(new MemoryStream(await analyst.GetByteArrayAsync(new Uri($"/api/analytics/open-data?source={source}&grain={grain}", UriKind.Relative))));
                using var text = new StreamReader(await zip.GetEntry($"data/{id}.csv")!.OpenAsync());
                foreach (var line in Lines(await text.ReadToEndAsync()))
                {
                    var within = atoms.Where(a => Period.Of(a.Day, Enum.Parse<Grain>(grain, ignoreCase: true)) == DateOnly.ParseExact(line[3], "yyyy-MM-dd", CultureInfo.InvariantCulture)).ToList();
                    foreach (var (count, truth) in new[] { (line[5], within.Sum(a => a.Numerator)), (line[6], within.Sum(a => a.Denominator)) })
                        Assert.True(count.Length == 0 || (count == Rounding.ToBase(truth).ToString(CultureInfo.InvariantCulture) && truth is 0 or >= 10), $"open data, {id}: {count} of {truth}");
                }
            }

            var sums = new Elimination(atoms.Count);
            foreach (var (holds, numerator, denominator, rounded) in told)
            {
                hidden += numerator is null ? 1 : 0;
                Assert.False(numerator is >= 1 and <= 4 || (denominator - numerator) is >= 1 and <= 4 || denominator is >= 1 and <= 9, $"{id} shows {numerator} of {denominator}");
                if (numerator is not null && !rounded)
                {
                    exact++;
                    sums.Add([.. atoms.Select(a => holds(a) ? 1L : 0)]);
                }
            }

            foreach (var (holds, _, _, _) in told)
            {
                var (numerator, denominator) = (atoms.Where(holds).Sum(a => a.Numerator), atoms.Where(holds).Sum(a => a.Denominator));
                if (numerator is >= 1 and <= 4 || (denominator - numerator) is >= 1 and <= 4 || denominator is >= 1 and <= 4)
                    Assert.False(sums.Spans([.. atoms.Select(a => holds(a) ? 1L : 0)]), $"{id}: {numerator} of {denominator} can be worked out");
            }
        }

        output.WriteLine($"{answers} answers, {hidden} figures hidden, {exact} exact; no count from 1 to 4 follows from them");
        Assert.True(hidden > 50 && exact > 20);
    }

    [Trait("case", "27")]
    [Fact]
    public async Task Nothing_that_is_hidden_stands_in_a_page_a_chart_a_picture_a_file_an_error_or_an_order()
    {
        var source = AnalyticsHarness.NewSource();

        // Four of sixty in the first week: one, two and one of twenty in each patch. A quarter in the other weeks. By what is hidden, upwards or downwards, the patches would stand otherwise than by name.
        string[] patches = ["Zeta", "Alpha", "Mid"];
        await System.PostLinesAsync(Enumerable.Range(0, 300).Select(i => AnalyticsHarness.Visit(
            source, $"h{i}", new DateTimeOffset(2025, 3, 3, 10, 0, 0, TimeSpan.Zero).AddDays(7 * (i / 60)).ToString("O", CultureInfo.InvariantCulture),
            i % 60 / 3 < (i >= 60 ? 5 : i % 3 == 2 ? 2 : 1) ? "DO10" : "DO01", $"\"evidence\":\"complete\",\"patch\":\"{patches[i % 3]}\"")));
        string[] wholes =
        [
            $"/analytics/measures/M01?source={source}&grain=week", $"/analytics/measures/M01/svg?source={source}&grain=week", $"/analytics?source={source}&grain=week",
            $"/analytics/measures/M01/csv?source={source}&grain=week", $"/analytics/measures/M01/about?source={source}&grain=week", $"/analytics/summary?source={source}&grain=week",
        ];
        string[] parts =
        [
            $"/analytics/measures/M01?source={source}&grain=week&by=patch", $"/analytics/measures/M01/csv?source={source}&grain=week&by=patch", $"/analytics/patches?source={source}",
            .. patches.SelectMany(p => new[] { $"/analytics/measures/M01?source={source}&grain=week&patch={p}", $"/analytics/measures/M01/svg?source={source}&grain=week&patch={p}", $"/analytics?source={source}&grain=week&patch={p}" }),
        ];
        foreach (var place in wholes.Concat(parts))
        {
            var text = await System.PageAsync(place);
            foreach (var tell in new[] { "4 of 60", "56 of 60", "0.0666", "0.0667", "6.66", ",4,60,", ",5,60,", "1 of 20", "2 of 20", "18 of 20", "19 of 20", ",1,20,", ",2,20,", ">4<", ">2<", ">1<" })
                Assert.False(Regex.IsMatch(text, $@"(?<![\d.]){Regex.Escape(tell)}", RegexOptions.None, TimeSpan.FromSeconds(5)), $"{place} says {tell}");
            if (wholes.Contains(place))
                Assert.DoesNotMatch(@"(?<![\d.])6\.7%", text);
            if (place.Contains("/svg", StringComparison.Ordinal))
                Assert.DoesNotContain(XDocument.Parse(text).Descendants(), e => e.Attribute("data-period")?.Value == "2025-03-03" && e.Attribute("data-value") is not null);
            else if (place.Contains("/csv", StringComparison.Ordinal))
                Assert.All(Lines(text).Where(l => l[0] == "M01" && l[3] == "2025-03-03"), l => Assert.Equal(("", "", "", ""), (l[5], l[7], l[8], l[9])));
            else if (!place.Contains("/about", StringComparison.Ordinal))
                AssertFirstWeekIsHidden(place, text);
        }

        using (var analyst = System.As(Roles.Analyst))
        {
            using var zip = new ZipArchive(new MemoryStream(await analyst.GetByteArrayAsync(new Uri($"/api/analytics/open-data?source={source}", UriKind.Relative))));
            Assert.All(zip.Entries.Where(e => e.FullName.StartsWith("data/", StringComparison.Ordinal)), e =>
            {
                using var file = new StreamReader(e.Open());
                var text = file.ReadToEnd();
                Assert.DoesNotContain("2025-03-03", text, StringComparison.Ordinal);
                Assert.DoesNotContain(patches, p => text.Contains(p, StringComparison.Ordinal));
            });
        }

        // Groups stand in the order of their names whatever their figures are.
        foreach (var grain in new[] { "week", "year" })
        {
            var (_, body) = await System.MeasureAsync("M01", $"source={source}&grain={grain}&by=patch");
            Assert.Equal(["Alpha", "Mid", "Zeta"], body.GetProperty("points").EnumerateArray().Take(3).Select(p => p.GetProperty("group").GetString()));
        }

        foreach (var place in new[] { parts[0], parts[2] })
        {
            var page = new HtmlParser().ParseDocument(await System.PageAsync(place));
            var named = page.QuerySelectorAll("table").Select(t => t.QuerySelectorAll("tbody tr").Select(r => r.QuerySelector("th")!.TextContent.Trim()).Where(patches.Contains).ToList()).Where(n => n.Count == 3).ToList();
            Assert.True(named.Count > 0, place);
            Assert.All(named, n => Assert.Equal(["Alpha", "Mid", "Zeta"], n));
        }

        var (status, wrong) = await System.MeasureAsync("M01", $"source={source}&patch=Atlantis");
        Assert.Equal(422, status);
        Assert.DoesNotContain("Alpha", wrong.ToString(), StringComparison.Ordinal);
    }

    [Trait("case", "28")]
    [Trait("case", "27")]
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Staff_and_the_public_ask_the_same_in_turn_and_neither_is_given_what_was_kept_for_the_other(bool publicFirst)
    {
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync(Enumerable.Range(0, 203).Select(i => AnalyticsHarness.Visit(source, $"h{i}", "2025-03-04T10:00:00Z", i < 43 ? "DO10" : "DO01", $"\"evidence\":\"complete\",\"patch\":\"{(i % 2 == 0 ? "North" : "South")}\"")));
        await System.CountedAsync();
        using var analyst = System.As(Roles.Analyst);
        using var north = Of("North");
        var path = $"/api/analytics/measures/M01?source={source}&grain=month";
        for (var turn = publicFirst ? 0 : 1; turn < 6; turn++)
        {
            if (turn % 2 == 0)
            {
                using var answer = await analyst.GetAsync(new Uri($"/api/analytics/open-data?source={source}", UriKind.Relative));
                Assert.True(answer.Headers.CacheControl?.NoStore);
                using var zip = new ZipArchive(new MemoryStream(await answer.Content.ReadAsByteArrayAsync()));
                using var text = new StreamReader(await zip.GetEntry("data/M01.csv")!.OpenAsync());
                Assert.Equal("2025-03-01,,45,205", string.Join(',', Lines(await text.ReadToEndAsync()).Single()[3..7]));
                continue;
            }

            using var staff = await analyst.GetAsync(new Uri(path, UriKind.Relative));
            Assert.True(staff.Headers.CacheControl?.NoStore);
            using var json = JsonDocument.Parse(await staff.Content.ReadAsStringAsync());
            var point = json.RootElement.GetProperty("points").EnumerateArray().Single();
            Assert.Equal((43L, 203L), (Number(point, "numerator"), Number(point, "denominator")));

            // The same again for one patch: its figures are those staff see of it, the whole is not theirs.
            Assert.Equal(422, (int)(await north.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);
            var theirs = Lines(await CsvAsync(north, path + "&by=patch"));
            Assert.All(theirs, l => Assert.Equal("North", l[4]));
            Assert.Contains(theirs, l => l[0] == "M01");
            Assert.Equal(Lines(await CsvAsync(analyst, path + "&by=patch")).Where(l => l[4] == "North"), theirs);
        }
    }

    [Trait("case", "27")]
    [Fact]
    public async Task Two_moments_with_a_few_visits_between_them_are_not_both_told()
    {
        var source = AnalyticsHarness.NewSource();
        string Visit(int i, string recorded) => AnalyticsHarness.Visit(source, $"e{i}", "2025-03-04T10:00:00Z", i % 2 == 0 ? "DO10" : "DO01", $"\"evidence\":\"complete\",\"recordedAt\":\"{recorded}\"");
        await System.PostLinesAsync(Enumerable.Range(0, 40).Select(i => Visit(i, "2025-03-05T10:00:00Z"))
            .Concat(Enumerable.Range(40, 3).Select(i => Visit(i, "2025-03-06T10:00:00Z")))
            .Concat(Enumerable.Range(43, 30).Select(i => Visit(i, "2025-03-07T10:00:00Z"))));
        Assert.Equal(200, (await System.MeasureAsync("M01", $"source={source}&grain=month&asOf=2025-03-05")).Status);
        var (status, refused) = await System.MeasureAsync("M01", $"source={source}&grain=month&asOf=2025-03-06");
        Assert.Equal(422, status);
        var sentence = refused.GetProperty("errors").GetProperty("asOf")[0].GetString()!;
        Assert.Contains("Ask for that one again, or for one further away", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("43", sentence, StringComparison.Ordinal);
        Assert.Equal(422, (await System.MeasureAsync("M01", $"source={source}&grain=week&asOf=2025-03-06")).Status);
        Assert.Equal(200, (await System.MeasureAsync("M01", $"source={source}&grain=month&asOf=2025-03-05")).Status);
        Assert.Equal(200, (await System.MeasureAsync("M01", $"source={source}&grain=month&asOf=2025-03-07")).Status);

        // Nobody came and nobody went, and one visit is told otherwise.
        await System.PostLinesAsync([$$"""{"source":"{{source}}","eventId":"again","type":"VisitImported","occurredAt":"2025-03-04T10:00:00Z","outcome":"DO10","evidence":"complete","supersedes":"e1","recordedAt":"2025-03-08T10:00:00Z"}"""]);
        Assert.Equal(422, (await System.MeasureAsync("M01", $"source={source}&grain=month&asOf=2025-03-08")).Status);

        // Another reader has asked for neither.
        using var manager = System.As(Roles.Manager);
        using var theirs = await manager.GetAsync(new Uri($"/api/analytics/measures/M01?source={source}&grain=month&asOf=2025-03-06", UriKind.Relative));
        Assert.Equal(200, (int)theirs.StatusCode);
        Assert.Equal(0, await System.ScalarAsync<long>("select count(*) from analytics.asked_moment where encode(reader, 'escape') like '%demo%'"));
    }

    [Trait("case", "27")]
    [Theory]
    [InlineData(4)]
    [InlineData(1)]
    public async Task A_patch_of_one_home_with_forty_visits_is_hidden_from_everyone_and_nothing_else_gives_it_away(int others)
    {
        var source = AnalyticsHarness.NewSource();
        string Visit(string id, int day, string outcome, string patch, string home) => AnalyticsHarness.Visit(
            source, id, new DateTimeOffset(2025, 3, 3, 10, 0, 0, TimeSpan.Zero).AddDays(day).ToString("O", CultureInfo.InvariantCulture), outcome, $"\"visitId\":\"{source}-{id}\",\"householdRef\":\"{home}\",\"evidence\":\"complete\",\"patch\":\"{patch}\",\"trade\":\"plumbing\"");
        await System.PostLinesAsync(
        [
            .. Enumerable.Range(0, 40).Select(i => Visit($"t{i}", i % 28, i % 2 == 0 ? "DO10" : "DO01", $"Tiny {source}", $"{source} one")),
            .. Enumerable.Range(0, others).SelectMany(p => Enumerable.Range(0, 200).Select(i => Visit($"p{p}-{i}", i % 28, i % 4 == 0 ? "DO10" : "DO01", $"P{p} {source}", $"{source} {p} {i % 50}"))),
        ]);
        await System.CountedAsync();
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from analytics.home_behind where source = '{source}' and patch like 'Tiny%' and home <> ''"));
        Assert.Equal(others, await System.ScalarAsync<long>($"select count(*) from analytics.home_behind where source = '{source}' and patch not like 'Tiny%' and home = ''"));

        var tiny = Uri.EscapeDataString($"Tiny {source}");
        foreach (var id in new[] { "M01", "M02", "K02", "M07" })
        {
            foreach (var grain in Grains)
            {
                foreach (var more in new[] { $"patch={tiny}", "by=patch", "by=patch&from=2025-03-03&to=2025-03-16" }.Concat(id == "M07" ? [] : new[] { $"by=trade&patch={tiny}", $"patch={tiny}&trade=plumbing" }))
                {
                    var (status, body) = await System.MeasureAsync(id, $"source={source}&grain={grain}&{more}");
                    Assert.True(status == 200, body.ToString());
                    var points = body.GetProperty("points").EnumerateArray().ToList();
                    Assert.True(points.Count > 0, $"{id} {grain} {more}: nothing");
                    foreach (var point in points)
                    {
                        var of = point.TryGetProperty("group", out var group) && group.ValueKind == JsonValueKind.String ? group.GetString()! : "Tiny";
                        if (of.StartsWith("Tiny", StringComparison.Ordinal) || of == "plumbing" || others == 1)
                            Assert.True(point.GetProperty("marker").GetString() == "[c]" && Number(point, "numerator") is null && Number(point, "denominator") is null, $"{id} {more}: {point}");
                        else
                            Assert.True(id != "M01" || (point.TryGetProperty("rounded", out var r) && r.GetBoolean()) || Number(point, "denominator") is null, $"{id} {more}: {point}");
                    }
                }
            }
        }

        using var whole = JsonDocument.Parse((await System.MeasureAsync("M01", $"source={source}&grain=year")).Body.ToString());
        Assert.Equal(40 + (200 * others), Number(whole.RootElement.GetProperty("points")[0], "denominator"));
        foreach (var place in new[] { $"/analytics/patches?source={source}", $"/analytics?source={source}&patch={tiny}", $"/analytics/measures/M01?source={source}&by=patch&grain=month" })
        {
            var text = await System.PageAsync(place);
            Assert.DoesNotContain("of 40", text, StringComparison.Ordinal);
            Assert.DoesNotContain(" 20 of", text, StringComparison.Ordinal);
        }
    }

    [Trait("case", "40")]
    [Trait("case", "27")]
    [Fact]
    public async Task A_landlord_of_one_home_with_forty_visits_shows_nothing_of_it_however_it_is_asked()
    {
        // Before, beside and after: sources that have nothing to hide.
        var (source, others, nameless) = (AnalyticsHarness.NewSource(), AnalyticsHarness.NewSource(), AnalyticsHarness.NewSource());
        string Visit(string from, int i, string home) => AnalyticsHarness.Visit(
            from, $"v{i}", new DateTimeOffset(2025, 3, 3, 10, 0, 0, TimeSpan.Zero).AddDays(i % 28).ToString("O", CultureInfo.InvariantCulture), i % 2 == 0 ? "DO10" : "DO01",
            $"{home}\"evidence\":\"complete\",\"patch\":\"North\",\"trade\":\"plumbing\",\"slot\":\"am\",\"channel\":\"phone\",\"contractor\":\"C1\",\"team\":\"T1\",\"pathway\":\"standard\"");
        await System.PostLinesAsync(
        [
            .. Enumerable.Range(0, 40).Select(i => Visit(source, i, $"\"visitId\":\"{source}-{i}\",\"householdRef\":\"{source} one\",")),
            .. Enumerable.Range(0, 12).Select(i => $$"""{"source":"{{source}}","eventId":"c{{i}}","type":"ContactReceived","contactId":"c{{i}}","occurredAt":"2025-03-{{i + 3:00}}T10:00:00Z","householdRef":"{{source}} one","code":"FD02"}"""),
            .. Enumerable.Range(0, 400).Select(i => Visit(others, i, $"\"visitId\":\"{others}-{i}\",\"householdRef\":\"{others} {i % 100}\",")),
            .. Enumerable.Range(0, 40).Select(i => Visit(nameless, i, "")),
        ]);
        await System.CountedAsync();

        var asked = 0;
        foreach (var measure in Measures.All.Where(m => m.Of is not null))
        {
            foreach (var by in measure.By.Append(null))
            {
                foreach (var grain in (measure.FromEvents ? ["month", "year"] : by is null ? ["day", "week", "year"] : new[] { "week", "year" }))
                {
                    var (status, body) = await System.MeasureAsync(measure.Id, $"source={source}&grain={grain}{(by is null ? "" : $"&by={by}")}");
                    Assert.True(status == 200, body.ToString());
                    foreach (var point in body.GetProperty("points").EnumerateArray())
                    {
                        asked++;
                        Assert.True(
                            point.GetProperty("marker").GetString() == "[c]" && new[] { "numerator", "denominator", "value", "low", "high" }.All(n => point.GetProperty(n).ValueKind == JsonValueKind.Null),
                            $"{measure.Id} by {by}, {grain}: {point}");
                    }

                    Assert.Contains("few homes", body.GetProperty("notes").ToString(), StringComparison.Ordinal);
                }
            }
        }

        Assert.True(asked > 500, $"{asked}");
        foreach (var place in new[] { "", "/measures/M01", "/measures/M01/csv", "/measures/M01/svg", "/patches", "/failure-demand", "/experience", "/summary" })
        {
            foreach (var more in new[] { "", "&by=team", "&by=contractor" }.Take(place.StartsWith("/measures/M01", StringComparison.Ordinal) ? 3 : 1))
            {
                var text = await System.PageAsync($"/analytics{place}?source={source}{more}");

                // A picture has marks of its scale, and no point.
                var picture = place.EndsWith("/svg", StringComparison.Ordinal);
                foreach (var tell in new[] { "20 of 40", "of 40", picture ? "data-value" : "50.0%", ",20,40,", "12 of 12" })
                    Assert.False(text.Contains(tell, StringComparison.Ordinal), $"{place}{more} says {tell}");
            }
        }

        // All sources together leave it out and say so: less the others it would be this home.
        var (_, all) = await System.MeasureAsync("M01", "grain=year&from=2025-03-01&to=2025-03-31");
        Assert.DoesNotContain(source, all.GetProperty("sources").EnumerateArray().Select(s => s.GetString()));
        Assert.Contains(all.GetProperty("notes").EnumerateArray(), n => n.GetString()!.StartsWith("Left out", StringComparison.Ordinal) && n.GetString()!.Contains(source, StringComparison.Ordinal));
        Assert.Contains(others, all.GetProperty("sources").EnumerateArray().Select(s => s.GetString()));

        // What is told without any home is judged by its visits alone, as it always was.
        Assert.Equal((20, 40), (await System.CountsAsync("M01", $"source={nameless}&grain=year"))["2024-04-01"]);
        Assert.Equal((200, 400), (await System.CountsAsync("M01", $"source={others}&grain=year"))["2024-04-01"]);
    }

    [Trait("case", "28")]
    [Fact]
    public async Task Two_readers_of_different_patches_never_see_each_others_and_a_change_of_role_counts_at_once()
    {
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync(Enumerable.Range(0, 400).Select(i => AnalyticsHarness.Visit(source, $"h{i}", "2025-03-04T10:00:00Z", i % 4 == 0 ? "DO10" : "DO01", $"\"evidence\":\"complete\",\"patch\":\"{(i % 2 == 0 ? "North" : "South")}\"")));
        using var north = Of("North");
        using var south = Of("South");
        using var everyone = System.As(Roles.Analyst);
        var path = new Uri($"/api/analytics/measures/M01?source={source}&grain=month&by=patch", UriKind.Relative);
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(async i =>
        {
            var (client, sees) = (i % 3) switch { 0 => (north, "North"), 1 => (south, "South"), _ => (everyone, "North South") };
            using var json = JsonDocument.Parse(await client.GetStringAsync(path));
            return (Sees: sees, Came: string.Join(' ', json.RootElement.GetProperty("points").EnumerateArray().Select(p => p.GetProperty("group").GetString())));
        }));
        Assert.All(answers, a => Assert.Equal(a.Sees, a.Came));

        foreach (var more in new[] { "", "&patch=South", "&by=trade", "&by=slot" })
        {
            using var refused = await north.GetAsync(new Uri($"/api/analytics/measures/M01?source={source}{more}", UriKind.Relative));
            Assert.Equal(422, (int)refused.StatusCode);
            Assert.DoesNotContain("400", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        foreach (var whole in new[] { "/api/analytics/revisions", "/api/analytics/publications", "/api/analytics/open-data" })
        {
            using var refused = await north.GetAsync(new Uri(whole, UriKind.Relative));
            Assert.Equal(403, (int)refused.StatusCode);
        }

        Assert.DoesNotContain("South", await north.GetStringAsync(new Uri($"/analytics/measures/M01?source={source}&by=patch", UriKind.Relative)), StringComparison.Ordinal);

        // The next request of the same person with another role.
        north.DefaultRequestHeaders.Remove("X-Demo-Role");
        north.DefaultRequestHeaders.Add("X-Demo-Role", Roles.Desk);
        using var desk = await north.GetAsync(path);
        Assert.Equal(403, (int)desk.StatusCode);
        north.DefaultRequestHeaders.Remove("X-Demo-Role");
        north.DefaultRequestHeaders.Remove("X-Demo-Patches");
        north.DefaultRequestHeaders.Add("X-Demo-Role", Roles.Manager);
        Assert.Contains("South", await north.GetStringAsync(path), StringComparison.Ordinal);
    }

    [Trait("case", "29")]
    [Fact]
    public async Task A_link_that_names_a_version_goes_to_that_version()
    {
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync(Enumerable.Range(0, 40).Select(i => AnalyticsHarness.Visit(source, $"h{i}", "2025-03-04T10:00:00Z", i % 4 == 0 ? "DO10" : "DO01", "\"evidence\":\"complete\"")));
        var (status, body) = await System.MeasureAsync("M01@1", $"source={source}&grain=month");
        Assert.Equal((200, 1, "M01"), (status, body.GetProperty("measure").GetProperty("version").GetInt32(), body.GetProperty("measure").GetProperty("id").GetString()));

        // Where the definition was replaced, the old link goes on saying what it said (the numbers of both: StoriesTests).
        foreach (var version in new[] { 1, 2 })
            Assert.Equal(version, (await System.MeasureAsync($"M23@{version}", $"source={source}&grain=month")).Body.GetProperty("measure").GetProperty("version").GetInt32());
        Assert.Equal(404, (await System.MeasureAsync("M01@99", $"source={source}")).Status);
        Assert.Equal(404, (await System.MeasureAsync("M01@", $"source={source}")).Status);
        Assert.Contains("version 1", await System.PageAsync($"/analytics/measures/M01@1?source={source}"), StringComparison.Ordinal);
    }

    [Trait("case", "34")]
    [Fact]
    public async Task Feelings_of_fewer_than_ten_are_hidden_also_over_time_and_the_response_rate_still_stands()
    {
        var cells = new[] { new Cell(new DateOnly(2025, 3, 1), null, 6, 9), new Cell(new DateOnly(2025, 4, 1), null, 20, 40) };
        var figures = Disclosure.Protect(cells, Grain.Month, Profile.Staff, new DateOnly(2026, 1, 1), Measures.Find("M24a"));
        Assert.Equal(("[c]", null, null), (figures[0].Marker, figures[0].Value, figures[0].Denominator));
        Assert.Equal("[c]", Disclosure.Protect([cells[0] with { Numerator = 0 }], Grain.Month, Profile.Staff, new DateOnly(2026, 1, 1), Measures.Find("M24a"))[0].Marker);
        Assert.NotNull(Disclosure.Protect([new Cell(new DateOnly(2025, 3, 1), null, 9, 60)], Grain.Month, Profile.Staff, new DateOnly(2026, 1, 1), Measures.Find("M25"))[0].Value);
        await Task.CompletedTask;
    }

    /// <summary>What stands in a page for the week that is hidden, in its tables and in its charts.</summary>
    private static void AssertFirstWeekIsHidden(string place, string text)
    {
        var page = new HtmlParser().ParseDocument(text);
        var name = Measures.Find("M01")!.Name;
        foreach (var row in page.QuerySelectorAll("tbody tr").Where(r => r.QuerySelector("th")?.TextContent.Trim().StartsWith("3\u00a0Mar\u00a02025", StringComparison.Ordinal) == true))
        {
            // By patch the group stands in the first cell.
            var cell = row.QuerySelector("td.number")!.TextContent;
            Assert.Contains("[c]", cell, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"%|\d of ", cell);
        }

        foreach (var figure in page.QuerySelectorAll("[data-chart]"))
        {
            using var option = JsonDocument.Parse(figure.GetAttribute("data-chart")!);
            if (!option.RootElement.TryGetProperty("xAxis", out var axis) || !axis.TryGetProperty("data", out var labels))
                continue;
            var at = labels.EnumerateArray().ToList().FindIndex(l => l.ValueKind == JsonValueKind.String && l.GetString()!.StartsWith("3 Mar", StringComparison.Ordinal));
            if (at < 0)
                continue;
            foreach (var series in option.RootElement.GetProperty("series").EnumerateArray().Where(s => s.GetProperty("name").GetString() is { } n && (n.Contains(name, StringComparison.Ordinal) || n is "Stands out" or "So far")))
                Assert.True(series.GetProperty("data")[at].ValueKind == JsonValueKind.Null, $"{place}: {series.GetProperty("name")} draws {series.GetProperty("data")[at]}");
        }
    }

    private static async Task<string> CsvAsync(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Accept.ParseAdd("text/csv");
        using var answer = await client.SendAsync(request);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>The rows of a CSV of figures; a patch and a trade at once stand in quotes, with a comma between them.</summary>
    private static List<string[]> Lines(string csv) =>
        [.. csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Replace(", ", " and ", StringComparison.Ordinal).Split(','))];

    private HttpClient Of(string patches)
    {
        var client = System.As(Roles.Analyst);
        client.DefaultRequestHeaders.Add("X-Demo-Patches", patches);
        return client;
    }

    private async Task<string> RandomHistoryAsync(int seed, int patches, int trades, int days, double mean)
    {
        var random = new Random(seed);
        var source = AnalyticsHarness.NewSource();
        var first = new DateTimeOffset(2025, 2, 3, 9, 0, 0, TimeSpan.Zero);
        var lines = new List<string>();
        for (var p = 0; p < patches; p++)
        {
            for (var t = 0; t < trades; t++)
            {
                for (var d = 0; d < days; d++)
                {
                    for (var n = random.Next((int)(2 * mean * (p + 1) / (t + 1))); n > 0; n--)
                    {
                        var outcome = random.Next(10) switch { < 2 => "DO10", 2 => "DO22", 3 => "DO02", _ => "DO01" };
                        lines.Add(AnalyticsHarness.Visit(source, $"{p}-{t}-{d}-{n}", first.AddDays(d).ToString("O", CultureInfo.InvariantCulture), outcome, $"\"evidence\":\"complete\",\"patch\":\"P{p}\",\"trade\":\"t{t}\""));
                    }
                }
            }
        }

        await System.PostLinesAsync(lines);
        return source;
    }

    private async Task<List<Atom>> AtomsAsync(string source, string id)
    {
        var (numerator, denominator) = Measures.Find(id)!.Of!.Value;
        await using var connection = await System.AdminAsync();
        await using var command = new NpgsqlCommand(
            """
            select d.day, p.patch, t.trade,
                   coalesce((select sum(n) from analytics.bucket b where b.landlord = 'demo' and b.source = $1 and b.day = d.day and b.patch = p.patch and b.trade = t.trade and b.counter = $2), 0)::bigint,
                   coalesce((select sum(n) from analytics.bucket b where b.landlord = 'demo' and b.source = $1 and b.day = d.day and b.patch = p.patch and b.trade = t.trade and b.counter = $3), 0)::bigint
            from (select distinct day from analytics.bucket where source = $1) d
            cross join (select distinct patch from analytics.bucket where source = $1) p
            cross join (select distinct trade from analytics.bucket where source = $1) t
            """,
            connection)
        {
            Parameters = { new() { Value = source }, new() { Value = numerator }, new() { Value = denominator } },
        };
        var atoms = new List<Atom>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            atoms.Add(new Atom(reader.GetFieldValue<DateOnly>(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4)));
        return atoms;
    }

    private static long? Number(JsonElement point, string name) => point.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    private sealed record Atom(DateOnly Day, string Patch, string Trade, long Numerator, long Denominator);
}
