using Npgsql;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Analytics.Statistics;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ReadMeasure;

internal sealed record MeasureName(string Id, int Version, string Name, string Definition)
{
    public Kind Kind { get; init; }

    /// <summary>What the value is told in.</summary>
    public string In { get; init; } = Features.ReadMeasure.Measure.Proportion;

    public static MeasureName Of(Measure measure) => new(measure.Id, measure.Version, measure.Name, measure.Definition) { Kind = measure.Kind, In = measure.In };
}

/// <summary>A point the rules speak of.</summary>
internal sealed record SpcPoint(DateOnly Period, string Rule, string Means);

internal sealed record SpcSegment(DateOnly From, int Points, double? Mean, double? Lower, double? Upper, bool Trial);

/// <summary>The XmR chart of the points: mean and limits of each stretch, the points that stand out, and what that says.</summary>
internal sealed record Spc(string Chart, IReadOnlyList<SpcSegment> Segments, IReadOnlyList<SpcPoint> Special, string Words);

/// <summary>A measure's figures, safe to show. Whatever leaves, as page, chart, CSV or JSON, is made from this.</summary>
/// <param name="AsOf">What was known when.</param>
/// <param name="CompleteTo">When the latest event that is counted happened.</param>
/// <param name="Notes">What a reader must know beside the figures.</param>
internal sealed record MeasureAnswer(
    MeasureName Measure, DateTimeOffset AsOf, DateTimeOffset? CompleteTo, DateOnly From, DateOnly To, string Grain, string? By, IReadOnlyList<string> Sources,
    string Profile, IReadOnlyList<Figure> Points, Spc? Spc, IReadOnlyList<string> Notes)
{
    public static async Task<MeasureAnswer> ReadAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, Known known, DateTimeOffset now, CancellationToken ct)
    {
        var profile = query.Measure.Sensitive ? Features.ReadMeasure.Profile.Public : Features.ReadMeasure.Profile.Staff;
        var cells = query.Measure.Of is null ? await ReadMeasureSql.QualityAsync(connection, landlord, query, ct)
            : query.AsOf is { } then ? await ThenAsync(connection, landlord, query, then, ct)
            : await ReadMeasureSql.CellsAsync(connection, landlord, query, ct);
        var figures = Disclosure.Protect(Complete(cells, query), query.Grain, profile, LondonTime.DateOf(now), query.Measure);
        var asserted = query.Measure.Id == "M01" && await ReadMeasureSql.AnyAsync(connection, landlord, query, Counters.Asserted, ct);
        return new MeasureAnswer(
            MeasureName.Of(query.Measure),
            query.AsOf ?? now,
            known.Sources.Where(s => query.Sources.Contains(s.Source)).Max(s => s.CompleteTo),
            query.From,
            query.To,
            query.Grain.ToString().ToLowerInvariant(),
            query.By,
            query.Sources,
            profile.Name,
            figures,
            query.By is null && query.Measure.Kind != Kind.Table ? SpcWords.Of(figures, query.Grain, query.Measure) : null,
            [.. NotesOf(figures, asserted)]);
    }

    private static IEnumerable<string> NotesOf(IReadOnlyList<Figure> figures, bool asserted)
    {
        if (asserted)
            yield return "Counts visits another system says nobody answered; we have not seen the evidence for those (asserted).";
        if (figures.Any(f => f.Marker == "[c]"))
            yield return "[c]: too few to show without pointing at someone. Neighbouring counts are rounded to 5.";
        if (figures.Any(f => f.Marker == "[z]"))
            yield return "[z]: nothing happened, so there is no rate.";
        if (figures.Any(f => f.Marker == "[u]"))
            yield return "[u]: more of these than of what they are measured against in this period, so no rate is given.";
        if (figures.Any(f => f.SoFar == true))
            yield return "So far: what counts towards these periods can still happen, so they stand apart from the line.";
        if (figures.Any(f => f.Marker == "[p]"))
            yield return "[p]: may still change, until 14 days after the period ends.";
    }

    /// <summary>Fills the gaps between the first and the last period with anything in it.</summary>
    private static List<Cell> Complete(List<Cell> cells, MeasureQuery query)
    {
        if (cells.Count == 0)
            return cells;
        var byKey = cells.ToDictionary(c => (c.Period, c.Group ?? ""));
        var groups = cells.Select(c => c.Group).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return [.. Period.Between(cells.Min(c => c.Period), cells.Max(c => c.Period), query.Grain)
            .SelectMany(p => groups.Select(g => byKey.GetValueOrDefault((p, g ?? "")) ?? new Cell(p, g, 0, 0)))];
    }

    private static async Task<List<Cell>> ThenAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, DateTimeOffset then, CancellationToken ct)
    {
        var (numerator, denominator) = query.Measure.Of!.Value;
        var counts = new SortedDictionary<DateOnly, (long Numerator, long Denominator)>();
        foreach (var source in query.Sources)
        {
            foreach (var bucket in await Recount.AsKnownAsync(connection, new Feed { Landlord = landlord, Source = source }, then, ct))
            {
                if (bucket.Day < query.From || bucket.Day > query.To)
                    continue;
                var period = Period.Of(bucket.Day, query.Grain);
                var (n, d) = counts.GetValueOrDefault(period);
                if (bucket.Counter == numerator || bucket.Counter == denominator)
                    counts[period] = (n + (bucket.Counter == numerator ? bucket.N : 0), d + (bucket.Counter == denominator ? bucket.N : 0));
            }
        }

        return [.. counts.Select(c => new Cell(c.Key, null, c.Value.Numerator, c.Value.Denominator))];
    }
}
