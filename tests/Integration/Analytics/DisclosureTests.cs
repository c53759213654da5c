using System.Globalization;
using System.Text.Json;
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
                using var json = JsonDocument.Parse(await analyst.GetStringAsync(new Uri($"/api/analytics/measures/{id}?source={source}&grain={grain}{more}", UriKind.Relative)));
                answers++;
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
    public async Task Nothing_that_is_hidden_stands_in_a_page_a_chart_a_picture_an_error_or_an_order()
    {
        var source = AnalyticsHarness.NewSource();

        // Three of forty in the first week; ten of forty in the others.
        await System.PostLinesAsync(Enumerable.Range(0, 200).Select(i => AnalyticsHarness.Visit(
            source, $"h{i}", new DateTimeOffset(2025, 3, 3, 10, 0, 0, TimeSpan.Zero).AddDays(7 * (i / 40)).ToString("O", CultureInfo.InvariantCulture), i % 40 < (i < 40 ? 3 : 10) ? "DO10" : "DO01", $"\"evidence\":\"complete\",\"patch\":\"{(i % 2 == 0 ? "Zeta" : "Alpha")}\"")));
        var places = new[]
        {
            $"/analytics/measures/M01?source={source}&grain=week", $"/analytics/measures/M01/svg?source={source}&grain=week", $"/analytics?source={source}&grain=week",
            $"/analytics/measures/M01/csv?source={source}&grain=week", $"/analytics/measures/M01?source={source}&grain=week&by=patch", $"/analytics/patches?source={source}",
        };
        foreach (var place in places)
        {
            var text = await System.PageAsync(place);
            foreach (var tell in new[] { "3 of 40", "0.075", ">3<", ",3,40,", "37 of 40" })
                Assert.False(text.Contains(tell, StringComparison.Ordinal), $"{place} says {tell}");
        }

        // Groups stand in the order of their names whatever their figures are.
        var (_, body) = await System.MeasureAsync("M01", $"source={source}&grain=year&by=patch");
        Assert.Equal(["Alpha", "Zeta"], body.GetProperty("points").EnumerateArray().Select(p => p.GetProperty("group").GetString()));

        var (status, wrong) = await System.MeasureAsync("M01", $"source={source}&patch=Atlantis");
        Assert.Equal(422, status);
        Assert.DoesNotContain("Alpha", wrong.ToString(), StringComparison.Ordinal);
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
