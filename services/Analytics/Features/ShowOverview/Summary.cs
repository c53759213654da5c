using Npgsql;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ShowOverview;

/// <summary>One figure for the whole range.</summary>
internal sealed record Summary(Measure Measure, Figure Figure)
{
    public static async Task<Summary> ReadAsync(NpgsqlConnection connection, string landlord, Measure measure, DateOnly from, DateOnly to, string source, DateTimeOffset now, CancellationToken ct)
    {
        var query = new MeasureQuery(measure, from, to, Grain.Day, null, null, [source], null, null);
        var days = measure.Of is null ? await ReadMeasureSql.QualityAsync(connection, landlord, query, ct) : await ReadMeasureSql.CellsAsync(connection, landlord, query, ct, whole: true);
        var whole = measure.Of is null || days.Count == 0 ? new Cell(to, null, days.Sum(d => d.Numerator), days.Sum(d => d.Denominator)) : days[0];
        return new Summary(measure, Disclosure.Protect([whole], Grain.Day, Profile.Staff, Platform.LondonTime.DateOf(now), measure).Single());
    }
}

/// <summary>A patch and its four figures for the whole range. In the order of names: a list by rate would be a league table.</summary>
internal sealed record PatchRow(string? Patch, IReadOnlyList<Figure> Figures)
{
    public static async Task<IReadOnlyList<PatchRow>> ReadAsync(NpgsqlConnection connection, string landlord, DateOnly from, DateOnly to, string source, string[] measures, DateTimeOffset now, CancellationToken ct)
    {
        var columns = new List<Dictionary<string, Figure>>();
        foreach (var id in measures)
        {
            var query = new MeasureQuery(Measures.Find(id)!, from, to, Grain.Day, "patch", null, [source], null, null);
            var cells = (await ReadMeasureSql.CellsAsync(connection, landlord, query, ct))
                .GroupBy(c => c.Group ?? "", StringComparer.Ordinal)
                .Select(g => new Cell(to, g.Key, g.Sum(c => c.Numerator), g.Sum(c => c.Denominator)))
                .ToList();
            columns.Add(Disclosure.Protect(cells, Grain.Day, Profile.Staff, Platform.LondonTime.DateOf(now)).ToDictionary(f => f.Group ?? "", StringComparer.Ordinal));
        }

        var none = new Figure(to, null, 0, 0, null, null, null, "[z]", null);
        return [.. columns.SelectMany(c => c.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(p => new PatchRow(p, [.. columns.Select(c => c.GetValueOrDefault(p) ?? none)]))];
    }
}
