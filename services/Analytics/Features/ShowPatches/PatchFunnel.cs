using System.Text.Json;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ShowPatches;

/// <param name="Within">What its size and the usual differences between patches allow, at 99.8 %; null where the figure is hidden.</param>
/// <param name="Place">Null where the figure is hidden.</param>
internal sealed record PatchPlace(Figure Figure, Interval? Within, FunnelPlace? Place)
{
    /// <summary>Outside 99.8 %: look here first. Of 80 patches four lie outside 95 % by luck, so that is not said.</summary>
    public string Words => Place switch
    {
        null => "Too few to say",
        FunnelPlace.AboveOuter => "Higher than chance explains. Look here first, and ask why",
        FunnelPlace.BelowOuter => "Lower than chance explains. Look here first, and ask why",
        _ => "Within what chance explains",
    };
}

/// <summary>All patches at one time as a funnel, never as a league table: they stand in the order of their names.</summary>
/// <param name="Refusal">Why there is no funnel, as a sentence.</param>
internal sealed record PatchFunnel(IReadOnlyList<PatchPlace> Patches, double Average, double Dispersion, string Words, string? Refusal, string Option)
{
    private const int Steps = 40;
    private static readonly string[] Key = ["Patch", "Patch that stands apart", "99.8% limits", "95% limits"];

    /// <param name="figures">As they may be shown: a patch whose figure is hidden takes no part.</param>
    public static PatchFunnel Of(string measure, IReadOnlyList<Figure> figures)
    {
        var named = figures.Where(f => !string.IsNullOrEmpty(f.Group)).ToList();
        var shown = named.Where(f => f is { Numerator: not null, Denominator: > 0, Value: not null }).ToList();
        var result = Funnel.Chart(FunnelKind.Proportion, [.. shown.Select(f => new FunnelUnit(f.Group!, f.Numerator!.Value, f.Denominator!.Value))]);
        if (result.Value is not { } chart)
            return new PatchFunnel([.. named.Select(f => new PatchPlace(f, null, null))], 0, 0, "", Refuse(shown.Count, result.Reason!, named.Count == 0 && figures.Count > 0), "");
        var places = chart.Points.ToDictionary(p => p.Name, StringComparer.Ordinal);
        var patches = named.Select(f => places.TryGetValue(f.Group!, out var p) ? new PatchPlace(f, new Interval(p.Adjusted.Lower998, p.Adjusted.Upper998), p.Place) : new PatchPlace(f, null, null)).ToList();
        return new PatchFunnel(patches, chart.Average, chart.Dispersion, WordsOf(chart, patches), null, Draw(measure, chart));
    }

    /// <param name="untold">All there is names no patch.</param>
    private static string Refuse(int shown, string reason, bool untold) =>
        untold ? "What is counted here is not known by patch for this source, so there is nothing to compare, however long the time."
        : shown < 2 ? "Fewer than two patches have figures large enough to show, so there is nothing to compare. Choose a longer time." : reason;

    private static string WordsOf(FunnelChart chart, List<PatchPlace> patches)
    {
        var outside = patches.Where(p => p.Place is FunnelPlace.AboveOuter or FunnelPlace.BelowOuter).Select(p => p.Figure.Group!).ToList();
        var all = chart.Points.Count;
        var words = outside.Count == 0
            ? $"No patch stands apart: all {all} lie where their size and chance put them, around {Show.Percent(chart.Average)}."
            : $"{(outside.Count == 1 ? "One patch stands" : $"{outside.Count} patches stand")} apart from an average of {Show.Percent(chart.Average)}: {string.Join(", ", outside)}.";
        return chart.Between > 0
            ? words + " Patches differ more than chance alone would make them, so the limits are widened for what makes all of them differ."
            : words;
    }

    private static string Draw(string measure, FunnelChart chart)
    {
        var most = chart.Points.Max(p => p.Denominator);
        var least = Math.Max(10, most / 100);
        var sizes = Enumerable.Range(0, Steps + 1).Select(i => least + ((most * 1.05) - least) * i / Steps).ToList();
        var limits = sizes.Select(n => (N: n, L: Funnel.Limits(FunnelKind.Proportion, chart.Average, n, chart.Between))).ToList();
        object Line(string name, string type, Func<FunnelLimits, double> at) => new
        {
            name,
            type = "line",
            symbol = "none",
            lineStyle = new { type, width = 1 },
            data = limits.Select(l => new[] { Math.Round(l.N, 1), Math.Round(at(l.L) * 100, 3) }),
        };
        object Dots(string name, string symbol, int size, IEnumerable<FunnelPoint> points) => new
        {
            name,
            type = "scatter",
            symbol,
            symbolSize = size,
            data = points.Select(p => new { name = p.Name, value = new[] { p.Denominator, (double)Math.Round((decimal)p.Value * 100, 1, MidpointRounding.AwayFromZero) } }),
            label = new { show = symbol == "diamond", formatter = "{b}", position = "top" },
        };
        bool Apart(FunnelPoint p) => p.Place is FunnelPlace.AboveOuter or FunnelPlace.BelowOuter;
        return JsonSerializer.Serialize(
            new
            {
                xAxis = new { type = "value", min = 0, name = "How many", nameLocation = "middle", nameGap = 24 },
                yAxis = new { type = "value", min = 0, axisLabel = new { formatter = "{value}%" } },
                grid = new { bottom = 84 },
                tooltip = new { trigger = "item" },
                legend = new { data = Key, type = "scroll" },
                series = new[]
                {
                    Line("99.8% limits", "solid", l => l.Lower998), Line("99.8% limits", "solid", l => l.Upper998),
                    Line("95% limits", "dashed", l => l.Lower95), Line("95% limits", "dashed", l => l.Upper95),
                    Dots("Patch", "circle", 9, chart.Points.Where(p => !Apart(p))), Dots("Patch that stands apart", "diamond", 14, chart.Points.Where(Apart)),
                },
                aria = new { label = new { description = $"{measure}, each patch against its size. {WordsOf(chart, [.. chart.Points.Select(p => new PatchPlace(new Figure(default, p.Name, null, null, null, null, null, null, null), null, p.Place))])} The table that follows holds the same numbers." } },
            },
            Json.Options);
    }
}
