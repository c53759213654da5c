using Npgsql;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Analytics.Features.SplitLimits;
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

/// <summary>Limits of one point, where the chart has others at each.</summary>
internal sealed record SpcLimit(DateOnly Period, double Lower, double Upper);

/// <summary>The chart of the points: mean and limits of each stretch, the points that stand out, and what that says.</summary>
/// <param name="Chart">XmR, P′ (Laney) where n is large or uneven, Run where points are few.</param>
/// <param name="Limits">P′ only.</param>
/// <param name="Why">Why this chart, as a sentence.</param>
internal sealed record Spc(string Chart, IReadOnlyList<SpcSegment> Segments, IReadOnlyList<SpcPoint> Special, string Words, IReadOnlyList<SpcLimit>? Limits = null, string? Why = null);

/// <summary>A measure's figures, safe to show. Whatever leaves, as page, chart, CSV or JSON, is made from this.</summary>
/// <param name="AsOf">What was known when.</param>
/// <param name="CompleteTo">When the latest event that is counted happened.</param>
/// <param name="Notes">What a reader must know beside the figures.</param>
internal sealed record MeasureAnswer(
    MeasureName Measure, DateTimeOffset AsOf, DateTimeOffset? CompleteTo, DateOnly From, DateOnly To, string Grain, string? By, IReadOnlyList<string> Sources,
    string Profile, IReadOnlyList<Figure> Points, Spc? Spc, IReadOnlyList<string> Notes)
{
    /// <summary>The patch the figures were narrowed to.</summary>
    public string? Patch { get; init; }

    /// <summary>The trade the figures were narrowed to.</summary>
    public string? Trade { get; init; }

    /// <summary>What the measure is never shown without, asked alike.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MeasureAnswer>? Beside { get; init; }

    /// <summary>The part of the landlord that all the figures are of; null for the whole of it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? Part => Patch is null && Trade is null ? null : string.Join(", ", new[] { Patch, Trade }.OfType<string>());

    public static async Task<MeasureAnswer> ReadAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, Known known, DateTimeOffset now, CancellationToken ct)
    {
        List<string> left = [.. query.Sources.Except(query.Told.Sources, StringComparer.Ordinal)];
        query = query.Told;
        var today = LondonTime.DateOf(query.AsOf ?? now);
        var figures = await ProtectFigures.ProtectFigures.TableAsync(connection, landlord, query, today, ct);
        figures = await Revised.MarkAsync(connection, landlord, query, figures, query.AsOf ?? now, ct);
        figures = Breaks.Mark(figures, query.Measure, query.Grain);
        var completeTo = known.Sources.Where(s => query.Sources.Contains(s.Source)).Max(s => s.CompleteTo);
        figures = Running.Mark(figures, query.Grain, Running.Last(query.Measure, completeTo, today));
        var asserted = query.Measure.Id == "M01" && !query.IsOfFew && (query.AsOf is not null
            ? known.Then.Any(b => query.Sources.Contains(b.Key) && b.Value.Exists(r => r.Counter == Counters.Asserted && r.Day >= query.From && r.Day <= query.To))
            : await ReadMeasureSql.AnyAsync(connection, landlord, query, Counters.Asserted, ct));
        var counting = known.Sources.Where(s => query.Sources.Contains(s.Source) && (s.Counting || (s.Recounting && !query.Measure.FromEvents))).Select(s => s.Counting ? Show.Counting(s.Source) : Show.Recounting(s.Source)).ToList();
        var silent = query.AsOf is null ? known.Sources.Where(s => query.Sources.Contains(s.Source) && WatchFeeds.WatchFeeds.IsStale(s.Source, s.CompleteTo, s.ReceivedAt, now)).ToList() : [];
        return new MeasureAnswer(
            MeasureName.Of(query.Measure),
            query.AsOf ?? now,
            completeTo,
            query.From,
            query.To,
            query.Grain.ToString().ToLowerInvariant(),
            query.By,
            query.Sources,
            query.Profile.Name,
            figures,
            query.By is null && query.Measure.Kind != Kind.Table ? SpcWords.Of(figures, query.Grain, query.Measure, await StartsAsync(connection, landlord, query, figures, ct)) : null,
            [.. NotesOf(query, figures, asserted, left), .. counting, .. silent.Select(s => $"No event has reached us from {s.Source} since {Show.Moment(s.ReceivedAt)}: what happened after that is not known.")]) { Patch = query.Patch, Trade = query.Trade };
    }

    private static async Task<IReadOnlyList<DateOnly>> StartsAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, IReadOnlyList<Figure> figures, CancellationToken ct) =>
        query is { Whole: false, Sources: [var only] } ? Starts.On(figures, query.Grain, await SplitLimitsSql.OfAsync(connection, landlord, only, query.Measure.Id, ct)) : [];

    private static IEnumerable<string> NotesOf(MeasureQuery query, IReadOnlyList<Figure> figures, bool asserted, List<string> left)
    {
        if (query.IsOfFew)
            yield return "Only a few homes stand behind what is told here, so none of it is shown.";
        if (left.Count > 0)
            yield return $"Left out, because only a few homes stand behind what they tell: {string.Join(", ", left)}.";
        if (asserted)
            yield return "Counts visits another system says nobody answered; we have not seen the evidence for those (asserted).";
        if (query.Measure.Kind == Kind.PerThousand && figures.Any(f => f.Marker == Markers.NotAvailable))
            yield return "Nobody has told how many homes there were.";
        if (figures.Any(f => f.SoFar == true))
            yield return "So far: these periods have not ended in what we know, or what counts towards them can still happen. They stand apart from the line, and nothing is concluded from them.";
        if (query.Measure.Changed is { } changed && figures.Any(f => Markers.Has(f.Marker, Markers.Break)))
            yield return changed;
        foreach (var sentence in Markers.Explain(figures.Select(f => f.Marker)))
            yield return sentence;
    }

    /// <summary>The counts as they were known then.</summary>
    internal static List<Cell> Then(MeasureQuery query)
    {
        var counted = Counted.Of(query.Measure);
        return counted.Cells(
            [.. query.Sources
                .SelectMany(s => query.Then.GetValueOrDefault(s) ?? [])
                .Where(b => b.Day >= query.From && b.Day <= query.To && counted.Has(b.Counter))
                .Select(b => new CountRow { Period = Period.Of(b.Day, query.Grain), Counter = b.Counter, N = b.N, Stratum = $"{Period.Of(b.Day, Statistics.Grain.Week):yyyy-MM-dd}|{b.Trade}" })],
            query.Grain,
            whole: false,
            []);
    }
}
