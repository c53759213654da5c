using Npgsql;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowFigures;

namespace Repairs.Analytics.Features.ShowOverview;

/// <summary>One figure for the whole range.</summary>
internal sealed record Summary(Measure Measure, Figure Figure)
{
    /// <param name="like">A question with the range, the grain and the source.</param>
    public static async Task<Summary> ReadAsync(NpgsqlConnection connection, string landlord, Measure measure, MeasureQuery like, DateTimeOffset now, CancellationToken ct) =>
        new(measure, await WholeRange.OfAsync(connection, landlord, like with { Measure = measure }, now, ct));
}

/// <summary>A patch and its figures of the headline for the whole range. In the order of names: a list by rate would be a league table.</summary>
internal sealed record PatchRow(string? Patch, IReadOnlyList<Figure> Figures)
{
    public static async Task<IReadOnlyList<PatchRow>> ReadAsync(NpgsqlConnection connection, string landlord, string[] measures, MeasureQuery like, DateTimeOffset now, CancellationToken ct)
    {
        var columns = new List<Dictionary<string, Figure>>();
        foreach (var id in measures)
        {
            var figures = await WholeRange.ByAsync(connection, landlord, like with { Measure = Measures.Find(id)! }, "patch", now, ct);
            columns.Add(figures.ToDictionary(f => f.Group ?? "", StringComparer.Ordinal));
        }

        var none = new Figure(like.To, null, 0, 0, null, null, null, Markers.NotApplicable, null);
        return [.. columns.SelectMany(c => c.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(p => new PatchRow(p, [.. columns.Select(c => c.GetValueOrDefault(p) ?? none)]))];
    }
}
