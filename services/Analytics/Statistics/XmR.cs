namespace Repairs.Analytics.Statistics;

/// <summary>Which way is better.</summary>
internal enum Direction
{
    Lower = -1,
    Neutral = 0,
    Higher = 1,
}

/// <summary>Which of the four rules a point meets; the first in this order names it.</summary>
internal enum SpecialCause
{
    None,
    AboveLimit,
    BelowLimit,
    Rising,
    Falling,
    TwoOfThreeAbove,
    TwoOfThreeBelow,
    RunAbove,
    RunBelow,
}

/// <summary>What a special cause means in the direction of the measure.</summary>
internal enum Meaning
{
    Common,
    Better,
    Worse,
    High,
    Low,
}

/// <summary>Whether the process will reach its target as it stands.</summary>
internal enum Assurance
{
    None,
    Reaches,
    SometimesReaches,
    Misses,
}

/// <summary>One point of a chart. Limits are null where the segment has fewer than two points to measure.</summary>
internal sealed record XmRPoint(DateOnly Period, double? Value, int Segment, double? Mean, double? Lower, double? Upper, int Sign, bool Near, SpecialCause Cause, Meaning Meaning);

/// <summary>A stretch of points with limits of their own.</summary>
/// <param name="Points">Points with a value.</param>
/// <param name="Trial">Fewer than 12 points: the limits will still move.</param>
/// <param name="Flat">Nothing varies (or every range was screened out), so the limits are the mean.</param>
internal sealed record XmRSegment(int Index, DateOnly First, int Points, double? Mean, double? MovingRange, double? Lower, double? Upper, int Screened, bool Trial, bool Flat);

/// <param name="Refusal">Why nothing was drawn, as a sentence; there are no points then.</param>
internal sealed record XmRChart(IReadOnlyList<XmRPoint> Points, IReadOnlyList<XmRSegment> Segments, Meaning Variation, Assurance Assurance, string? Refusal = null);

/// <param name="Rebase">Periods at which a new segment begins; each must be a period of the series.</param>
/// <param name="FixAfter">The first so many points of each segment are its baseline (12 or more); in a shorter segment all of them are.</param>
/// <param name="Screen">Leave moving ranges of 3.267 times the average or more out of the limits.</param>
internal sealed record XmROptions(Direction Better, double? Target = null, IReadOnlyList<DateOnly>? Rebase = null, int? FixAfter = null, bool Screen = true);

/// <summary>
/// The individuals and moving range chart as NHS "Making Data Count" uses it: limits at the mean ± 2.66 average moving ranges, four rules, one label a point.
/// Gaps (null values) take no part in limits or rules. Two differences from the R package NHSRplotthedots 0.2.2, both on purpose: a series without variation
/// has its limits at the mean instead of none, and "trial limits" are said of fewer than 12 points, not of 12. Limits are not clamped: a rate's may lie below 0.
/// </summary>
internal static class XmR
{
    private const double LimitFactor = 2.66;
    private const double ScreenFactor = 3.267;
    private const int RunLength = 7;

    /// <param name="series">Periods rising, each once. A value that is null or not a number is a gap.</param>
    public static XmRChart Chart(IReadOnlyList<(DateOnly Period, double? Value)> series, XmROptions options)
    {
        var starts = (options.Rebase ?? []).Distinct().Order().ToList();
        if (Fault(series, starts, options) is { } refusal)
            return new XmRChart([], [], Meaning.Common, Assurance.None, refusal);

        var points = new List<XmRPoint>();
        var segments = new List<XmRSegment>();
        foreach (var part in Split([.. series.Select(p => (p.Period, p.Value is { } v && double.IsFinite(v) ? p.Value : null))], starts))
            Add(part, options, points, segments);

        var last = points.FindLast(p => p.Value is not null);
        return new XmRChart(points, segments, last?.Meaning ?? Meaning.Common, Assure(last, options));
    }

