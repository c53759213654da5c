using Npgsql;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Analytics.Features.ReadRevisions;
using Repairs.Analytics.Statistics;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>Marks figures that changed after they were final.</summary>
internal static class Revised
{
    /// <param name="at">What was known when.</param>
    public static async Task<IReadOnlyList<Figure>> MarkAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, IReadOnlyList<Figure> figures, DateTimeOffset at, CancellationToken ct)
    {
        if (query.Measure.Of is null || figures.All(f => f.Marker is not null))
            return figures;
        var changes = await RevisionLogSql.RevisedAsync(connection, landlord, query, at, ct);
        var revised = changes
            .Select(c => (Period: Period.Of(c.Day, query.Grain), c.Group, c.At))
            .Where(c => Revision.IsFinal(Period.Next(c.Period, query.Grain), LondonTime.DateOf(c.At)))
            .Select(c => (c.Period, c.Group ?? ""))
            .ToHashSet();
        return revised.Count == 0 ? figures : [.. figures.Select(f => f.Marker is null && revised.Contains((f.Period, f.Group ?? "")) ? f with { Marker = "[r]" } : f)];
    }
}
