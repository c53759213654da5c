using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Repairs.Analytics.Statistics;

/// <summary>Tails and quantiles that the charts, intervals and tests share. Dimensionless.</summary>
internal static class Quantiles
{
    /// <summary>Two-sided normal quantile: <c>Φ⁻¹(1 − (1 − confidence)/2)</c>, 1.9599… for 0.95 and 3.0902… for 0.998.</summary>
    /// <param name="confidence">Between 0 and 1, ends excluded.</param>
    public static double Z(double confidence) => Normal.InvCDF(0, 1, 1 - ((1 - confidence) / 2));

    /// <summary>Two-sided p of a normal statistic: <c>erfc(|z|/√2)</c>, exact far into the tail.</summary>
    public static double NormalP(double z) => SpecialFunctions.Erfc(Math.Abs(z) / Math.Sqrt(2));

    /// <summary>Two-sided p of Student's t.</summary>
    public static double StudentP(double t, double freedom) => 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(t));

    /// <summary>Quantile by linear interpolation between order statistics, R's type 7 (Hyndman and Fan 1996): position <c>(n − 1)p</c>, counted from 0.</summary>
    public static double Type7(IEnumerable<double> values, double p)
    {
        var sorted = values.Order().ToArray();
        var at = (sorted.Length - 1) * p;
        var below = (int)Math.Floor(at);
        return below + 1 < sorted.Length ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    public static double Median(IEnumerable<double> values) => Type7(values, 0.5);
}
