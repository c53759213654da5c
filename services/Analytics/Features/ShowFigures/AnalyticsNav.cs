using Repairs.Platform.Pages;

namespace Repairs.Analytics.Features.ShowFigures;

/// <summary>The pages an analyst walks between.</summary>
internal static class AnalyticsNav
{
    public static NavLink[] Links { get; } =
    [
        new("Overview", "/analytics"),
        new("Patches", "/analytics/patches"),
        new("Why people call", "/analytics/failure-demand"),
        new("How it felt", "/analytics/experience"),
        new("Did it work?", "/analytics/did-it-work"),
        new("What changed", "/analytics/changes"),
        new("Definitions", "/analytics/definitions"),
        new("Data quality", "/analytics/data-quality"),
        new("Revisions", "/analytics/revisions"),
    ];
}
