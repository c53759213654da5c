using System.Net;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Analytics;

/// <summary>What a page is narrowed to: a patch, a trade, a day on which things were known. And what a reader of some patches meets.</summary>
[Collection(SystemCollection.Name)]
public sealed class NarrowedPagesTests(SharedSystem shared)
{
    private static readonly string[] OfPatches = ["/analytics", "/analytics/summary", "/analytics/measures/M01", "/analytics/measures/M07", "/analytics/measures/M24b", "/analytics/failure-demand", "/analytics/experience"];
    private static readonly string[] OfTheWhole = ["/analytics/measures/M22", "/analytics/measures/M30", "/analytics/measures/M01/limits", "/analytics/did-it-work", "/analytics/data-quality", "/analytics/revisions"];

    private RepairsSystem System => shared.System;

    [Trait("case", "28")]
    [Fact]
    public async Task A_reader_of_some_patches_meets_their_own_on_every_page_and_is_told_kindly_what_is_of_the_whole_landlord()
    {
        var source = await SeedAsync();
        var (north, south, west) = ($"North {source}", $"South {source}", $"West {source}");
        using var reader = System.As(Roles.Analyst);
        reader.DefaultRequestHeaders.Add("X-Demo-Patches", $"{west};{north}");
        foreach (var path in OfPatches)
        {
            var page = await TextAsync(reader, $"{path}?source={source}&grain=month");
            Assert.Contains($"Patch {north}", page, StringComparison.Ordinal);
            Assert.DoesNotContain(south, page, StringComparison.Ordinal);
            Assert.DoesNotContain("of the whole landlord", page.Replace("in the figures of the whole landlord", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        // The second of their patches, and a split, also where what is counted is no sum.
        Assert.Contains($"Patch {west}", await TextAsync(reader, $"/analytics?source={source}&patch={Uri.EscapeDataString(west)}"), StringComparison.Ordinal);
        foreach (var path in new[] { $"/analytics/measures/M01?source={source}&grain=month&by=patch", $"/analytics/measures/M07?source={source}&grain=month&by=patch", $"/analytics/patches?source={source}", $"/analytics/patches?source={source}&trade=plumbing" })
        {
            var page = await TextAsync(reader, path);
            Assert.Contains(west, page, StringComparison.Ordinal);
            Assert.DoesNotContain(south, page, StringComparison.Ordinal);
        }

        foreach (var path in OfTheWhole)
        {
            var page = await TextAsync(reader, $"{path}?source={source}");
            Assert.Contains("This page is about the whole landlord", page, StringComparison.Ordinal);
            Assert.Contains("/analytics?source=", page, StringComparison.Ordinal);
            Assert.DoesNotContain(south, page, StringComparison.Ordinal);
        }

        // Somebody else's patch, by its name.
        using var other = await reader.GetAsync(new Uri($"/analytics?source={source}&patch={Uri.EscapeDataString(south)}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);

        using var nowhere = System.As(Roles.Analyst);
        nowhere.DefaultRequestHeaders.Add("X-Demo-Patches", "Atlantis");
        Assert.Contains("nothing has been counted there yet", await TextAsync(nowhere, $"/analytics?source={source}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_narrowed_to_a_patch_shows_the_figures_the_api_gives_and_keeps_the_patch_in_its_links()
    {
        var source = await SeedAsync();
        var north = Uri.EscapeDataString($"North {source}");
        using var analyst = System.As(Roles.Analyst);
        var (_, api) = await System.MeasureAsync("M01", $"source={source}&grain=month&patch={north}");
        var point = api.GetProperty("points")[0];
        var words = $"{point.GetProperty("numerator")} of {point.GetProperty("denominator")}";
        Assert.Equal("50 of 200", words);
        Assert.Equal("North " + source, api.GetProperty("patch").GetString());
        foreach (var path in new[] { "/analytics", "/analytics/measures/M01" })
        {
            var page = await TextAsync(analyst, $"{path}?source={source}&grain=month&patch={north}");
            Assert.Contains(words, page, StringComparison.Ordinal);
            Assert.Contains($"patch=North%20{source}", page, StringComparison.Ordinal);
        }

        Assert.Contains($",North {source},50,200,", await TextAsync(analyst, $"/analytics/measures/M01/csv?source={source}&grain=month&patch={north}"), StringComparison.Ordinal);
        Assert.Contains($"North {source}", await TextAsync(analyst, $"/analytics/measures/M01/svg?source={source}&grain=month&patch={north}"), StringComparison.Ordinal);

        // A trade alone, both at once where a page can, and a sentence where it cannot.
        Assert.Contains("plumbing only", await TextAsync(analyst, $"/analytics?source={source}&trade=plumbing"), StringComparison.Ordinal);
        Assert.Contains($"Patch North {source}, plumbing only", await TextAsync(analyst, $"/analytics/measures/M01?source={source}&grain=month&trade=plumbing&patch={north}"), StringComparison.Ordinal);
        Assert.Contains("a patch or a trade, not both at once", await TextAsync(analyst, $"/analytics?source={source}&trade=plumbing&patch={north}"), StringComparison.Ordinal);
        Assert.Contains("is not kept by patch", await TextAsync(analyst, $"/analytics/data-quality?source={source}&patch={north}"), StringComparison.Ordinal);
    }

    [Trait("case", "9")]
    [Fact]
    public async Task A_day_in_the_past_is_kept_to_and_named_or_the_page_says_that_it_shows_what_is_known_now()
    {
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync(Enumerable.Range(0, 140).Select(i => AnalyticsHarness.Visit(
            source, $"e{i}", "2025-03-04T10:00:00Z", i % 4 == 0 ? "DO10" : "DO01", $"\"evidence\":\"complete\",\"recordedAt\":\"{(i < 80 ? "2025-03-05" : "2025-03-09")}T10:00:00Z\"")));
        using var analyst = System.As(Roles.Analyst);
        foreach (var path in new[] { "/analytics", "/analytics/measures/M01" })
        {
            var then = await TextAsync(analyst, $"{path}?source={source}&grain=month&asOf=2025-03-05");
            Assert.Contains("as known on 5 March 2025", then, StringComparison.Ordinal);
            Assert.Contains("20 of 80", then, StringComparison.Ordinal);
            Assert.DoesNotContain("35 of 140", then, StringComparison.Ordinal);
            Assert.Contains("value=\"2025-03-05\"", then, StringComparison.Ordinal);
            Assert.Contains("35 of 140", await TextAsync(analyst, $"{path}?source={source}&grain=month"), StringComparison.Ordinal);
        }

        foreach (var path in new[] { "/analytics/failure-demand", "/analytics/experience", "/analytics/patches", "/analytics/data-quality", "/analytics/revisions", "/analytics/measures/M30", "/analytics/measures/M20" })
        {
            var now = await TextAsync(analyst, $"{path}?source={source}&grain=month&asOf=2025-03-05");
            Assert.Contains("shows what is known now, not what was known on 5 March 2025", now, StringComparison.Ordinal);
            Assert.DoesNotContain("name=\"asOf\"", now, StringComparison.Ordinal);
        }

        // Two days with three visits between them: the overview tells neither more than a measure does.
        await System.PostLinesAsync(Enumerable.Range(140, 3).Select(i => AnalyticsHarness.Visit(source, $"e{i}", "2025-03-04T10:00:00Z", "DO01", "\"evidence\":\"complete\",\"recordedAt\":\"2025-03-06T10:00:00Z\"")));
        using var close = await analyst.GetAsync(new Uri($"/analytics?source={source}&grain=month&asOf=2025-03-06", UriKind.Relative));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, close.StatusCode);
        Assert.DoesNotContain("of 83", await close.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Trait("case", "12")]
    [Fact]
    public async Task The_page_of_data_quality_says_what_waits_which_source_is_silent_and_where_every_unread_line_is_listed()
    {
        var source = AnalyticsHarness.NewSource();
        var dispute = $$"""{"source":"{{source}}","eventId":"d1","type":"VisitDisputed","visitId":"{{source}}-v","occurredAt":"2025-03-05T10:00:00Z"}""";
        var (status, answer) = await System.PostLinesAsync([dispute, AnalyticsHarness.Visit(source, "v2", "2025-03-04T10:00:00Z", "DO01"), .. Enumerable.Range(0, 250).Select(i => $"secret words {i}")]);
        Assert.Equal((200, 250, 100), (status, answer.GetProperty("rejectedCount").GetInt32(), answer.GetProperty("rejected").GetArrayLength()));
        await System.CountedAsync();
        using var analyst = System.As(Roles.Analyst);
        var list = await TextAsync(analyst, answer.GetProperty("rejectedAt").GetString()!);
        Assert.Equal(251, list.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("line,reason\r\n3,it is not JSON\r\n", list, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", list, StringComparison.Ordinal);

        var page = await TextAsync(analyst, $"/analytics/data-quality?source={source}");
        Assert.Matches("Waits for its visit</th><td class=\"number\">1<", page);
        Assert.Contains(answer.GetProperty("rejectedAt").GetString()!["/api".Length..], page, StringComparison.Ordinal);
        Assert.Contains("Every source, and whether it still speaks", page, StringComparison.Ordinal);
        await System.PostLinesAsync([AnalyticsHarness.Visit(source, "v1", "2025-03-04T10:00:00Z", "DO10", $"\"evidence\":\"complete\",\"visitId\":\"{source}-v\"")]);
        await System.CountedAsync();
        Assert.Matches("Waits for its visit</th><td class=\"number\">0<", await TextAsync(analyst, $"/analytics/data-quality?source={source}"));

        // Nobody else's, and nothing where every line was read.
        using var own = System.As(Roles.Analyst);
        own.DefaultRequestHeaders.Add("X-Demo-Patches", "North");
        using var refused = await own.GetAsync(new Uri(answer.GetProperty("rejectedAt").GetString()!, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var none = await analyst.GetAsync(new Uri("/api/analytics/intakes/999999999/rejected", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        var (_, clean) = await System.PostLinesAsync([AnalyticsHarness.Visit(source, "v3", "2025-03-04T10:00:00Z", "DO01")]);
        Assert.False(clean.TryGetProperty("rejectedAt", out var at) && at.ValueKind == global::System.Text.Json.JsonValueKind.String);
    }

    private static async Task<string> TextAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode} {text}");
        return text;
    }

    /// <summary>Two hundred visits in each of three patches, one in four with nobody in; half of them plumbing.</summary>
    private async Task<string> SeedAsync()
    {
        var source = AnalyticsHarness.NewSource();
        var patches = new[] { "North", "South", "West" };
        await System.PostLinesAsync(Enumerable.Range(0, 600).Select(i => AnalyticsHarness.Visit(
            source, $"h{i}", "2025-03-04T10:00:00Z", i % 12 < 3 ? "DO10" : "DO01", $"\"visitId\":\"{source}-{i}\",\"householdRef\":\"{source}-{i % 120}\",\"evidence\":\"complete\",\"patch\":\"{patches[i % 3]} {source}\",\"trade\":\"{(i % 2 == 0 ? "plumbing" : "electrical")}\"")));
        await System.CountedAsync();
        return source;
    }
}