    private static string? Fault(IReadOnlyList<(DateOnly Period, double? Value)> series, List<DateOnly> starts, XmROptions options)
    {
        for (var i = 1; i < series.Count; i++)
        {
            if (series[i].Period <= series[i - 1].Period)
                return $"The periods must rise: {series[i].Period:yyyy-MM-dd} comes after {series[i - 1].Period:yyyy-MM-dd}.";
        }

        if (options.FixAfter is < 12)
            return "A baseline needs at least 12 points.";
        if (options.Target is { } target && !double.IsFinite(target))
            return "The target is not a number.";
        var periods = series.Select(p => p.Period).ToHashSet();
        return starts.Where(d => !periods.Contains(d)).Select(d => $"{d:yyyy-MM-dd} is no period of the series, so the limits cannot start again there.").FirstOrDefault();
    }

    private static IEnumerable<List<(DateOnly Period, double? Value)>> Split(IReadOnlyList<(DateOnly Period, double? Value)> series, List<DateOnly> starts)
    {
        var part = new List<(DateOnly, double?)>();
        foreach (var point in series)
        {
            if (part.Count > 0 && starts.Contains(point.Period))
            {
                yield return part;
                part = [];
            }

            part.Add(point);
        }

        if (part.Count > 0)
            yield return part;
    }

    private static void Add(List<(DateOnly Period, double? Value)> part, XmROptions options, List<XmRPoint> points, List<XmRSegment> segments)
    {
        var known = part.Where(p => p.Value is not null).Select(p => p.Value!.Value).ToArray();
        var segment = Measure(part[0].Period, known, segments.Count, options);
        segments.Add(segment);

        var signs = known.Select(y => SignOf(y, segment.Mean!.Value)).ToArray();
        var outside = known.Select(y => y > segment.Upper || y < segment.Lower).ToArray();
        var near = known.Select((y, i) => !outside[i] && IsNear(y, segment)).ToArray();
        var causes = Causes(known, signs, outside, near);

        var at = 0;
        foreach (var (period, value) in part)
        {
            points.Add(value is null
                ? new XmRPoint(period, null, segment.Index, segment.Mean, segment.Lower, segment.Upper, 0, false, SpecialCause.None, Meaning.Common)
                : new XmRPoint(period, value, segment.Index, segment.Mean, segment.Lower, segment.Upper, signs[at], near[at], causes[at], MeaningOf(causes[at], options.Better)));
            if (value is not null)
                at++;
        }
    }

    private static XmRSegment Measure(DateOnly first, double[] known, int index, XmROptions options)
    {
        var trial = known.Length < 12;
        if (known.Length == 0)
            return new XmRSegment(index, first, 0, null, null, null, null, 0, true, false);
        var baseline = known.AsSpan(0, Math.Min(known.Length, options.FixAfter ?? known.Length)).ToArray();
        var mean = baseline.Sum() / baseline.Length;
        if (baseline.Length < 2)
            return new XmRSegment(index, first, known.Length, mean, null, null, null, 0, trial, false);

        var ranges = baseline.Skip(1).Select((y, i) => Math.Abs(y - baseline[i])).ToArray();
        var average = ranges.Average();
        var kept = options.Screen ? ranges.Where(r => r < ScreenFactor * average).ToArray() : ranges;
        var flat = kept.Length == 0;
        var spread = flat ? 0 : kept.Average();
        return new XmRSegment(index, first, known.Length, mean, spread, mean - (LimitFactor * spread), mean + (LimitFactor * spread), ranges.Length - kept.Length, trial, flat || spread == 0);
    }

    private static int SignOf(double y, double mean) =>
        Math.Abs(y - mean) <= 1e-12 * Math.Max(1, Math.Abs(mean)) ? 0 : Math.Sign(y - mean);

