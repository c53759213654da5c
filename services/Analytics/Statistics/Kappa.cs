namespace Repairs.Analytics.Statistics;

/// <summary>How far two people who coded the same words agree beyond chance.</summary>
/// <param name="Value">Cohen's kappa: 1 is full agreement, 0 what chance alone would give, below 0 less than chance.</param>
/// <param name="Observed">Share of items coded alike.</param>
/// <param name="Expected">Share that chance alone would code alike.</param>
/// <param name="Error">Standard error of kappa.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="N">Items coded twice.</param>
internal sealed record Agreement(double Value, double Observed, double Expected, double Error, double Low, double High, int N);

/// <summary>
/// Cohen's kappa (Cohen 1960): <c>κ = (pₒ − pₑ)/(1 − pₑ)</c>, <c>pₒ = Σpᵢᵢ</c>, <c>pₑ = Σpᵢ.p.ᵢ</c>. Its large-sample standard error is that of Fleiss, Cohen and
/// Everitt (1969): <c>n(1 − pₑ)⁴ se² = Σpᵢᵢ[(1 − pₑ) − (p.ᵢ + pᵢ.)(1 − pₒ)]² + (1 − pₒ)² Σᵢ≠ⱼ pᵢⱼ(p.ᵢ + pⱼ.)² − (pₒpₑ − 2pₑ + pₒ)²</c>.
/// </summary>
internal static class Kappa
{
    public static Result<Agreement> Of(IReadOnlyCollection<(string First, string Second)> coded)
    {
        if (coded.Count == 0)
            return Result.None<Agreement>("Nothing was coded twice, so agreement cannot be measured.");
        var codes = coded.SelectMany(c => new[] { c.First, c.Second }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var n = (double)coded.Count;
        var cells = coded.GroupBy(c => c).ToDictionary(g => g.Key, g => g.Count() / n);
        var first = codes.ToDictionary(c => c, c => cells.Where(p => p.Key.First == c).Sum(p => p.Value), StringComparer.Ordinal);
        var second = codes.ToDictionary(c => c, c => cells.Where(p => p.Key.Second == c).Sum(p => p.Value), StringComparer.Ordinal);
        var observed = codes.Sum(c => cells.GetValueOrDefault((c, c)));
        var expected = codes.Sum(c => first[c] * second[c]);
        if (codes.Count == 1)
            return Result.None<Agreement>("Everything got the same code from both, so chance alone would agree as well: there is nothing to measure.");

        var miss = 1 - expected;
        var kappa = (observed - expected) / miss;
        var alike = codes.Sum(c => cells.GetValueOrDefault((c, c)) * Square(miss - ((second[c] + first[c]) * (1 - observed))));
        var apart = cells.Where(p => p.Key.First != p.Key.Second).Sum(p => p.Value * Square(second[p.Key.First] + first[p.Key.Second]));
        var variance = (alike + (Square(1 - observed) * apart) - Square((observed * expected) - (2 * expected) + observed)) / (n * Square(Square(miss)));
        var error = Math.Sqrt(Math.Max(0, variance));
        return Result.Of(new Agreement(kappa, observed, expected, error, kappa - (Wilson.Z95 * error), Math.Min(1, kappa + (Wilson.Z95 * error)), coded.Count));
    }

    private static double Square(double x) => x * x;
}
