using System.Globalization;
using System.Net;
using Npgsql;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Analytics;

/// <summary>The pages of figures of a landlord with nothing, and of one whose events stopped coming.</summary>
public sealed class PagesTests
{
    private static readonly string[] Pages =
        ["/analytics", "/analytics/measures/M01", "/analytics/measures/M24a-levels", "/analytics/measures/M15", "/analytics/patches", "/analytics/failure-demand", "/analytics/experience", "/analytics/did-it-work", "/analytics/data-quality", "/analytics/revisions", "/analytics/summary"];

    private static readonly (string Path, int Status)[] Unshown =
    [
        ("/analytics/measures/M99", 404),
        ("/analytics/patches?measure=M30", 404),
        ("/analytics/did-it-work/0193b2a0-0000-7000-8000-000000000000", 404),
        ("/analytics/failure-demand?from=yesterday", 422),
        ("/analytics/experience?from=2025-03-02&to=2025-03-01", 422),
        ("/analytics/patches?source=nowhere", 422),
    ];

    [Fact]
    [Trait("case", "38")]
    [Trait("case", "40")]
    public async Task An_empty_landlord_is_told_so_and_figures_that_end_are_never_taken_for_nothing()
    {
        await using var system = await RepairsSystem.StartAsync(new SystemOptions { Services = ["Analytics"] });
        foreach (var path in Pages)
            Assert.Contains("There are no figures yet", await system.PageAsync(path), StringComparison.Ordinal);

        var now = await system.NowAsync();
        var (status, body) = await system.PostLinesAsync([AnalyticsHarness.Visit("live", "1", now.AddHours(-1).ToString("O", CultureInfo.InvariantCulture), "DO01", "\"patch\":\"North\",\"trade\":\"plumbing\"")]);
        Assert.True(status == 200, body.ToString());
        await system.CountedAsync();
        foreach (var path in Pages)
            Assert.DoesNotContain("does not mean nothing happened", await system.PageAsync(path), StringComparison.Ordinal);

        using var analyst = system.As(Roles.Analyst);
        foreach (var (path, expected) in Unshown)
        {
            using var answer = await analyst.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal((path, expected), (path, (int)answer.StatusCode));
        }

        var definitions = await system.PageAsync("/analytics/definitions");
        foreach (var expected in (string[])["[low]", "[x]", "[b]", "Days of notice, and whether a reminder arrived", "(figures: days, median)", "Never shown without"])
            Assert.Contains(expected, definitions, StringComparison.Ordinal);
        Assert.DoesNotContain("notice-and-reminded", definitions, StringComparison.Ordinal);

        // One home: nothing of it is shown.
        Assert.DoesNotContain("1 of 1", await system.PageAsync("/analytics"), StringComparison.Ordinal);
        await system.MoveClockAsync(TimeSpan.FromHours(25));
        foreach (var path in Pages.Where(p => p != "/analytics/did-it-work"))
            Assert.Contains("does not mean nothing happened", await system.PageAsync(path), StringComparison.Ordinal);
        await BeingCountedAsync(system);
    }

    /// <summary>While a first import is being counted, no page says that nothing happened.</summary>
    private static async Task BeingCountedAsync(RepairsSystem system)
    {
        await system.ExecuteAsync("insert into analytics.feed (landlord, source) values ('demo', 'first')");
        await using (var holding = await system.AdminAsync())
        {
            await using var hold = new NpgsqlCommand("begin; select from analytics.feed where landlord = 'demo' and source = 'first' for update", holding);
            await hold.ExecuteNonQueryAsync();
            var (status, body) = await system.PostLinesAsync(Enumerable.Range(0, 60).Select(i => AnalyticsHarness.Visit("first", $"f{i}", "2025-03-04T10:00:00Z", i % 3 == 0 ? "DO10" : "DO01", "\"evidence\":\"complete\"")));
            Assert.True(status == 200, body.ToString());
            foreach (var path in Pages.Where(p => p != "/analytics/data-quality"))
            {
                var page = await system.PageAsync($"{path}?source=first");
                Assert.Contains("are being counted", page, StringComparison.Ordinal);
                Assert.Contains("source=live", page, StringComparison.Ordinal);
                Assert.DoesNotContain("Nothing", page, StringComparison.Ordinal);
                Assert.DoesNotContain("Nobody got in touch", page, StringComparison.Ordinal);
            }

            var quality = await system.PageAsync("/analytics/data-quality?source=first");
            Assert.Contains("are being counted", quality, StringComparison.Ordinal);
            Assert.Contains("wait to be counted", quality, StringComparison.Ordinal);
            var (_, answer) = await system.MeasureAsync("M01", "source=first");
            Assert.Contains("are being counted", answer.GetProperty("notes").ToString(), StringComparison.Ordinal);
        }

        await system.CountedAsync();
        var counted = await system.PageAsync("/analytics?source=first");
        Assert.DoesNotContain("are being counted", counted, StringComparison.Ordinal);
        Assert.Contains("20 of 60", counted, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("case", "30")]
    public async Task Where_reminders_seem_to_go_with_more_misses_and_within_equal_notice_with_fewer_the_page_says_so()
    {
        await using var system = await RepairsSystem.StartAsync(new SystemOptions { Services = ["Analytics"] });
        (int Notice, bool Reminded, int Visits, int Missed)[] groups = [(1, false, 1000, 100), (1, true, 100, 6), (20, false, 100, 40), (20, true, 1000, 300)];
        await system.PostLinesAsync(groups.SelectMany((g, n) => Enumerable.Range(0, g.Visits).Select(i => AnalyticsHarness.Visit(
            "texts", $"{n}-{i}", "2025-03-04T10:00:00Z", i < g.Missed ? "DO10" : "DO01", $"\"evidence\":\"complete\",\"noticeDays\":{g.Notice},\"reminded\":\"{(g.Reminded ? "yes" : "no")}\""))));
        await system.CountedAsync();
        foreach (var by in new[] { "reminded", "notice-and-reminded" })
        {
            var page = WebUtility.HtmlDecode(await system.PageAsync($"/analytics/measures/M01?source=texts&grain=month&by={by}"));
            Assert.Contains("Thrown together, visits with a reminder differ from those without by +15.1 points", page, StringComparison.Ordinal);
            Assert.Contains("among visits with as much notice it points the other way: −7.0 points", page, StringComparison.Ordinal);
            Assert.Contains("believe the figures within each band of notice", page, StringComparison.Ordinal);
            foreach (var count in (string[])["6 of 100", "100 of 1,000", "40 of 100", "300 of 1,000"])
                Assert.Contains(count, page, StringComparison.Ordinal);
            Assert.DoesNotContain("increase", page, StringComparison.OrdinalIgnoreCase);
        }

        Assert.DoesNotContain("With and without a reminder", await system.PageAsync("/analytics/measures/M01?source=texts&grain=month&by=patch"), StringComparison.Ordinal);
    }
}
