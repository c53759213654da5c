namespace Repairs.Analytics.Statistics;

/// <summary>The three ways figures are rounded here, each exact in whole numbers or decimals, so that no binary fraction decides a tie.</summary>
internal static class Rounding
{
    /// <summary>
    /// A published rate: <c>numerator × per ÷ denominator</c>, halves up, to so many decimal places. The Regulator of Social Housing publishes its Tenant
    /// Satisfaction Measures this way (per 100 or per 1,000, one place); <see cref="Math.Round(double)"/> would round halves to even. Null where there is nothing to divide by.
    /// </summary>
    public static decimal? Published(decimal numerator, decimal denominator, int per = 100, int places = 1) =>
        denominator > 0 && numerator >= 0 ? Math.Round(numerator * per / denominator, places, MidpointRounding.AwayFromZero) : null;

    /// <summary>A count to the nearest multiple of a base, halves up.</summary>
    public static long ToBase(long count, int unit = 5) => (count + (unit / 2)) / unit * unit;

    /// <summary>
    /// A count to the multiple of a base below or above it, above with probability remainder ÷ base, so that sums stay right on average. The key decides, so the
    /// same record always rounds the same way (Fraser and Wooton 2005, "A proposed method for confidentialising tabular output").
    /// </summary>
    /// <param name="key">Uniform over [0, 1), fixed for the cell.</param>
    public static long Random(long count, double key, int unit = 5)
    {
        var over = count % unit;
        return key < (double)over / unit ? count - over + unit : count - over;
    }
}
