using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>The charts beside XmR: a run chart where points are few, Laney's P′ where n is large or uneven. Figures come in as they may be shown.</summary>
internal static class SpcOthers
{
    public static Spc Run(IReadOnlyList<Figure> figures, Grain grain, Measure measure, string why)
    {
        var known = figures.Where(f => f.Joined is not null).ToList();
        if (Shewhart.Chart(ChartKind.Run, [.. figures.Select(f => new Sample(f.Joined))]).Value is not { } chart)
            return new Spc(SpcWords.RunChart, [], [], "There is nothing to chart yet.", Why: why);
        var unit = Period.Unit(grain);
        var middle = chart.Points[0].Centre;
        var words = known.Count < 2 ? $"Only one {unit} can be shown: too early to say anything."
            : chart.Runs is { Signal: true } ? $"Likely a real change: the {unit}s do not lie around the middle value, {Show.Value(middle, measure.In)}, as chance would put them."
            : $"No clear change in {known.Count} {unit}s around a middle value of {Show.Value(middle, measure.In)}. It is early to say more.";
        return new Spc(SpcWords.RunChart, [new SpcSegment(figures[0].Period, known.Count, middle, null, null, true)], [], words, Why: why);
    }

    public static Spc Laney(IReadOnlyList<Figure> figures, Grain grain, Measure measure, IReadOnlyList<DateOnly> starts, string why)
    {
        List<SpcSegment> segments = [];
        List<SpcPoint> special = [];
        List<SpcLimit> limits = [];
        ShewhartChart? last = null;
        foreach (var part in Split(figures, starts))
        {
            if (Shewhart.Chart(ChartKind.LaneyProportion, [.. part.Select(f => f.Joined is null ? new Sample(null) : new Sample(f.Numerator, f.Denominator))]).Value is not { } chart)
                continue;
            last = chart;
            var centre = chart.Points.First(p => p.Value is not null).Centre;
            segments.Add(new SpcSegment(part[0].Period, chart.Points.Count(p => p.Value is not null), centre, null, null, chart.Trial));
            foreach (var (figure, point) in part.Zip(chart.Points))
            {
                if (point is { Lower: { } lower, Upper: { } upper })
                    limits.Add(new SpcLimit(figure.Period, lower, upper));
                if (point.Outside)
                    special.Add(new SpcPoint(figure.Period, point.Value > centre ? SpcWords.Rule(SpecialCause.AboveLimit) : SpcWords.Rule(SpecialCause.BelowLimit), Meaning(point.Value > centre, measure.Direction)));
            }
        }

        return new Spc(SpcWords.LaneyChart, segments, special, Words(figures, grain, segments, special, last), limits, why);
    }

    private static string Words(IReadOnlyList<Figure> figures, Grain grain, List<SpcSegment> segments, List<SpcPoint> special, ShewhartChart? last)
    {
        if (last is null || segments is not [.., { Mean: { } mean }])
            return "There is nothing to chart yet.";
        var unit = Period.Unit(grain);
        var trial = last.Trial ? $" Fewer than 12 {unit}s: these are trial limits and will still move." : "";
        var latest = figures.Last(f => f.Joined is not null);
        if (last.Flat)
            return $"Every {unit} is alike, at {Show.Percent(mean)}: there is no variation to measure.";
        if (special.Find(s => s.Period == latest.Period) is not null)
            return $"Likely a real change: the latest {unit} is {(latest.Value > mean ? "higher" : "lower")} than this process normally goes. The average is {Show.Percent(mean)}.{trial}";
        return last.Runs is { Signal: true }
            ? $"Likely a real change: the {unit}s do not lie around the average of {Show.Percent(mean)} as chance would put them.{trial}"
            : $"No clear change: the latest {unit} is within what this process normally does, around {Show.Percent(mean)}.{trial}";
    }

    private static IEnumerable<List<Figure>> Split(IReadOnlyList<Figure> figures, IReadOnlyList<DateOnly> starts)
    {
        List<Figure> part = [];
        foreach (var figure in figures)
        {
            if (part.Count > 0 && starts.Contains(figure.Period))
            {
                yield return part;
                part = [];
            }

            part.Add(figure);
        }

        yield return part;
    }

    private static string Meaning(bool above, Direction better) => SpcWords.Means(better switch
    {
        Direction.Neutral => above ? Statistics.Meaning.High : Statistics.Meaning.Low,
        Direction.Higher => above ? Statistics.Meaning.Better : Statistics.Meaning.Worse,
        _ => above ? Statistics.Meaning.Worse : Statistics.Meaning.Better,
    });
}
