using MathNet.Numerics.LinearAlgebra;

namespace Repairs.Analytics.Statistics;

/// <param name="Coefficients">On the log scale: <c>e^β</c> is a ratio of rates.</param>
/// <param name="Errors">Standard errors, widened by the dispersion.</param>
/// <param name="Dispersion">1 where counts vary as Poisson counts do; weekly no-access counts vary about ten times as much.</param>
internal sealed record QuasiPoissonFit(IReadOnlyList<double> Coefficients, IReadOnlyList<double> Errors, double Dispersion);

/// <summary>
/// Regression of counts on a log scale with an offset (McCullagh and Nelder 1989): <c>ln E(x) = ln n + Xβ</c>, by iteratively reweighted least squares; the scale is Pearson's
/// <c>χ²/(rows − columns)</c>, so intervals allow for over-dispersion.
/// </summary>
internal static class QuasiPoisson
{
    private const int Most = 100;

    /// <param name="sizes">What each count is out of; above 0.</param>
    public static Result<QuasiPoissonFit> Fit(IReadOnlyList<double[]> rows, IReadOnlyList<double> counts, IReadOnlyList<double> sizes)
    {
        if (rows.Count == 0 || rows.Count != counts.Count || rows.Count != sizes.Count || rows.Count <= rows[0].Length)
            return Result.None<QuasiPoissonFit>("There are too few points to fit so many terms.");
        if (counts.Any(c => !(c >= 0)) || sizes.Any(s => !(s > 0)) || counts.Sum() <= 0)
            return Result.None<QuasiPoissonFit>("A count is missing or below zero, or nothing was counted at all.");
        var design = Matrix<double>.Build.DenseOfRowArrays(rows);
        var fitted = counts.Select((c, i) => Math.Max(c, 0.5 * sizes[i] * counts.Sum() / sizes.Sum())).ToArray();
        double[]? last = null;
        for (var round = 0; round < Most; round++)
        {
            var roots = fitted.Select(Math.Sqrt).ToArray();
            var step = LeastSquares.Fit(
                [.. rows.Select((r, i) => r.Select(v => v * roots[i]).ToArray())],
                [.. fitted.Select((m, i) => roots[i] * (Math.Log(m / sizes[i]) + ((counts[i] - m) / m)))]);
            if (step.Value is not { } now)
                return Result.None<QuasiPoissonFit>(step.Reason!);
            var next = now.Coefficients.ToArray();
            fitted = [.. (design * Vector<double>.Build.Dense(next)).Select((eta, i) => sizes[i] * Math.Exp(eta))];
            if (fitted.Any(m => !double.IsFinite(m) || m <= 0))
                break;
            if (last is not null && next.Zip(last).All(p => Math.Abs(p.First - p.Second) <= 1e-13 * (1 + Math.Abs(p.First))))
                return Result.Of(Describe(design, next, counts, fitted));
            last = next;
        }

        return Result.None<QuasiPoissonFit>("The counts do not settle on one curve.");
    }

    private static QuasiPoissonFit Describe(Matrix<double> design, double[] coefficients, IReadOnlyList<double> counts, double[] fitted)
    {
        var dispersion = fitted.Select((m, i) => (counts[i] - m) * (counts[i] - m) / m).Sum() / (fitted.Length - coefficients.Length);
        var information = design.Transpose() * (Matrix<double>.Build.DenseOfDiagonalArray(fitted) * design);
        return new QuasiPoissonFit(coefficients, [.. information.Inverse().Diagonal().Select(v => Math.Sqrt(v * dispersion))], dispersion);
    }
}
