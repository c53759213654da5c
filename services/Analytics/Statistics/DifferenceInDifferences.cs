namespace Repairs.Analytics.Statistics;

/// <summary>One patch, before and after, in the unit of the measure.</summary>
/// <param name="Treated">Whether the change came to it.</param>
internal sealed record BeforeAndAfter(string Name, bool Treated, double Before, double After);

/// <param name="ChangeElsewhere">Mean change where nothing was changed.</param>
/// <param name="ChangeThere">Mean change where it was.</param>
/// <param name="Difference">What is left: there minus elsewhere, in the unit of the measure.</param>
/// <param name="Error">HC1: patches may vary unequally.</param>
internal sealed record DoubleDifference(int Treated, int Compared, double ChangeElsewhere, double ChangeThere, double Difference, double Error, double Low, double High, Finding Finding);

/// <summary>
/// Difference in differences over units seen once before and once after: regression of each unit's change on whether it was treated,
/// <c>Δᵢ = α + δ·treatedᵢ</c>, with HC1 errors (MacKinnon and White 1985). δ means something only if both groups would have moved alike, which the raw lines must show.
/// </summary>
internal static class DifferenceInDifferences
{
    /// <summary>Fewer patches a side than this say too little.</summary>
    private const int Fewest = 6;

    public static Result<DoubleDifference> Estimate(IReadOnlyList<BeforeAndAfter> units)
    {
        var known = units.Where(u => double.IsFinite(u.Before) && double.IsFinite(u.After)).ToList();
        int treated = known.Count(u => u.Treated), compared = known.Count - treated;
        if (treated < Fewest || compared < Fewest)
            return Result.None<DoubleDifference>($"Too few to compare: {treated} with the change and {compared} without, and both need {Fewest}.");
        var fit = LeastSquares.Fit([.. known.Select(u => new[] { 1, u.Treated ? 1.0 : 0 })], [.. known.Select(u => u.After - u.Before)]);
        if (fit.Value is not { } model)
            return Result.None<DoubleDifference>(fit.Reason!);
        double difference = model.Coefficients[1], error = model.ErrorsUnequal()[1], reach = Wilson.Z95 * error;
        var finding = Math.Abs(difference) <= reach ? Finding.NoClearChange : difference < 0 ? Finding.ProbablyLower : Finding.ProbablyHigher;
        return Result.Of(new DoubleDifference(
            treated, compared, model.Coefficients[0], model.Coefficients[0] + difference, difference, error, difference - reach, difference + reach, finding));
    }
}
