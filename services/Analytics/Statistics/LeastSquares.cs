using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Repairs.Analytics.Statistics;

/// <summary>A fitted regression: coefficients in the order of the columns, what is left over, and how sure each coefficient is under three assumptions about that.</summary>
internal sealed class LeastSquares
{
    private readonly IReadOnlyList<double[]> _rows;
    private readonly Matrix<double> _inverse;

    private LeastSquares(IReadOnlyList<double[]> rows, Matrix<double> inverse, double[] coefficients, double[] residuals)
    {
        (_rows, _inverse) = (rows, inverse);
        (Coefficients, Residuals) = (coefficients, residuals);
        Freedom = residuals.Length - coefficients.Length;
    }

    public IReadOnlyList<double> Coefficients { get; }

    public IReadOnlyList<double> Residuals { get; }

    /// <summary>Rows less columns.</summary>
    public int Freedom { get; }

    /// <summary>Durbin and Watson's statistic (1950), <c>Σ(eₜ − eₜ₋₁)²/Σeₜ²</c>: 2 where neighbours are unrelated, towards 0 where they are alike. Null where nothing is left over.</summary>
    public double? DurbinWatson => Residuals.Sum(e => e * e) is var all && all > 0
        ? Residuals.Skip(1).Select((e, i) => (e - Residuals[i]) * (e - Residuals[i])).Sum() / all
        : null;

    /// <summary>Ordinary least squares <c>β = (XᵀX)⁻¹Xᵀy</c>, by QR (modified Gram–Schmidt).</summary>
    /// <param name="rows">One row of X for each y.</param>
    public static Result<LeastSquares> Fit(IReadOnlyList<double[]> rows, IReadOnlyList<double> y)
    {
        if (rows.Count == 0 || rows.Count != y.Count || rows.Any(r => r.Length != rows[0].Length))
            return Result.None<LeastSquares>("There are no points to fit.");
        if (rows.Any(r => r.Any(v => !double.IsFinite(v))) || y.Any(v => !double.IsFinite(v)))
            return Result.None<LeastSquares>("A value is not a number, so nothing can be fitted.");
        if (rows.Count <= rows[0].Length)
            return Result.None<LeastSquares>("There are too few points to fit so many terms.");
        var design = Matrix<double>.Build.DenseOfRowArrays(rows);
        if (Split(design) is not { } qr)
            return Result.None<LeastSquares>("Two terms say the same in these points, so they cannot be told apart.");
        var observed = Vector<double>.Build.DenseOfEnumerable(y);
        var root = qr.R.Inverse();
        var coefficients = root * (qr.Q.Transpose() * observed);
        return Result.Of(new LeastSquares(rows, root * root.Transpose(), [.. coefficients], [.. observed - (design * coefficients)]));
    }

    /// <summary>Standard errors if what is left over is independent and alike everywhere: <c>√(diag (XᵀX)⁻¹ Σe²/(n − k))</c>.</summary>
    public double[] Errors() => Roots(_inverse * (Residuals.Sum(e => e * e) / Freedom));

    /// <summary>Standard errors that allow points to vary unequally: HC1 (MacKinnon and White 1985), the sandwich with <c>n/(n − k)</c>.</summary>
    public double[] ErrorsUnequal() => Roots(Sandwich(Lagged(0)) * ((double)Residuals.Count / Freedom));

    /// <summary>
    /// Standard errors that also allow neighbours to be alike (Newey and West 1987): the sandwich with <c>Σₗ (1 − l/(L + 1)) (Γₗ + Γₗᵀ)</c> up to lag L and
    /// <c>n/(n − k)</c> for small samples. They are still too narrow in short series (Turner 2020).
    /// </summary>
    public double[] ErrorsOfNeighbours(int lags)
    {
        var middle = Lagged(0);
        for (var lag = 1; lag <= Math.Min(lags, Residuals.Count - 1); lag++)
        {
            var one = Lagged(lag);
            middle += (1 - (lag / (lags + 1.0))) * (one + one.Transpose());
        }

        return Roots(Sandwich(middle) * ((double)Residuals.Count / Freedom));
    }

    /// <summary>X = QR; null where a column is a sum of others (or empty).</summary>
    private static GramSchmidt<double>? Split(Matrix<double> design)
    {
        try
        {
            var qr = design.GramSchmidt();
            var diagonal = qr.R.Diagonal().PointwiseAbs();
            return diagonal.Minimum() > 1e-12 * diagonal.Maximum() ? qr : null;
        }
        catch (ArgumentException)
        {
            // How the library says that a column comes to nothing exactly.
            return null;
        }
    }

    /// <summary><c>Σₜ eₜ eₜ₋ₗ xₜ xₜ₋ₗᵀ</c>.</summary>
    private Matrix<double> Lagged(int lag)
    {
        var width = Coefficients.Count;
        var sum = new double[width, width];
        for (var t = lag; t < Residuals.Count; t++)
        {
            var weight = Residuals[t] * Residuals[t - lag];
            for (var i = 0; i < width; i++)
            {
                for (var j = 0; j < width; j++)
                    sum[i, j] += weight * _rows[t][i] * _rows[t - lag][j];
            }
        }

        return Matrix<double>.Build.DenseOfArray(sum);
    }

    private Matrix<double> Sandwich(Matrix<double> middle) => _inverse * middle * _inverse;

    private static double[] Roots(Matrix<double> covariance) => [.. covariance.Diagonal().Select(v => Math.Sqrt(Math.Max(0, v)))];
}
