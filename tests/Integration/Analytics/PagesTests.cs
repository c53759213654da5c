using System.Globalization;
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

        // One home: nothing of it is shown.
        Assert.DoesNotContain("1 of 1", await system.PageAsync("/analytics"), StringComparison.Ordinal);
        await system.MoveClockAsync(TimeSpan.FromHours(25));
        foreach (var path in Pages.Where(p => p != "/analytics/did-it-work"))
            Assert.Contains("does not mean nothing happened", await system.PageAsync(path), StringComparison.Ordinal);
    }
}
