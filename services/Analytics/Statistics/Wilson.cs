namespace Repairs.Analytics.Statistics;

/// <summary>
/// Wilson's score interval for a proportion (Wilson 1927): <c>(2x + z² ± z√(z² + 4xq)) / (2(n + z²))</c> with <c>q = 1 − x/n</c>.
/// Unlike the textbook interval it stays within 0 and 1 and is honest for small n and for 0 %.
/// </summary>
internal static class Wilson
{
    /// <summary>The normal quantile of a two-sided 95 % interval.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>Lower and upper limit, as proportions; null where n is 0 or the count is no part of n.</summary>
    public static (double Low, double High)? Interval(long count, long n, double z = Z95) => OfWeighted(count, n, z);

    /// <summary>The same for counts that are weighted, so need not be whole (an effective sample size). Null also where one is not a number.</summary>
    public static (double Low, double High)? OfWeighted(double count, double n, double z = Z95)
    {
        if (!(n > 0 && count >= 0 && count <= n && double.IsFinite(n)))
            return null;
        var z2 = z * z;
        var middle = (2 * count) + z2;
        var reach = z * Math.Sqrt(z2 + (4 * count * (1 - (count / n))));
        var width = 2 * (n + z2);
        return (Math.Max(0, (middle - reach) / width), Math.Min(1, (middle + reach) / width));
    }
}
