namespace Repairs.Analytics.Statistics;

/// <summary>How much one proportion differs from another.</summary>
/// <param name="Difference">First minus second, as a proportion: 0.02 is two percentage points.</param>
internal sealed record DifferenceOfProportions(double First, double Second, double Difference, double Low, double High);

/// <summary>
/// Interval for the difference of two independent proportions: Newcombe's hybrid score method (Newcombe 1998, Statistics in Medicine 17:873–890, method 10). With
/// Wilson's limits l and u of each: <c>d − √((p₁ − l₁)² + (u₂ − p₂)²)</c> to <c>d + √((u₁ − p₁)² + (p₂ − l₂)²)</c>.
/// </summary>
internal static class Newcombe
{
    public static Result<DifferenceOfProportions> Difference(double count1, double n1, double count2, double n2, double z = Wilson.Z95)
    {
        if (!(n1 > 0 && n2 > 0))
            return Result.None<DifferenceOfProportions>("One of the two groups is empty, so there is nothing to compare.");
        if (Wilson.OfWeighted(count1, n1, z) is not { } first || Wilson.OfWeighted(count2, n2, z) is not { } second)
            return Result.None<DifferenceOfProportions>("One of the counts is missing or is no part of its group, so there is nothing to compare.");
        double p1 = count1 / n1, p2 = count2 / n2;
        return Result.Of(new DifferenceOfProportions(
            p1,
            p2,
            p1 - p2,
            p1 - p2 - double.Hypot(p1 - first.Low, second.High - p2),
            p1 - p2 + double.Hypot(first.High - p1, p2 - second.Low)));
    }
}
