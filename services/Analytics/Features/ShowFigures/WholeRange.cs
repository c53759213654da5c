using Npgsql;
using Repairs.Analytics.Features.ReadMeasure;

namespace Repairs.Analytics.Features.ShowFigures;

/// <summary>The figures of a whole range of dates, safe to show.</summary>
internal static class WholeRange
{
    /// <summary>One for each group: bands in their order, everything else by name. A list by rate would be a league table.</summary>
    public static Task<IReadOnlyList<Figure>> ByAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, string by, DateTimeOffset now, CancellationToken ct) =>
        ProtectFigures.ProtectFigures.WholeAsync(connection, landlord, query with { By = by }, Platform.LondonTime.DateOf(query.AsOf ?? now), ct);

    /// <summary>What a measure is never shown without, for the same groups.</summary>
    public static async Task<IReadOnlyList<(Measure Measure, IReadOnlyDictionary<string, Figure> Groups)>> BesideAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, string by, DateTimeOffset now, CancellationToken ct)
    {
        List<(Measure, IReadOnlyDictionary<string, Figure>)> beside = [];
        foreach (var also in Measures.BesideOf(query.Measure).Where(m => m.Kind != Kind.Table).Select(m => (query with { By = by }).Of(m)).OfType<MeasureQuery>())
            beside.Add((also.Measure, (await ByAsync(connection, landlord, also, by, now, ct)).Where(f => f.Group is not null).ToDictionary(f => f.Group!, StringComparer.Ordinal)));
        return beside;
    }

    /// <summary>The whole landlord; of a table every row.</summary>
    public static Task<IReadOnlyList<Figure>> RowsAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, DateTimeOffset now, CancellationToken ct) =>
        ProtectFigures.ProtectFigures.WholeAsync(connection, landlord, query with { By = null }, Platform.LondonTime.DateOf(query.AsOf ?? now), ct);

    /// <summary>The whole landlord as one figure.</summary>
    public static async Task<Figure> OfAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, DateTimeOffset now, CancellationToken ct) =>
        (await RowsAsync(connection, landlord, query, now, ct)) is [var only, ..] ? only : new Figure(query.To, null, 0, 0, null, null, null, Markers.NotApplicable, null);
}
