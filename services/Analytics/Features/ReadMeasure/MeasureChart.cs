using System.Text.Json;
using Repairs.Analytics.Statistics;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>ECharts options, as JSON, made from figures that may be shown and from nothing else.</summary>
internal static class MeasureChart
{
    /// <summary>The XmR chart: the rate, its mean and limits, and the points that stand out by shape as well as colour.</summary>
    public static string XmR(MeasureAnswer answer, Grain grain)
    {
        var share = answer.Measure.In == Measure.Proportion;
        double? Scaled(double? value) => share ? MeasureChart.Scaled(value) : value;
        double? Clamp(double? value) => share ? MeasureChart.Clamp(value) : value is { } v ? Math.Max(0, v) : null;
        var segments = answer.Spc?.Segments ?? [];
        var special = (answer.Spc?.Special ?? []).ToDictionary(s => s.Period);
        var labels = answer.Points.Select(p => Label(p.Period, grain)).ToArray();
        var trending = answer.Points.Select(p => Scaled(special.ContainsKey(p.Period) ? p.Value : null)).ToArray();
        return JsonSerializer.Serialize(
            new
            {
                xAxis = new { type = "category", data = labels },
                yAxis = share ? PercentAxis() : new { type = "value", name = answer.Measure.In },
                legend = new { data = new[] { answer.Measure.Name, "Mean", "Upper limit", "Lower limit", "Stands out", "So far" }, type = "scroll" },
                series = new object[]
                {
                    new { name = answer.Measure.Name, type = "line", data = answer.Points.Select(p => Scaled(p.Joined)), symbol = "circle", symbolSize = 5, connectNulls = false },
                    Straight("Mean", "solid", answer.Points.Select(p => Scaled(At(segments, p.Period)?.Mean))),
                    Straight("Upper limit", "dashed", answer.Points.Select(p => Clamp(At(segments, p.Period)?.Upper))),
                    Straight("Lower limit", "dashed", answer.Points.Select(p => Clamp(At(segments, p.Period)?.Lower))),
                    new { name = "Stands out", type = "scatter", data = trending, symbol = "diamond", symbolSize = 11 },
                    new { name = "So far", type = "scatter", data = answer.Points.Select(p => Scaled(p.SoFar == true ? p.Value : null)), symbol = "emptyCircle", symbolSize = 8 },
                },
            },
            Json.Options);
    }

    /// <summary>Several measures over time, each with a mark of its own.</summary>
    public static string Lines(IReadOnlyList<MeasureAnswer> answers, Grain grain)
    {
        string[] symbols = ["circle", "triangle", "rect", "diamond"];
        var periods = answers.SelectMany(a => a.Points).Select(p => p.Period).Distinct().Order().ToList();
        return JsonSerializer.Serialize(
            new
            {
                xAxis = new { type = "category", data = periods.Select(p => Label(p, grain)) },
                yAxis = PercentAxis(),
                legend = new { data = answers.Select(a => a.Measure.Name), type = "scroll" },
                series = answers.Select((a, i) =>
                {
                    var values = a.Points.ToDictionary(p => p.Period, p => p.Joined);
                    return new { name = a.Measure.Name, type = "line", data = periods.Select(p => Scaled(values.GetValueOrDefault(p))), symbol = symbols[i % symbols.Length], symbolSize = 6 };
                }),
            },
            Json.Options);
    }

    private static object PercentAxis() => new { type = "value", min = 0, axisLabel = new { formatter = "{value}%" } };

    private static object Straight(string name, string line, IEnumerable<double?> data) =>
        new { name, type = "line", data, symbol = "none", lineStyle = new { type = line, width = 1 } };

    private static SpcSegment? At(IReadOnlyList<SpcSegment> segments, DateOnly period) => segments.LastOrDefault(s => s.From <= period);

    private static double? Scaled(double? value) => value is { } v ? Math.Round(v * 100, 2) : null;

    /// <summary>Limits are not clamped in the calculation; on paper a rate ends at 0 and 100.</summary>
    private static double? Clamp(double? value) => Scaled(value is { } v ? Math.Clamp(v, 0, 1) : null);

    private static string Label(DateOnly period, Grain grain) => grain switch
    {
        Grain.Month or Grain.Quarter => period.ToString("MMM yyyy", System.Globalization.CultureInfo.GetCultureInfo("en-GB")),
        Grain.Year => Period.Words(period, grain),
        _ => period.ToString("d MMM yy", System.Globalization.CultureInfo.GetCultureInfo("en-GB")),
    };
}
