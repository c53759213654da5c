using MathNet.Numerics.Distributions;

namespace Repairs.Analytics.Statistics;

/// <summary>A rate of events with its interval, per so many.</summary>
/// <param name="Method">"Exact" below 10 events, "Byar's" from 10 on.</param>
internal sealed record EventRate(double Value, double Low, double High, string Method);

/// <summary>Intervals for a number of events that has no upper bound (complaints, contacts), taken as Poisson.</summary>
internal static class Counts
{
    /// <summary>Below this many events the approximation is too rough and the exact interval is used (Public Health England's rule).</summary>
    private const double Few = 10;

    /// <summary>
    /// Byar's approximation (Breslow and Day 1987, volume II, page 69): <c>x(1 − 1/(9x) − z/(3√x))³</c> to <c>(x+1)(1 − 1/(9(x+1)) + z/(3√(x+1)))³</c>.
    /// At 0 events the lower formula is not defined; the answer is 0. Unit: events.
    /// </summary>
    public static Result<Interval> Byar(double events, double confidence = 0.95)
    {
        if (Fault(events, confidence) is { } fault)
            return Result.None<Interval>(fault);
        var z = Quantiles.Z(confidence);
        var next = events + 1;
        var low = events > 0 ? events * Cube(1 - (1 / (9 * events)) - (z / (3 * Math.Sqrt(events)))) : 0;
        return Result.Of(new Interval(Math.Max(0, low), next * Cube(1 - (1 / (9 * next)) + (z / (3 * Math.Sqrt(next))))));
    }

    /// <summary>
    /// The exact Poisson interval (Garwood 1936): <c>χ²(α/2; 2x)/2</c> to <c>χ²(1 − α/2; 2x + 2)/2</c>, lower end 0 at 0 events. Unit: events.
    /// </summary>
    public static Result<Interval> Exact(double events, double confidence = 0.95)
    {
        if (Fault(events, confidence) is { } fault)
            return Result.None<Interval>(fault);
        var tail = (1 - confidence) / 2;
        return Result.Of(new Interval(events > 0 ? ChiSquared.InvCDF(2 * events, tail) / 2 : 0, ChiSquared.InvCDF((2 * events) + 2, 1 - tail) / 2));
    }

    /// <summary>Events per <paramref name="per"/> of a population, exact below 10 events and Byar's from 10 on (PHE technical guide to public health statistics).</summary>
    public static Result<EventRate> Rate(double events, double population, double per = 1000, double confidence = 0.95)
    {
        if (!(population > 0) || !double.IsFinite(population))
            return Result.None<EventRate>("There is nothing to divide by, so there is no rate.");
        var exact = events < Few;
        var interval = exact ? Exact(events, confidence) : Byar(events, confidence);
        if (interval.Value is not { } ends)
            return Result.None<EventRate>(interval.Reason!);
        var scale = per / population;
        return Result.Of(new EventRate(events * scale, ends.Low * scale, ends.High * scale, exact ? "Exact" : "Byar's"));
    }

    private static string? Fault(double events, double confidence) =>
        !(events >= 0) || !double.IsFinite(events) ? "The number of events is missing or below zero, so there is no interval."
        : confidence is > 0 and < 1 ? null
        : "The confidence must lie between 0 and 1.";

    private static double Cube(double x) => x * x * x;
}
