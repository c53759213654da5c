namespace Repairs.Analytics.Statistics;

/// <summary>What was counted in one period, out of how much.</summary>
internal sealed record Portion(DateOnly Period, double Count, double Size);

/// <summary>What may honestly be said of a change. There is no "proved" and no "caused".</summary>
internal enum Finding
{
    CannotTellYet,
    NoClearChange,
    ProbablyLower,
    ProbablyHigher,
}

/// <summary>The same sum at one date. Unit of the change: percentage points.</summary>
/// <param name="Error">If points were independent.</param>
/// <param name="ErrorOfNeighbours">Newey and West, lag 4: neighbours may be alike.</param>
internal sealed record Step(DateOnly Period, double Change, double Error, double P, double ErrorOfNeighbours, double POfNeighbours)
{
    /// <summary>95 %, from Newey and West's error.</summary>
    public Interval Interval => new(Change - (Wilson.Z95 * ErrorOfNeighbours), Change + (Wilson.Z95 * ErrorOfNeighbours));

    /// <summary>How far the change stands out: its size in errors.</summary>
    public double Size => ErrorOfNeighbours > 0 ? Math.Abs(Change) / ErrorOfNeighbours : 0;
}

/// <summary>A change in a single series, beside the same sum at every other date.</summary>
/// <param name="Start">Level at the beginning, in per cent.</param>
/// <param name="Trend">Percentage points a period before the date.</param>
/// <param name="TrendChange">How much the trend changes at the date.</param>
/// <param name="DurbinWatson">2 where neighbouring periods are unrelated.</param>
/// <param name="Dispersion">How many times more the counts vary than chance alone (quasi-Poisson); null where it cannot be fitted.</param>
/// <param name="Placebos">Every admissible date, this one among them, in order of time.</param>
/// <param name="Rank">1: no other date stands out as much.</param>
internal sealed record Interruption(
    double Start, double Trend, Step Level, double TrendChange, double? DurbinWatson, double? Dispersion, IReadOnlyList<Step> Placebos, int Rank, Finding Finding)
{
    public string Words => Finding switch
    {
        Finding.ProbablyLower => "Probably lower.",
        Finding.ProbablyHigher => "Probably higher.",
        Finding.NoClearChange => "No clear change.",
        _ => "Cannot tell yet.",
    };
}

/// <summary>
/// Did something change at a date, in one series? Segmented regression (Lopez Bernal 2017): <c>rate = β₀ + β₁t + β₂D + β₃(t − t₀)D</c>, t = 1, 2, … periods, D = 1 from the date
/// t₀ on, rates in per cent. A bare test fires at 11 to 15 of 78 dates on which nothing happened, so it is not believed: "probably" needs an interval without 0 <b>and</b> a place
/// among the top 5 % of the same sum at every other admissible date. A single series is the weakest design; a comparison is better (<see cref="DifferenceInDifferences"/>).
/// </summary>
internal static class InterruptedSeries
{
    /// <summary>Fewer points than this on a side of a date say nothing of a trend.</summary>
    public const int Fewest = 12;

    /// <summary>A period with fewer visits is too small to be a point.</summary>
    private const double SmallestPeriod = 30;

    /// <summary>With fewer dates to compare, none can be among the top 5 %.</summary>
    private const int FewestPlacebos = 20;
    private const double Top = 0.05;
    private const int Lags = 4;

    /// <param name="series">Every period in order, none left out.</param>
    /// <param name="date">The first period after the change.</param>
    public static Result<Interruption> Estimate(IReadOnlyList<Portion> series, DateOnly date)
    {
        if (Fault(series) is { } fault)
            return Result.None<Interruption>(fault);
        var at = series.TakeWhile(p => p.Period != date).Count();
        if (at == series.Count)
            return Result.None<Interruption>($"{date:yyyy-MM-dd} is no period of this series.");
        if (at < Fewest || series.Count - at < Fewest)
            return Result.None<Interruption>($"Too early: {at} points before and {series.Count - at} after, and both need {Fewest}.");
        var fit = LeastSquares.Fit(Design(series.Count, at), Rates(series));
        if (fit.Value is not { } model)
            return Result.None<Interruption>(fit.Reason!);
        var placebos = Enumerable.Range(Fewest, series.Count - (2 * Fewest) + 1).Select(i => StepAt(series, i)).OfType<Step>().ToList();
        var level = placebos.First(p => p.Period == date);
        var rank = 1 + placebos.Count(p => p.Size > level.Size);
        var poisson = QuasiPoisson.Fit(Design(series.Count, at), [.. series.Select(p => p.Count)], [.. series.Select(p => p.Size)]);
        return Result.Of(new Interruption(
            model.Coefficients[0], model.Coefficients[1], level, model.Coefficients[3], model.DurbinWatson, poisson.Value?.Dispersion, placebos, rank, FindingOf(level, rank, placebos.Count)));
    }

