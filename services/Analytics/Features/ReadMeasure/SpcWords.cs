using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>Runs the chart over figures that may be shown, and says in words what it found.</summary>
internal static class SpcWords
{
    public const string XmRChart = "XmR";
    public const string LaneyChart = "P′";
    public const string RunChart = "Run";

    /// <param name="starts">Periods at which a person let the limits start again; each is one of the figures'.</param>
    public static Spc? Of(IReadOnlyList<Figure> figures, Grain grain, Measure measure, IReadOnlyList<DateOnly>? starts = null)
    {
        if (figures.Count == 0)
            return null;
        var (kind, why) = ChartChoice.Of(figures, grain, measure);
        return kind switch
        {
            RunChart => SpcOthers.Run(figures, grain, measure, why),
            LaneyChart => SpcOthers.Laney(figures, grain, measure, starts ?? [], why),
            _ => XmROf(figures, grain, measure, starts, why),
        };
    }

    private static Spc XmROf(IReadOnlyList<Figure> figures, Grain grain, Measure measure, IReadOnlyList<DateOnly>? starts, string why)
    {
        var chart = XmR.Chart([.. figures.Select(f => (f.Period, f.Joined))], new XmROptions(measure.Direction, Rebase: starts));
        return new Spc(
            XmRChart,
            [.. chart.Segments.Select(s => new SpcSegment(s.First, s.Points, s.Mean, s.Lower, s.Upper, s.Trial))],
            [.. chart.Points.Where(p => p.Cause != SpecialCause.None).Select(p => new SpcPoint(p.Period, Rule(p.Cause), Means(p.Meaning)))],
            Words(chart, grain, measure.In),
            Why: why);
    }

    public static string Rule(SpecialCause cause) => cause switch
    {
        SpecialCause.AboveLimit => "above the upper limit",
        SpecialCause.BelowLimit => "below the lower limit",
        SpecialCause.Rising => "seven in a row rising",
        SpecialCause.Falling => "seven in a row falling",
        SpecialCause.TwoOfThreeAbove => "two of three near the upper limit",
        SpecialCause.TwoOfThreeBelow => "two of three near the lower limit",
        SpecialCause.RunAbove => "seven in a row above the mean",
        SpecialCause.RunBelow => "seven in a row below the mean",
        _ => "",
    };

    internal static string Means(Meaning meaning) => meaning switch
    {
        Meaning.Better => "better",
        Meaning.Worse => "worse",
        Meaning.High => "higher",
        Meaning.Low => "lower",
        _ => "",
    };

    private static string Words(Statistics.XmRChart chart, Grain grain, string told)
    {
        if (chart.Refusal is { } refusal)
            return refusal;
        var known = chart.Points.Where(p => p.Value is not null).ToList();
        if (known.Count == 0)
            return "There is nothing to chart yet.";
        var segment = chart.Segments[^1];
        var unit = Period.Unit(grain);
        var average = segment.Mean is { } mean ? Show.Value(mean, told) : "";
        if (known.Count < 2 || segment.Lower is null)
            return $"Only one {unit} can be shown: too early to say anything.";
        if (segment.Flat)
            return $"Every {unit} is alike, at {average}: there is no variation to measure.";
        var last = known[^1];
        var trial = segment.Trial ? $" Fewer than 12 {unit}s: these are trial limits and will still move." : "";
        if (last.Cause == SpecialCause.None)
            return $"No clear change: the latest {unit} is within what this process normally does, around {average}.{trial}";
        return $"Likely a real change: {Change(known, last, unit)}. The average is {average}.{trial}";
    }

    private static string Change(List<XmRPoint> known, XmRPoint last, string unit)
    {
        var run = Enumerable.Reverse(known).TakeWhile(p => p.Sign == last.Sign && p.Segment == last.Segment).Count();
        return last.Cause switch
        {
            SpecialCause.RunAbove => $"higher for {run} {unit}s",
            SpecialCause.RunBelow => $"lower for {run} {unit}s",
            SpecialCause.Rising => $"rising for seven {unit}s or more",
            SpecialCause.Falling => $"falling for seven {unit}s or more",
            SpecialCause.AboveLimit => $"the latest {unit} is higher than this process normally goes",
            SpecialCause.BelowLimit => $"the latest {unit} is lower than this process normally goes",
            SpecialCause.TwoOfThreeAbove => $"two of the latest three {unit}s are unusually high",
            _ => $"two of the latest three {unit}s are unusually low",
        };
    }
}
