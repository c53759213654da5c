namespace Repairs.Analytics.Statistics;

/// <summary>Charts beside XmR, each for a kind of data.</summary>
internal enum ChartKind
{
    /// <summary>Points and their median, no limits: fewer than 12 points.</summary>
    Run,

    /// <summary>Individual values: limits from moving ranges, 3 ÷ 1.128 of them (XmR rounds this to 2.66).</summary>
    Individuals,

    /// <summary>Individual rates over uneven denominators (Taylor's I′).</summary>
    IndividualsPrime,

    /// <summary>Proportions, binomial limits.</summary>
    Proportion,

    /// <summary>Proportions that vary more than binomial ones do: Laney P′.</summary>
    LaneyProportion,

    /// <summary>Events per unit, Poisson limits.</summary>
    Rate,

    /// <summary>Events per unit that vary more than Poisson ones do: Laney U′.</summary>
    LaneyRate,

    /// <summary>Events where every period offers the same chance of one.</summary>
    Count,

    /// <summary>How many cases pass between rare events.</summary>
    CasesBetween,

    /// <summary>How much time passes between rare events.</summary>
    TimeBetween,
}

/// <summary>What was counted in one period.</summary>
/// <param name="Count">Events; for individuals, cases and time between: the value itself. Null (or not a number) is a gap.</param>
/// <param name="Size">What they are counted out of, where the chart has a denominator. 0 makes a gap: there is no rate.</param>
internal sealed record Sample(double? Count, double? Size = null);

/// <summary>A point with its limits at three and at two standard deviations; null where the chart has none there.</summary>
/// <param name="Value">Null in a gap.</param>
/// <param name="Outside">Beyond a limit at three standard deviations.</param>
internal sealed record ShewhartPoint(double? Value, double Centre, double? Lower, double? Upper, double? LowerTwo, double? UpperTwo, bool Outside);

/// <param name="Runs">Runs and crossings of the centre line; null where no point is off it.</param>
/// <param name="Spread">Laney's σz: how many times wider than chance alone. Null for charts without one.</param>
/// <param name="Trial">Fewer than 12 points: the limits will still move.</param>
/// <param name="Flat">Nothing varies, so the limits are the centre.</param>
internal sealed record ShewhartChart(ChartKind Kind, IReadOnlyList<ShewhartPoint> Points, RunsAnalysis? Runs, double? Spread, bool Trial, bool Flat);

/// <param name="Screen">Leave moving ranges of 3.267 times their average or more out (Nelson 1982).</param>
/// <param name="FixAfter">Centre and limits come from the first so many points.</param>
internal sealed record ShewhartOptions(bool Screen = false, int? FixAfter = null);

/// <summary>
/// Shewhart's charts with the formulas of Montgomery, <i>Introduction to Statistical Quality Control</i> (7th edition; 6.33 individuals, 7.6 proportions, 7.17 counts,
/// 7.19 rates), Laney 2002 (P′ and U′), Taylor 2017 (I′), Benneyan 2001 (cases between, geometric) and Nelson 1994 (time between, to the power 1/3.6). Limits lie three
/// standard deviations from the centre, clamped where the value cannot go. They agree with the R package qicharts2. Units: those of the value.
/// </summary>
internal static class Shewhart
{
    private const double D2 = 1.128;
    private const double ScreenFactor = 3.267;

    /// <summary>Taylor's own factor for the normalised ranges of I′.</summary>
    private const double ScreenFactorPrime = 3.2665;
    private const double TimePower = 3.6;

    public static Result<ShewhartChart> Chart(ChartKind kind, IReadOnlyList<Sample> samples, ShewhartOptions? options = null)
    {
        options ??= new ShewhartOptions();
        if (samples.Count == 0)
            return Result.None<ShewhartChart>("There is nothing to chart yet.");
        if (samples.Any(s => s.Count < 0 || s.Size < 0) && kind is not (ChartKind.Run or ChartKind.Individuals))
            return Result.None<ShewhartChart>("A count below zero cannot be charted.");
        if (options.FixAfter is < 1)
            return Result.None<ShewhartChart>("A baseline needs at least one point.");
        var values = samples.Select(s => ValueOf(kind, s)).ToArray();
        if (values.All(v => v is null))
            return Result.None<ShewhartChart>("No period has a value, so there is nothing to chart.");
        if (kind is ChartKind.Proportion or ChartKind.LaneyProportion && values.Any(v => v > 1))
            return Result.None<ShewhartChart>("More were counted than there were, so this is not a proportion.");
        if (kind == ChartKind.TimeBetween && values.Any(v => v <= 0))
            return Result.None<ShewhartChart>("Time between two events must be more than nothing.");

        var known = Enumerable.Range(0, samples.Count).Where(i => values[i] is not null).ToArray();
        var baseline = known.Where(i => i < (options.FixAfter ?? samples.Count)).ToArray();
        return baseline.Length == 0
            ? Result.None<ShewhartChart>("No period of the baseline has a value.")
            : Result.Of(Draw(kind, samples, values, known, baseline, options));
    }

    private static bool HasSize(ChartKind kind) =>
        kind is ChartKind.Proportion or ChartKind.LaneyProportion or ChartKind.Rate or ChartKind.LaneyRate or ChartKind.IndividualsPrime;