    private static bool IsNear(double y, XmRSegment s) =>
        s.MovingRange is { } spread && (y > s.Mean + (2 * LimitFactor / 3 * spread) || y < s.Mean - (2 * LimitFactor / 3 * spread));

    private static SpecialCause[] Causes(double[] y, int[] signs, bool[] outside, bool[] near)
    {
        var trend = Trend(y);
        var two = TwoOfThree(signs, near);
        var run = Run(signs);
        return [.. y.Select((_, i) =>
            outside[i] ? signs[i] > 0 ? SpecialCause.AboveLimit : SpecialCause.BelowLimit
            : trend[i] != 0 ? trend[i] > 0 ? SpecialCause.Rising : SpecialCause.Falling
            : two[i] ? signs[i] > 0 ? SpecialCause.TwoOfThreeAbove : SpecialCause.TwoOfThreeBelow
            : run[i] ? signs[i] > 0 ? SpecialCause.RunAbove : SpecialCause.RunBelow
            : SpecialCause.None)];
    }

    /// <summary>Seven points, six steps all up or all down. A member's direction is that of the step after it where the next point is a member too, else of the step before.</summary>
    private static int[] Trend(double[] y)
    {
        var steps = y.Skip(1).Select((v, i) => Math.Sign(v - y[i])).ToArray();
        var member = new bool[y.Length];
        for (var i = 0; i + RunLength - 1 <= steps.Length; i++)
        {
            if (steps[i] != 0 && steps.AsSpan(i, RunLength - 1).IndexOfAnyExcept(steps[i]) < 0)
                member.AsSpan(i, RunLength).Fill(true);
        }

        return [.. y.Select((_, i) => !member[i] ? 0 : i + 1 < y.Length && member[i + 1] ? steps[i] : steps[i - 1])];
    }

    /// <summary>Three in a row on one side, two of them or more near the limit; only the near ones are flagged.</summary>
    private static bool[] TwoOfThree(int[] signs, bool[] near)
    {
        var flagged = new bool[signs.Length];
        for (var i = 0; i + 3 <= signs.Length; i++)
        {
            if (signs[i] == 0 || signs[i] != signs[i + 1] || signs[i] != signs[i + 2] || near.AsSpan(i, 3).Count(true) < 2)
                continue;
            for (var j = i; j < i + 3; j++)
                flagged[j] |= near[j];
        }

        return flagged;
    }

    /// <summary>Seven in a row on one side of the mean; a point on the mean breaks the run.</summary>
    private static bool[] Run(int[] signs)
    {
        var flagged = new bool[signs.Length];
        for (var i = 0; i + RunLength <= signs.Length; i++)
        {
            if (signs[i] != 0 && signs.AsSpan(i, RunLength).IndexOfAnyExcept(signs[i]) < 0)
                flagged.AsSpan(i, RunLength).Fill(true);
        }

        return flagged;
    }

    private static Meaning MeaningOf(SpecialCause cause, Direction better)
    {
        var way = cause switch
        {
            SpecialCause.None => 0,
            SpecialCause.AboveLimit or SpecialCause.Rising or SpecialCause.TwoOfThreeAbove or SpecialCause.RunAbove => 1,
            _ => -1,
        };
        return (way, better) switch
        {
            (0, _) => Meaning.Common,
            (1, Direction.Neutral) => Meaning.High,
            (_, Direction.Neutral) => Meaning.Low,
            _ => way == (int)better ? Meaning.Better : Meaning.Worse,
        };
    }

    private static Assurance Assure(XmRPoint? last, XmROptions options)
    {
        if (options.Target is not { } target || options.Better == Direction.Neutral || last?.Upper is not { } upper || last.Lower is not { } lower)
            return Assurance.None;
        return target > upper ? options.Better == Direction.Higher ? Assurance.Misses : Assurance.Reaches
            : target < lower ? options.Better == Direction.Higher ? Assurance.Reaches : Assurance.Misses
            : Assurance.SometimesReaches;
    }
}
