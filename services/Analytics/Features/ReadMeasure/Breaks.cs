using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>Marks the period in which what is counted changed.</summary>
internal static class Breaks
{
    public static IReadOnlyList<Figure> Mark(IReadOnlyList<Figure> figures, Measure measure, Grain grain) =>
        measure.Since is not { } since || figures.Count == 0 || figures.All(f => f.Period >= Period.Of(since, grain))
            ? figures
            : [.. figures.Select(f => f.Period == Period.Of(since, grain) ? f with { Marker = Markers.With(f.Marker, Markers.Break) } : f)];
}