    /// <summary>The change of level at one position (counted from 0); null where it cannot be fitted.</summary>
    public static Step? StepAt(IReadOnlyList<Portion> series, int at)
    {
        if (LeastSquares.Fit(Design(series.Count, at), Rates(series)).Value is not { } fit)
            return null;
        double change = fit.Coefficients[2], plain = fit.Errors()[2], alike = fit.ErrorsOfNeighbours(Lags)[2];
        return new Step(
            series[at].Period,
            change,
            plain,
            plain > 0 ? Quantiles.StudentP(change / plain, fit.Freedom) : 1,
            alike,
            alike > 0 ? Quantiles.NormalP(change / alike) : 1);
    }

    /// <summary>Rows of <c>1, t, D, (t − t₀)D</c>.</summary>
    /// <param name="at">Position of the first period after the change, counted from 0.</param>
    /// <param name="year">Periods in a year, to add <c>sin 2πt/year</c> and <c>cos 2πt/year</c>. Only with three years or more: with two, the season takes the change away or makes one.</param>
    public static IReadOnlyList<double[]> Design(int count, int at, double? year = null) =>
        [.. Enumerable.Range(0, count).Select(i =>
        {
            double[] row = [1, i + 1, i >= at ? 1 : 0, i >= at ? i - at : 0];
            var turn = 2 * Math.PI * (i + 1) / (year ?? 1);
            return year is null ? row : [.. row, Math.Sin(turn), Math.Cos(turn)];
        })];

    /// <summary>
    /// The change with the season taken out, which needs three whole years: over two, a placebo date with no known intervention went from "nothing" to p = 0.0000007.
    /// </summary>
    /// <param name="year">Periods in a year: 12, or 52.1775 for weeks.</param>
    public static Result<Step> Seasonal(IReadOnlyList<Portion> series, DateOnly date, double year)
    {
        if (Fault(series) is { } fault)
            return Result.None<Step>(fault);
        if (!(year > 1) || series.Count < 3 * year)
            return Result.None<Step>("The season can only be taken out with three years of data or more.");
        var at = series.TakeWhile(p => p.Period != date).Count();
        if (at < Fewest || series.Count - at < Fewest)
            return Result.None<Step>($"Too early: the date needs {Fewest} points before and after it.");
        if (LeastSquares.Fit(Design(series.Count, at, year), Rates(series)) is not { Value: { } fit })
            return Result.None<Step>("Two terms say the same in these points, so they cannot be told apart.");
        double change = fit.Coefficients[2], plain = fit.Errors()[2], alike = fit.ErrorsOfNeighbours(Lags)[2];
        return Result.Of(new Step(date, change, plain, Quantiles.StudentP(change / plain, fit.Freedom), alike, Quantiles.NormalP(change / alike)));
    }

    public static double[] Rates(IReadOnlyList<Portion> series) => [.. series.Select(p => 100 * p.Count / p.Size)];

    private static string? Fault(IReadOnlyList<Portion> series)
    {
        if (series.Count == 0)
            return "There is no series to look at.";
        if (series.Any(p => !double.IsFinite(p.Count) || !double.IsFinite(p.Size) || p.Count < 0 || p.Count > p.Size))
            return "A count is missing or is no part of its whole, so no rate can be fitted.";
        if (series.Zip(series.Skip(1)).Any(p => p.Second.Period <= p.First.Period))
            return "The periods are not in order, each once.";
        if (HasGap(series))
            return "A period is missing, so the trend cannot be followed.";
        var small = series.Count(p => p.Size < SmallestPeriod);
        return small == 0 ? null : $"{small} {(small == 1 ? "period has" : "periods have")} fewer than {SmallestPeriod} cases: too few to compare.";
    }

    /// <summary>Steps of a day or a week are all alike; months and longer never differ by more than a few days.</summary>
    private static bool HasGap(IReadOnlyList<Portion> series)
    {
        var steps = series.Zip(series.Skip(1)).Select(p => p.Second.Period.DayNumber - p.First.Period.DayNumber).ToList();
        return steps.Count > 0 && steps.Max() > steps.Min() * 1.2;
    }

    private static Finding FindingOf(Step level, int rank, int dates) =>
        dates < FewestPlacebos ? Finding.CannotTellYet
        : level.Interval.Contains(0) || rank > Top * dates ? Finding.NoClearChange
        : level.Change < 0 ? Finding.ProbablyLower : Finding.ProbablyHigher;
}
