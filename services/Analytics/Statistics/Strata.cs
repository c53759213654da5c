namespace Repairs.Analytics.Statistics;

/// <summary>Two groups within one stratum: the same notice band, trade or priority.</summary>
internal sealed record Stratum(string Name, long Count1, long N1, long Count2, long N2);

/// <param name="Pooled">First minus second with everything thrown together, as a proportion.</param>
/// <param name="Stratified">The same within strata (Mantel and Haenszel).</param>
/// <param name="Reversed">Pooled and stratified point in opposite directions: show the stratified one, and say why.</param>
/// <param name="LeftOut">Strata in which one of the groups is empty; they say nothing of the difference.</param>
internal sealed record StratifiedDifference(double Pooled, double Stratified, double Low, double High, bool Reversed, IReadOnlyList<string> LeftOut);

/// <summary>
/// A comparison within strata, so that what decides who belongs to a group is not mistaken for what the group does (Simpson 1951): people who got a text missed more visits
/// than people who did not, only because texts went to bookings far ahead. Mantel and Haenszel's risk difference
/// <c>Σ(x₁n₂ − x₂n₁)/N ÷ Σn₁n₂/N</c> with the variance of Greenland and Robins (1985).
/// </summary>
internal static class Strata
{
    public static Result<StratifiedDifference> Compare(IReadOnlyList<Stratum> strata)
    {
        if (strata.Any(s => s.Count1 < 0 || s.Count2 < 0 || s.Count1 > s.N1 || s.Count2 > s.N2))
            return Result.None<StratifiedDifference>("A count is no part of its group, so the groups cannot be compared.");
        var used = strata.Where(s => s.N1 > 0 && s.N2 > 0).ToList();
        if (used.Count == 0)
            return Result.None<StratifiedDifference>("No stratum holds both groups, so they cannot be compared.");
        var pooled = ((double)strata.Sum(s => s.Count1) / strata.Sum(s => s.N1)) - ((double)strata.Sum(s => s.Count2) / strata.Sum(s => s.N2));
        var weight = used.Sum(s => (double)s.N1 * s.N2 / (s.N1 + s.N2));
        var within = used.Sum(s => (((double)s.Count1 * s.N2) - ((double)s.Count2 * s.N1)) / (s.N1 + s.N2)) / weight;
        var variance = used.Sum(s => VarianceOf(s)) / (weight * weight);
        var reach = Wilson.Z95 * Math.Sqrt(variance);
        return Result.Of(new StratifiedDifference(
            pooled, within, within - reach, within + reach, Math.Sign(pooled) * Math.Sign(within) < 0, [.. strata.Except(used).Select(s => s.Name)]));
    }

    /// <summary><c>(x₁(n₁ − x₁)n₂³ + x₂(n₂ − x₂)n₁³) / (n₁n₂N²)</c>.</summary>
    private static double VarianceOf(Stratum s)
    {
        double x1 = s.Count1, n1 = s.N1, x2 = s.Count2, n2 = s.N2, n = n1 + n2;
        return ((x1 * (n1 - x1) * n2 * n2 * n2) + (x2 * (n2 - x2) * n1 * n1 * n1)) / (n1 * n2 * n * n);
    }
}
