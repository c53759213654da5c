using MathNet.Numerics.Distributions;

namespace Repairs.Analytics.Statistics;

/// <summary>What the figures of a funnel are, which decides how they are made comparable.</summary>
internal enum FunnelKind
{
    /// <summary>A part of a whole: <c>Y = asin√(x/n)</c>, <c>s = 1/(2√n)</c>.</summary>
    Proportion,

    /// <summary>One count over another: <c>Y = ln((x + ½)/(n + ½))</c>, <c>s = √(x/(x + ½)² + n/(n + ½)²)</c>.</summary>
    RatioOfCounts,

    /// <summary>Observed over expected, log scale, extremes left out (NHS Digital's SHMI): <c>Y = ln(x/e)</c>, <c>s = 1/√e</c>.</summary>
    ExpectedTruncated,

    /// <summary>Observed over expected, square-root scale, extremes drawn in (CQC): <c>Y = √(x/e)</c>, <c>s = 1/(2√e)</c>.</summary>
    ExpectedWinsorised,
}

/// <summary>Where a unit lies.</summary>
internal enum FunnelPlace
{
    Inside,
    BelowInner,
    AboveInner,
    BelowOuter,
    AboveOuter,
}

internal sealed record FunnelUnit(string Name, double Numerator, double Denominator);

/// <summary>Limits for one denominator: 95 % and 99.8 %.</summary>
internal sealed record FunnelLimits(double Lower95, double Upper95, double Lower998, double Upper998)
{
    public FunnelPlace Place(double value) =>
        value > Upper998 ? FunnelPlace.AboveOuter
        : value < Lower998 ? FunnelPlace.BelowOuter
        : value > Upper95 ? FunnelPlace.AboveInner
        : value < Lower95 ? FunnelPlace.BelowInner
        : FunnelPlace.Inside;
}

/// <param name="Score">Distance from the average in standard errors, before over-dispersion.</param>
/// <param name="Unadjusted">Limits if only chance made units differ.</param>
/// <param name="Adjusted">Limits that allow for what makes all units differ from each other anyway.</param>
/// <param name="Place">By the adjusted limits.</param>
internal sealed record FunnelPoint(string Name, double Numerator, double Denominator, double Value, double Score, FunnelLimits Unadjusted, FunnelLimits Adjusted, FunnelPlace Place);

/// <param name="Average">All units together.</param>
/// <param name="Dispersion">φ: 1 where chance alone makes units differ.</param>
/// <param name="Between">τ²: variance between units on the transformed scale; 0 where there is no over-dispersion.</param>
/// <param name="LeftOut">Units without a denominator.</param>
internal sealed record FunnelChart(FunnelKind Kind, double Average, double Dispersion, double Between, IReadOnlyList<FunnelPoint> Points, IReadOnlyList<string> LeftOut);

/// <summary>
/// Funnels: many units at one time, without a league table (Spiegelhalter 2005). Only what lies outside 99.8 % says "look here first, ask why": of 80 units 4 lie
/// outside 95 % by luck. Over-dispersion is that of Spiegelhalter et al. 2012 (DerSimonian and Laird 1986): the z scores' extremes beyond the 10 % and 90 % quantile are drawn in
/// (or left out), <c>φ = Σz²/k</c>, <c>τ² = (kφ − (k − 1)) / (Σw − Σw²/Σw)</c> with <c>w = 1/s²</c>, 0 where <c>kφ &lt; k − 1</c>; limits <c>target ± z√(s² + τ²)</c>, transformed back.
/// Agrees with the R package FunnelPlotR 0.6.0, which takes 1.959964 and 3.090232 for z.
/// </summary>
internal static class Funnel
{
    private const double Z95 = 1.959964;
    private const double Z998 = 3.090232;
    private const double Trim = 0.1;

    public static Result<FunnelChart> Chart(FunnelKind kind, IReadOnlyList<FunnelUnit> units)
    {
        var used = units.Where(u => u.Denominator > 0 && double.IsFinite(u.Denominator) && u.Numerator >= 0 && double.IsFinite(u.Numerator)).ToList();
        if (used.Count < 2)
            return Result.None<FunnelChart>("A funnel needs at least two units with something to divide by.");
        if (kind == FunnelKind.Proportion && used.Any(u => u.Numerator > u.Denominator))
            return Result.None<FunnelChart>("More were counted than there were, so this is not a proportion.");
        var average = kind is FunnelKind.Proportion or FunnelKind.RatioOfCounts ? used.Sum(u => u.Numerator) / used.Sum(u => u.Denominator) : 1;
        if (average <= 0)
            return Result.None<FunnelChart>("Nothing was counted anywhere, so units cannot be compared.");
        if (kind == FunnelKind.ExpectedTruncated && used.Any(u => u.Numerator <= 0))
            return Result.None<FunnelChart>("A unit counted nothing, which has no place on a log scale.");

        var target = Transform(kind, average);
        var scored = used.Select(u => (Unit: u, Error: ErrorOf(kind, u), Score: (YOf(kind, u) - target) / ErrorOf(kind, u))).ToList();
        var tamed = kind == FunnelKind.ExpectedTruncated ? Truncate(scored) : Winsorise(scored);
        var (phi, tau2) = Dispersion(tamed);
        var points = scored.Select(s => PointOf(kind, s.Unit, s.Score, average, tau2)).ToList();
        return Result.Of(new FunnelChart(kind, average, phi, tau2, points, [.. units.Except(used).Select(u => u.Name)]));
    }