    private static double? ValueOf(ChartKind kind, Sample sample)
    {
        if (sample.Count is not { } count || !double.IsFinite(count))
            return null;
        var divides = HasSize(kind) || (kind == ChartKind.Run && sample.Size is not null);
        return !divides ? count : sample.Size is { } size && size > 0 && double.IsFinite(size) ? count / size : null;
    }

    private static ShewhartChart Draw(ChartKind kind, IReadOnlyList<Sample> samples, double?[] values, int[] known, int[] baseline, ShewhartOptions options)
    {
        var y = baseline.Select(i => values[i]!.Value).ToArray();
        var sizes = samples.Select(s => s.Size ?? 1).ToArray();
        var centre = HasSize(kind) ? baseline.Sum(i => samples[i].Count!.Value) / baseline.Sum(i => sizes[i]) : y.Average();
        double? spread = null;
        Func<int, double?> deviation = _ => null;
        var middle = centre;
        switch (kind)
        {
            case ChartKind.Run:
                middle = Quantiles.Median(y);
                break;
            case ChartKind.Individuals:
                var sigma = Range(y, options.Screen, ScreenFactor) / D2;
                deviation = _ => sigma;
                break;
            case ChartKind.IndividualsPrime:
                var ranges = known.Skip(1).Select((at, i) => Math.Sqrt(Math.PI / 2) * Math.Abs(values[at]!.Value - values[known[i]]!.Value) / Math.Sqrt((1 / sizes[at]) + (1 / sizes[known[i]]))).ToArray();
                var normal = Screened(ranges, options.Screen, ScreenFactorPrime);
                deviation = i => normal * Math.Sqrt(1 / sizes[i]);
                break;
            case ChartKind.Proportion:
                deviation = i => Math.Sqrt(centre * (1 - centre) / sizes[i]);
                break;
            case ChartKind.Rate:
                deviation = i => Math.Sqrt(centre / sizes[i]);
                break;
            case ChartKind.LaneyProportion or ChartKind.LaneyRate:
                var chance = kind == ChartKind.LaneyProportion ? centre * (1 - centre) : centre;
                spread = chance <= 0 ? 0 : Range([.. baseline.Select(i => (values[i]!.Value - centre) / Math.Sqrt(chance / sizes[i]))], options.Screen, ScreenFactor) / D2;
                deviation = i => Math.Sqrt(chance / sizes[i]) * spread;
                break;
            case ChartKind.Count:
                deviation = _ => Math.Sqrt(centre);
                break;
            case ChartKind.CasesBetween:
                deviation = _ => Math.Sqrt(centre * (centre + 1));
                middle = Quantiles.Median(y);
                break;
            case ChartKind.TimeBetween:
                var roots = y.Select(v => Math.Pow(v, 1 / TimePower)).ToArray();
                centre = roots.Average();
                middle = Math.Pow(centre, TimePower);
                var root = Range(roots, options.Screen, ScreenFactor) / D2;
                deviation = _ => root;
                break;
        }

        var points = values.Select((value, i) => Point(kind, value, middle, centre, HasSize(kind) && values[i] is null ? null : deviation(i))).ToList();
        var signs = known.Select(i => SignOf(values[i]!.Value, middle));
        var flat = kind != ChartKind.Run && known.All(i => deviation(i) is 0 or null) && known.Length > 1;
        return new ShewhartChart(kind, points, RunsAnalysis.Of(signs), spread, known.Length < 12, flat);
    }

    private static ShewhartPoint Point(ChartKind kind, double? value, double middle, double centre, double? deviation)
    {
        if (deviation is not { } sd)
            return new ShewhartPoint(value, middle, null, null, null, null, false);
        double lower = Limit(kind, centre - (3 * sd)), upper = Limit(kind, centre + (3 * sd));
        return new ShewhartPoint(value, middle, lower, upper, Limit(kind, centre - (2 * sd)), Limit(kind, centre + (2 * sd)), Beyond(value, lower, upper));
    }

    /// <summary>Strictly beyond, and not by the last digit alone (a flat series stands on its limits).</summary>
    private static bool Beyond(double? value, double lower, double upper) =>
        value is { } v && ((v > upper && SignOf(v, upper) != 0) || (v < lower && SignOf(v, lower) != 0));

    /// <summary>Back to the unit of the value, and no further than the value can go.</summary>
    private static double Limit(ChartKind kind, double limit) => kind switch
    {
        ChartKind.Individuals or ChartKind.IndividualsPrime => limit,
        ChartKind.Proportion or ChartKind.LaneyProportion => Math.Clamp(limit, 0, 1),
        ChartKind.TimeBetween => Math.Pow(Math.Max(0, limit), TimePower),
        _ => Math.Max(0, limit),
    };

    /// <summary>Average moving range of consecutive values; null where there are fewer than two.</summary>
    private static double? Range(double[] y, bool screen, double factor) => Screened([.. y.Skip(1).Select((v, i) => Math.Abs(v - y[i]))], screen, factor);

    private static double? Screened(double[] ranges, bool screen, double factor)
    {
        if (ranges.Length == 0)
            return null;
        var average = ranges.Average();
        var kept = screen ? ranges.Where(r => r < factor * average).ToArray() : ranges;
        return kept.Length == 0 ? 0 : kept.Average();
    }

    private static int SignOf(double y, double middle) =>
        Math.Abs(y - middle) <= 1e-12 * Math.Max(1, Math.Abs(middle)) ? 0 : Math.Sign(y - middle);
}
