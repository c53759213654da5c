using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>Which chart suits the figures, and why: XmR unless they are too few for limits, what is counted is rare, or n is so large or so uneven that limits must follow it.</summary>
internal static class ChartChoice
{
    private const int Few = 12;
    private const double Rare = 5;
    private const double Large = 1000;
    private const double Uneven = 2;

    public static (string Kind, string Why) Of(IReadOnlyList<Figure> figures, Grain grain, Measure measure)
    {
        var unit = Period.Unit(grain, 2);
        var known = figures.Where(f => f.Joined is not null).ToList();
        if (known.Count < Few)
            return (SpcWords.RunChart, $"A run chart: {known.Count} {Period.Unit(grain, known.Count)} can be shown, and limits need {Few}.");
        const string usual = "An XmR chart: the usual one, with limits from how much neighbours differ.";
        if (measure.Kind != Kind.Rate)
            return (SpcWords.XmRChart, usual);

        // Charts of the days or the cases between two rare events (T, G) draw each event by itself: counts of one, which are hidden from everyone.
        var counts = known.Select(f => (double)(f.Numerator ?? 0)).ToList();
        if (counts.Count(c => c == 0) * 3 > counts.Count || counts.Average() < Rare)
            return (SpcWords.RunChart, "A run chart: this is rare, so limits around a rate would mislead, and a chart of the time between two events would show each of them.");
        var sizes = known.Select(f => (double)(f.Denominator ?? 0)).ToList();
        if (Quantiles.Median(sizes) > Large)
            return (SpcWords.LaneyChart, $"A Laney P′ chart: most {unit} hold more than 1,000, so small differences would look like news on another chart.");

        // The first and the last period are often part of one; they shall not choose the chart.
        return Quantiles.Type7(sizes, 0.9) > Uneven * Quantiles.Type7(sizes, 0.1)
            ? (SpcWords.LaneyChart, $"A Laney P′ chart: some {unit} hold more than twice as many as others, so each has limits of its own.")
            : (SpcWords.XmRChart, usual);
    }
}
