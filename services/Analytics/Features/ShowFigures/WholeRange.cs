using Npgsql;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ShowFigures;

/// <summary>The figures of a whole range of dates, safe to show.</summary>
internal static class WholeRange
{
    /// <summary>One for each group: bands in their order, everything else by name. A list by rate would be a league table.</summary>
    public static async Task<IReadOnlyList<Figure>> ByAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, string by, DateTimeOffset now, CancellationToken ct)
    {
        var cells = await ReadMeasureSql.CellsAsync(connection, landlord, query with { Grain = Grain.Day, By = by }, ct, whole: true);
        return [.. Protect(cells, query.Measure, now).OrderBy(f => Dimensions.Order(by, f.Group), StringComparer.Ordinal)];
    }

    /// <summary>The whole landlord; of a table every row.</summary>
    public static async Task<IReadOnlyList<Figure>> RowsAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, DateTimeOffset now, CancellationToken ct) =>
        Protect(await ReadMeasureSql.CellsAsync(connection, landlord, query with { Grain = Grain.Day, By = null }, ct, whole: true), query.Measure, now);

    /// <summary>The whole landlord as one figure.</summary>
    public static async Task<Figure> OfAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, DateTimeOffset now, CancellationToken ct) =>
        (await RowsAsync(connection, landlord, query, now, ct)) is [var only, ..] ? only : new Figure(query.To, null, 0, 0, null, null, null, "[z]", null);

    private static IReadOnlyList<Figure> Protect(List<Cell> cells, Measure measure, DateTimeOffset now) =>
        Disclosure.Protect(cells, Grain.Day, measure.Sensitive ? Profile.Public : Profile.Staff, Platform.LondonTime.DateOf(now), measure);
}