    /// <summary>
    /// Limits of a proportion where Wilson's interval of the group average touches, which is the score test turned round: <c>p ± z√(p(1 − p)/n)</c>, within 0 and 1. What Public
    /// Health England's Fingertips draws (PHEindicatormethods).
    /// </summary>
    public static FunnelLimits Score(double average, double n)
    {
        double inner = Wilson.Z95 * Math.Sqrt(average * (1 - average) / n), outer = Quantiles.Z(0.998) * Math.Sqrt(average * (1 - average) / n);
        return new FunnelLimits(Math.Max(0, average - inner), Math.Min(1, average + inner), Math.Max(0, average - outer), Math.Min(1, average + outer));
    }

    /// <summary>Over-dispersed limits (<paramref name="tau2"/> above 0) or chance limits (0) at any denominator, to draw the funnel with.</summary>
    public static FunnelLimits Limits(FunnelKind kind, double average, double n, double tau2)
    {
        if (kind is FunnelKind.ExpectedTruncated or FunnelKind.ExpectedWinsorised && tau2 == 0)
            return Poisson(average, n);
        var error = kind == FunnelKind.ExpectedTruncated ? 1 / Math.Sqrt(n) : 1 / (2 * Math.Sqrt(n));
        var target = Transform(kind, average);
        var wide = Math.Sqrt((error * error) + tau2);
        return new FunnelLimits(Back(kind, target - (Z95 * wide)), Back(kind, target + (Z95 * wide)), Back(kind, target - (Z998 * wide)), Back(kind, target + (Z998 * wide)));
    }

    /// <summary>Exact Poisson limits of observed over expected: <c>χ²(α/2; 2e)/(2e)</c> to <c>χ²(1 − α/2; 2e + 2)/(2e)</c>.</summary>
    private static FunnelLimits Poisson(double average, double expected)
    {
        double Low(double tail) => average * ChiSquared.InvCDF(2 * expected, tail) / 2 / expected;
        double High(double tail) => average * ChiSquared.InvCDF(2 * (expected + 1), 1 - tail) / 2 / expected;
        return new FunnelLimits(Low(0.025), High(0.025), Low(0.001), High(0.001));
    }

    private static double Transform(FunnelKind kind, double ratio) => kind switch
    {
        FunnelKind.Proportion => Math.Asin(Math.Sqrt(ratio)),
        FunnelKind.ExpectedWinsorised => Math.Sqrt(ratio),
        _ => Math.Log(ratio),
    };

    /// <summary>An angle below 0 or above a right angle is outside what a proportion can be: its limit is 0 or 1. CQC's limits stay on the scale they are measured on.</summary>
    private static double Back(FunnelKind kind, double y) => kind switch
    {
        FunnelKind.Proportion => Math.Pow(Math.Sin(Math.Clamp(y, 0, Math.PI / 2)), 2),
        FunnelKind.ExpectedWinsorised => y,
        _ => Math.Exp(y),
    };

    private static double YOf(FunnelKind kind, FunnelUnit u) =>
        kind == FunnelKind.RatioOfCounts ? Math.Log((u.Numerator + 0.5) / (u.Denominator + 0.5)) : Transform(kind, u.Numerator / u.Denominator);

    private static double ErrorOf(FunnelKind kind, FunnelUnit u) => kind switch
    {
        FunnelKind.RatioOfCounts => Math.Sqrt((u.Numerator / Math.Pow(u.Numerator + 0.5, 2)) + (u.Denominator / Math.Pow(u.Denominator + 0.5, 2))),
        FunnelKind.ExpectedTruncated => 1 / Math.Sqrt(u.Denominator),
        _ => 1 / (2 * Math.Sqrt(u.Denominator)),
    };

    private static List<(double Error, double Score)> Winsorise(List<(FunnelUnit Unit, double Error, double Score)> scored)
    {
        double low = Quantiles.Type7(scored.Select(s => s.Score), Trim), high = Quantiles.Type7(scored.Select(s => s.Score), 1 - Trim);
        return [.. scored.Select(s => (s.Error, Math.Min(high, Math.Max(low, s.Score))))];
    }

    /// <summary>The lowest and the highest tenth by rank are left out: <c>⌊10·rank/(k + 1)⌋</c> of 0 or 9.</summary>
    private static List<(double Error, double Score)> Truncate(List<(FunnelUnit Unit, double Error, double Score)> scored) =>
        [.. scored
            .Where(s => Math.Floor(Rank(scored, s.Score) / Trim / (scored.Count + 1)) is > 0 and < (1 / Trim) - 1)
            .Select(s => (s.Error, s.Score))];

    /// <summary>Rank from 1; equal scores share the average of theirs.</summary>
    private static double Rank(List<(FunnelUnit Unit, double Error, double Score)> scored, double score) =>
        scored.Count(s => s.Score < score) + ((scored.Count(s => s.Score.Equals(score)) + 1) / 2.0);

    private static (double Phi, double Tau2) Dispersion(List<(double Error, double Score)> tamed)
    {
        if (tamed.Count == 0)
            return (0, 0);
        double k = tamed.Count;
        var phi = tamed.Sum(s => s.Score * s.Score) / k;
        if (k * phi < k - 1)
            return (phi, 0);
        var weights = tamed.Select(s => 1 / (s.Error * s.Error)).ToList();
        var spread = weights.Sum() - (weights.Sum(w => w * w) / weights.Sum());
        return (phi, spread > 0 ? Math.Max(0, ((k * phi) - (k - 1)) / spread) : 0);
    }

    private static FunnelPoint PointOf(FunnelKind kind, FunnelUnit unit, double score, double average, double tau2)
    {
        var value = unit.Numerator / unit.Denominator;
        var adjusted = Limits(kind, average, unit.Denominator, tau2);
        return new FunnelPoint(unit.Name, unit.Numerator, unit.Denominator, value, score, Limits(kind, average, unit.Denominator, 0), adjusted, adjusted.Place(value));
    }
}
