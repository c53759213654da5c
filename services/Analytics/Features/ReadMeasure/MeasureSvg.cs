using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Repairs.Analytics.Features.AnnotateChart;
using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>The control chart as a picture to keep: an SVG with a name, a description, and the numbers of the table in it. Made from figures that may be shown and from nothing else.</summary>
internal static class MeasureSvg
{
    private const int Width = 960;
    private const int Height = 440;
    private const int Left = 56;
    private const int Right = 24;
    private const int Top = 64;
    private const int Bottom = 64;
    private const int LineHeight = 20;
    private const string Ink = "#1d2b2a";

    /// <param name="beside">Lines of words under the chart: what the measure is never shown without.</param>
    public static string Write(MeasureAnswer answer, Grain grain, IReadOnlyList<Annotation> notes, IReadOnlyList<string>? beside = null)
    {
        var points = answer.Points;
        var limits = (answer.Spc?.Limits ?? []).ToDictionary(l => l.Period);
        var segments = answer.Spc?.Segments ?? [];
        SpcSegment? At(DateOnly period) => segments.LastOrDefault(s => s.From <= period);
        double? Upper(DateOnly p) => limits.TryGetValue(p, out var own) ? own.Upper : At(p)?.Upper;
        double? Lower(DateOnly p) => limits.TryGetValue(p, out var own) ? own.Lower : At(p)?.Lower;
        var share = answer.Measure.In == Measure.Proportion;
        var most = points.SelectMany(p => new[] { p.Value, Upper(p.Period) is { } u ? (share ? Math.Min(1, u) : u) : null }).Max() ?? 1;
        var difference = answer.Measure.Kind == Kind.Difference;
        var least = difference ? points.SelectMany(p => new[] { p.Value, Lower(p.Period) }).Min() ?? 0 : 0;
        var bottom = Math.Min(0, least * 1.05);
        var top = !share ? (most > 0 ? most * 1.1 : 1) : new[] { 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1 }.FirstOrDefault(t => t >= most * 1.05, 1);
        double X(int i) => points.Count < 2 ? (Left + Width - Right) / 2.0 : Left + ((Width - Left - Right) * (double)i / (points.Count - 1));
        double Y(double v) => Top + ((Height - Top - Bottom) * (1 - ((Math.Clamp(v, bottom, top) - bottom) / (top - bottom))));
        var height = Height + (beside is { Count: > 0 } ? (beside.Count * LineHeight) + 8 : 0);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" role="img" aria-labelledby="t d" font-family="Arial, Helvetica, sans-serif" font-size="14" fill="{Ink}"><title id="t">{Text($"{answer.Measure.Name}{(answer.Part is { } of ? $" ({of})" : "")}, by {Period.Unit(grain)}")}</title><desc id="d">{Text(answer.Spc?.Words ?? "There is nothing to chart yet.")}</desc>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<rect width="{Width}" height="{height}" fill="#fff"/><text x="{Left}" y="24" font-size="18" font-weight="bold">{Text(answer.Part is { } part ? $"{answer.Measure.Name}: {part}" : answer.Measure.Name)}</text>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Left}" y="46">{Text($"{answer.Spc?.Words} Known as of {Show.Moment(answer.AsOf)}.")}</text>""");
        for (var i = 0; i <= 4; i++)
        {
            var at = bottom + ((top - bottom) * i / 4);
            svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{Left}" x2="{Width - Right}" y1="{Y(at):0.#}" y2="{Y(at):0.#}" stroke="#d5dbda"/><text x="{Left - 8}" y="{Y(at) + 5:0.#}" text-anchor="end">{Text(Scale(at, share))}</text>""");
        }

        if (bottom < 0)
            svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{Left}" x2="{Width - Right}" y1="{Y(0):0.#}" y2="{Y(0):0.#}" stroke="{Ink}"/><text x="{Width - Right}" y="{Y(0) - 4:0.#}" text-anchor="end">no difference</text>""");
        var every = Math.Max(1, (int)Math.Ceiling(points.Count / 8.0));
        for (var i = 0; i < points.Count; i += every)
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{X(i):0.#}" y="{Height - Bottom + 20}" text-anchor="middle">{Text(MeasureChart.Label(points[i].Period, grain))}</text>""");
        Line(svg, points, p => At(p.Period)?.Mean, X, Y, "#4b3f8f", null, 1.5);
        Line(svg, points, p => Upper(p.Period), X, Y, "#b3541e", "6 4", 1.5);
        Line(svg, points, p => Lower(p.Period) is { } low ? (difference ? low : Math.Max(0, low)) : null, X, Y, "#b3541e", "6 4", 1.5);
        Line(svg, points, p => p.Joined, X, Y, "#1b5a58", null, 2);
        var special = (answer.Spc?.Special ?? []).ToDictionary(s => s.Period);
        foreach (var (p, i) in points.Select((p, i) => (p, i)).Where(x => x.p.Value is not null))
        {
            var words = Text($"{Period.Words(p.Period, grain)}: {Show.Value(p)}, {Show.Of(p)}{(special.TryGetValue(p.Period, out var why) ? $", {why.Rule}" : "")}{(p.SoFar == true ? ", so far" : "")}");
            var mark = special.ContainsKey(p.Period)
                ? string.Create(CultureInfo.InvariantCulture, $"""<path d="M{X(i):0.#} {Y(p.Value!.Value) - 7:0.#}l7 7l-7 7l-7-7z" fill="#a1245e">""")
                : string.Create(CultureInfo.InvariantCulture, $"""<circle cx="{X(i):0.#}" cy="{Y(p.Value!.Value):0.#}" r="{(p.SoFar == true ? "4.5" : "3.5")}" fill="{(p.SoFar == true ? "#fff" : "#1b5a58")}"{(p.SoFar == true ? " stroke=\"#1b5a58\" stroke-width=\"2\"" : "")}>""");
            svg.Append(mark.AsSpan(0, mark.Length - 1))
                .Append(CultureInfo.InvariantCulture, $" data-period=\"{p.Period:yyyy-MM-dd}\" data-value=\"{p.Value:R}\"><title>{words}</title>")
                .Append(special.ContainsKey(p.Period) ? "</path>" : "</circle>");
        }

        foreach (var i in Enumerable.Range(0, points.Count).Where(i => Markers.Has(points[i].Marker, Markers.Break)))
            svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{X(i):0.#}" x2="{X(i):0.#}" y1="{Top}" y2="{Height - Bottom}" stroke="{Ink}" stroke-dasharray="2 4"/><text x="{X(i) + 4:0.#}" y="{Height - Bottom - 6}">{Markers.Break}<title>What is counted changed here</title></text>""");

        foreach (var (note, number) in notes.Select((n, i) => (n, i + 1)))
        {
            var i = points.Select(p => p.Period).ToList().IndexOf(Period.Of(note.Day, grain));
            if (i >= 0)
                svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{X(i):0.#}" x2="{X(i):0.#}" y1="{Top}" y2="{Height - Bottom}" stroke="{Ink}"/><text x="{X(i) + 4:0.#}" y="{Top + 14}">{number}<title>{Text(note.Words)}</title></text>""");
        }

        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Left}" y="{Height - 12}">{Text($"Line: the rate. Plain line: {(answer.Spc?.Chart == SpcWords.RunChart ? "middle value" : "mean")}. Dashed: limits. Diamond: stands out.{(points.Any(p => p.SoFar == true) ? " Open circle: so far." : "")}{(points.Any(p => Markers.Has(p.Marker, Markers.Break)) ? " [b]: what is counted changed." : "")} {answer.Measure.Id} version {answer.Measure.Version}, {answer.Sources.Count switch { 1 => answer.Sources[0], var n => $"{n} sources" }}.")}</text>""");
        foreach (var (line, i) in (beside ?? []).Select((l, i) => (l, i)))
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Left}" y="{Height + 8 + (i * LineHeight)}">{Text(line)}</text>""");
        svg.Append("</svg>");
        return svg.ToString();
    }

    /// <summary>A line with a gap wherever there is no value.</summary>
    private static void Line(StringBuilder svg, IReadOnlyList<Figure> points, Func<Figure, double?> value, Func<int, double> x, Func<double, double> y, string colour, string? dash, double width)
    {
        var path = new StringBuilder();
        var drawing = false;
        for (var i = 0; i < points.Count; i++)
        {
            if (value(points[i]) is not { } v || !double.IsFinite(v))
            {
                drawing = false;
                continue;
            }

            path.Append(CultureInfo.InvariantCulture, $"{(drawing ? 'L' : 'M')}{x(i):0.#} {y(v):0.#}");
            drawing = true;
        }

        if (path.Length > 0)
            svg.Append(CultureInfo.InvariantCulture, $"""<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{(dash is null ? "" : $" stroke-dasharray=\"{dash}\"")}/>""");
    }

    private static string Scale(double value, bool share) => share ? Show.Percent(value) : value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
