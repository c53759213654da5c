using System.Text.Json;
using Repairs.Analytics.Features.AnnotateChart;
using Repairs.Analytics.Statistics;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>ECharts options, as JSON, made from figures that may be shown and from nothing else.</summary>
internal static class MeasureChart
{
    /// <summary>The control chart: the rate, its mean and limits, the points that stand out by shape as well as colour, and what people wrote of changes.</summary>
    public static string Spc(MeasureAnswer answer, Grain grain, IReadOnlyList<Annotation> notes)
    {
        var share = answer.Measure.In == Measure.Proportion;
        double? Scaled(double? value) => share ? MeasureChart.Scaled(value) : value;
        double? Clamp(double? value) => answer.Measure.Kind == Kind.Difference ? Scaled(value) : share ? MeasureChart.Clamp(value) : value is { } v ? Math.Max(0, v) : null;
        var limits = (answer.Spc?.Limits ?? []).ToDictionary(l => l.Period);
        var segments = answer.Spc?.Segments ?? [];
        var special = (answer.Spc?.Special ?? []).ToDictionary(s => s.Period);
        var middle = answer.Spc?.Chart == SpcWords.RunChart ? "Middle value" : "Mean";
        double? Upper(DateOnly period) => limits.TryGetValue(period, out var own) ? own.Upper : At(segments, period)?.Upper;
        double? Lower(DateOnly period) => limits.TryGetValue(period, out var own) ? own.Lower : At(segments, period)?.Lower;
        var changes = notes.Select((n, i) => (Number: i + 1, Period: Period.Of(n.Day, grain))).Where(n => answer.Points.Any(p => p.Period == n.Period)).ToList();
        var breaks = answer.Points.Where(p => Markers.Has(p.Marker, Markers.Break)).Select(p => (object)new { name = Markers.Break, xAxis = Label(p.Period, grain), lineStyle = new { type = "dashed" } });
        List<object> lines = [.. changes.GroupBy(c => c.Period).Select(g => new { name = string.Join(", ", g.Select(c => c.Number)), xAxis = Label(g.Key, grain) }), .. breaks];
        List<object> series =
        [
            new
            {
                name = answer.Measure.Name, type = "line", data = answer.Points.Select(p => Scaled(p.Joined)), symbol = "circle", symbolSize = 5, connectNulls = false,
                markLine = lines.Count == 0 ? null : new
                {
                    symbol = "none",
                    lineStyle = new { type = "solid", color = "#1d2b2a", width = 1 },
                    label = new { formatter = "{b}" },
                    data = lines,
                },
            },
            Straight(middle, "solid", answer.Points.Select(p => Scaled(At(segments, p.Period)?.Mean))),
        ];
        if (answer.Points.Any(p => Upper(p.Period) is not null))
        {
            series.Add(Straight("Upper limit", "dashed", answer.Points.Select(p => Clamp(Upper(p.Period)))));
            series.Add(Straight("Lower limit", "dashed", answer.Points.Select(p => Clamp(Lower(p.Period)))));
            series.Add(new { name = "Stands out", type = "scatter", data = answer.Points.Select(p => Scaled(special.ContainsKey(p.Period) ? p.Value : null)), symbol = "diamond", symbolSize = 11 });
        }

        if (answer.Points.Any(p => p.SoFar == true))
            series.Add(new { name = "So far", type = "scatter", data = answer.Points.Select(p => Scaled(p.SoFar == true ? p.Value : null)), symbol = "emptyCircle", symbolSize = 8 });
        return JsonSerializer.Serialize(
            new
            {
                xAxis = new { type = "category", data = answer.Points.Select(p => Label(p.Period, grain)) },
                yAxis = answer.Measure.Kind == Kind.Difference ? new { type = "value", axisLabel = new { formatter = "{value}%" } } : share ? PercentAxis() : new { type = "value", name = answer.Measure.In },
                legend = new { type = "scroll" },
                series,
                aria = new { label = new { description = $"{answer.Measure.Name} by {Period.Unit(grain)}. {answer.Spc?.Words} The table that follows holds the same numbers." } },
            },
            Json.Options);
    }

    /// <summary>Several measures over time, each with a mark of its own.</summary>
    public static string Lines(IReadOnlyList<MeasureAnswer> answers, Grain grain)
    {
        string[] symbols = ["circle", "triangle", "rect", "diamond", "pin"];
        var soFar = answers.Where(a => a.Points.Any(p => p.SoFar == true)).ToList();
        var periods = answers.SelectMany(a => a.Points).Select(p => p.Period).Distinct().Order().ToList();
        return JsonSerializer.Serialize(
            new
            {
                xAxis = new { type = "category", data = periods.Select(p => Label(p, grain)) },
                yAxis = PercentAxis(),
                legend = new { data = answers.Select(a => a.Measure.Name).Concat(soFar.Count > 0 ? ["So far"] : []), type = "scroll" },
                series = answers.Select((a, i) =>
                {
                    var values = a.Points.ToDictionary(p => p.Period, p => p.Joined);
                    return (object)new { name = a.Measure.Name, type = "line", data = periods.Select(p => Scaled(values.GetValueOrDefault(p))), symbol = symbols[i % symbols.Length], symbolSize = 6 };
                }).Concat(soFar.Select(a =>
                {
                    var values = a.Points.Where(p => p.SoFar == true).ToDictionary(p => p.Period, p => p.Value);
                    return new { name = "So far", type = "scatter", data = periods.Select(p => Scaled(values.GetValueOrDefault(p))), symbol = "emptyCircle", symbolSize = 8 };
                })),
            },
            Json.Options);
    }

    private static object PercentAxis() => new { type = "value", min = 0, axisLabel = new { formatter = "{value}%" } };

    private static object Straight(string name, string line, IEnumerable<double?> data) =>
        new { name, type = "line", data, symbol = "none", lineStyle = new { type = line, width = 1 } };

    private static SpcSegment? At(IReadOnlyList<SpcSegment> segments, DateOnly period) => segments.LastOrDefault(s => s.From <= period);

    /// <summary>To one decimal, halves up, as the table has it.</summary>
    private static double? Scaled(double? value) => value is { } v ? (double)Math.Round((decimal)v * 100, 1, MidpointRounding.AwayFromZero) : null;

    /// <summary>Limits are not clamped in the calculation; on paper a rate ends at 0 and 100.</summary>
    private static double? Clamp(double? value) => Scaled(value is { } v ? Math.Clamp(v, 0, 1) : null);

    internal static string Label(DateOnly period, Grain grain) => grain switch
    {
        Grain.Month or Grain.Quarter => period.ToString("MMM yyyy", System.Globalization.CultureInfo.GetCultureInfo("en-GB")),
        Grain.Year => Period.Words(period, grain),
        _ => period.ToString("d MMM yy", System.Globalization.CultureInfo.GetCultureInfo("en-GB")),
    };
}
