using System.Collections.Concurrent;
using Npgsql;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ProtectFigures;

/// <summary>
/// The door through which figures leave. What is seen of a cell is decided over everything a source holds, never over what one question asks for: so the same
/// cell looks alike in every answer, and two answers put together tell no more than one.
/// </summary>
internal static class ProtectFigures
{
    private const int MostKept = 400_000;
    private const string PatchMark = "patch\0";
    private const string TradeMark = "trade\0";
    private static readonly DateOnly Ever = new(1990, 1, 1);
    private static readonly DateOnly Never = new(2200, 12, 31);
    private static readonly ConcurrentDictionary<string, Places> Kept = new(StringComparer.Ordinal);

    /// <summary>A table of periods, by groups where the question splits.</summary>
    public static async Task<IReadOnlyList<Figure>> TableAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, DateOnly today, CancellationToken ct)
    {
        if (!IsSeen(query))
            return [];
        var figures = await PeriodsAsync(connection, landlord, query.Told, today, ct);
        return query.IsOfFew ? [.. Period.Between(query.From, query.To, query.Grain).SelectMany(p => GroupsOf(query, figures).Select(g => Hidden(p, g, query)))] : figures;
    }

    private static async Task<IReadOnlyList<Figure>> PeriodsAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, DateOnly today, CancellationToken ct)
    {
        if (!IsAdditive(query.Measure))
            return await LooseAsync(connection, landlord, query, today, ct);
        var places = await PlacesAsync(connection, landlord, query, today, ct);
        var asked = places.All.FindAll(p => p.Span == SpanOf(query.Grain) && p.Period >= query.From && p.Period <= query.To && IsAsked(p, query));

        // By patch and trade at once even a nothing tells, and so does a row that is missing: what stands beside it is then the whole. All rows are there, and nothings are hidden.
        var both = query.Split == MeasureQuery.PatchAndTrade;
        var shown = both ? places.All.FindAll(p => p.IsInner && p.Span == SpanOf(query.Grain) && p.Period >= query.From && p.Period <= query.To && query.Reader.Sees(PatchOf(p)))
            : asked.Exists(p => p.OfFew) ? places.All.FindAll(p => p is { Settled: false, IsLeft: false } && p.Span == SpanOf(query.Grain) && p.Period >= query.From && p.Period <= query.To)
            : asked;
        var running = Period.Of(today, Grain.Week);
        var runs = query.IsPart && query.Grain == Grain.Week && query.To >= running && query.From <= running;
        var fresh = runs && !both ? places.New.FindAll(g => IsAsked(g, query)) : [];
        if (shown.Count == 0 && fresh.Count == 0)
            return [];
        var figures = asked.ToDictionary(p => (p.Period, GroupOf(p, query) ?? ""), p => FigureOf(p, query, today));
        var wanted = query.By == "patch" ? query.Patch : query.By == "trade" ? query.Trade : null;
        var groups = (both ? shown : asked).Select(p => GroupOf(p, query)).Where(g => wanted is null || g == wanted).Concat(fresh.Select(g => query.By is null ? null : g)).Distinct(StringComparer.Ordinal).OrderBy(g => Dimensions.Order(query.By, g), StringComparer.Ordinal).ToList();

        bool IsHidden(DateOnly period, string? group) => both || places.Dark.Contains((SpanOf(query.Grain), period)) || places.Few.Contains(group ?? query.Patch ?? query.Trade ?? "");

        // Of the week that still runs, groups say nothing: who looks every hour would see each visit come.
        return [.. Period.Between(shown.Count == 0 ? running : shown.Min(p => p.Period), runs ? running : shown.Max(p => p.Period), query.Grain).SelectMany(p => groups.Select(g =>
            figures.GetValueOrDefault((p, g ?? ""))
            ?? (runs && p >= running ? new Figure(p, g, null, null, null, null, null, Markers.NotAvailable, null)
                : Disclosure.Figure(new Cell(p, g, 0, 0), IsHidden(p, g) ? Sight.Covered : Sight.Exact, query.Grain, query.Profile, today, query.Measure))))];
    }

    /// <summary>The whole range of a question, one figure for each group, in the order of names. A range of one's own choosing is added up from what may be shown, so it tells nothing more.</summary>
    public static async Task<IReadOnlyList<Figure>> WholeAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, DateOnly today, CancellationToken ct)
    {
        if (!IsSeen(query))
            return [];
        var figures = await RangeAsync(connection, landlord, query.Told, today, ct);
        return query.IsOfFew ? [.. GroupsOf(query, figures).Select(g => Hidden(query.To, g, query))] : figures;
    }

    private static async Task<IReadOnlyList<Figure>> RangeAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, DateOnly today, CancellationToken ct)
    {
        if (!IsAdditive(query.Measure))
            return await LooseWholeAsync(connection, landlord, query, today, ct);
        var places = await PlacesAsync(connection, landlord, query, today, ct);
        var whole = places.All.Where(p => IsAsked(p, query)).GroupBy(p => GroupOf(p, query), StringComparer.Ordinal).Select(g => WholeOf([.. g], g.Key, query, today)).OfType<Figure>();
        var fresh = query.To < Period.Of(today, Grain.Week) || query.Split == MeasureQuery.PatchAndTrade ? [] : places.New.FindAll(g => IsAsked(g, query));
        return [.. whole.Concat(fresh.Select(g => new Figure(query.To, query.By is null ? null : g, null, null, null, null, null, Markers.NotAvailable, null))).OrderBy(f => Dimensions.Order(query.By, f.Group), StringComparer.Ordinal)];
    }

    /// <summary>
    /// What is no sum over time or groups (medians, differences, what is counted once a period, tables): each figure by itself, and rounded where anything at its
    /// grain is hidden, over all that the source holds. By group everything is rounded.
    /// </summary>
    private static async Task<IReadOnlyList<Figure>> LooseAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, DateOnly today, CancellationToken ct)
    {
        var ever = Ended(query with { From = Ever, To = Never }, today);
        var cells = query.AsOf is not null ? MeasureAnswer.Then(ever) : await ReadMeasureSql.CellsAsync(connection, landlord, ever, ct);
        cells.RemoveAll(c => query.By == "patch" && !query.Reader.Sees(c.Group));
        var figures = (await HomesAsync(connection, landlord, query, Disclosure.Protect(cells, query.Grain, query.IsPart ? query.Profile with { RoundsAll = true } : query.Profile, today, query.Measure), ct))
            .Where(f => f.Period >= query.From && f.Period <= query.To).ToDictionary(f => (f.Period, f.Group ?? ""));
        if (figures.Count == 0)
            return [];
        List<string?> groups = query.Measure.Kind == Kind.Table
            ? [.. query.Measure.Rows.Select(r => r.Key)]
            : [.. figures.Values.Select(f => f.Group).Distinct(StringComparer.Ordinal).OrderBy(g => Dimensions.Order(query.By, g), StringComparer.Ordinal)];
        return [.. Period.Between(figures.Values.Min(f => f.Period), figures.Values.Max(f => f.Period), query.Grain)
            .SelectMany(p => groups.Select(g => figures.GetValueOrDefault((p, g ?? "")) ?? Disclosure.Figure(new Cell(p, g, 0, 0), Sight.Exact, query.Grain, query.Profile, today, query.Measure)))];
    }

    /// <summary>
    /// The whole range of what is no sum: each figure by itself, and rounded, over the whole months in it. Of any dates two answers could lie a day apart, and tell of
    /// the few between them.
    /// </summary>
    private static async Task<IReadOnlyList<Figure>> LooseWholeAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, DateOnly today, CancellationToken ct)
    {
        var ended = Ended(query, today);
        if (ended.Months is not { } months)
            return [.. RowsOf(query).Select(row => new Figure(query.To, row, null, null, null, null, null, Markers.NotAvailable, null))];
        var cells = await ReadMeasureSql.CellsAsync(connection, landlord, query with { From = months.From, To = months.To }, ct, whole: true);
        cells.RemoveAll(c => query.By == "patch" && !query.Reader.Sees(c.Group));
        var figures = await HomesAsync(connection, landlord, query, Disclosure.Protect(cells, Grain.Day, query.Profile with { RoundsAll = true }, today, query.Measure), ct);
        return months.From > ended.From || months.To < ended.To ? [.. figures.Select(f => f with { Over = months })] : figures;
    }

    /// <summary>What a figure is told for where nothing is split: the rows of a table, or all together.</summary>
    private static IEnumerable<string?> RowsOf(MeasureQuery query) =>
        query.By is not null ? [] : query.Measure.Kind == Kind.Table ? query.Measure.Rows.Select(r => (string?)r.Key) : [null];

    /// <summary>Hides what is no sum of a group behind which a few homes stand; and all groups where there are so few that rounding would not blur what is left.</summary>
    private static async Task<IReadOnlyList<Figure>> HomesAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, IReadOnlyList<Figure> figures, CancellationToken ct)
    {
        if (query.Split is not ("patch" or "trade" or MeasureQuery.PatchAndTrade))
            return figures;
        var homes = await HomesBehindSql.ReadAsync(connection, landlord, query.Sources, ct);
        var few = homes.Few(query.Split, query.Profile);
        if (few.Count == 0)
            return figures;
        var blurred = Cover.Blurs(homes.Groups(query.Split) - few.Count, query.Profile);
        string NameOf(Figure f) => query.Split == MeasureQuery.PatchAndTrade
            ? (query.By == "patch" ? f.Group : query.Patch) + MeasureQuery.Both + (query.By == "trade" ? f.Group : query.Trade)
            : f.Group ?? query.Patch ?? query.Trade ?? "";
        return [.. figures.Select(f => blurred && !few.Contains(NameOf(f)) ? f : Hidden(f.Period, f.Group, query))];
    }

    /// <summary>What answers have a figure for; where the landlord is split, all groups that there are.</summary>
    private static IEnumerable<string?> GroupsOf(MeasureQuery query, IReadOnlyList<Figure> figures) =>
        query.By is null ? RowsOf(query) : figures.Select(f => f.Group).Distinct(StringComparer.Ordinal);

    private static Figure Hidden(DateOnly period, string? group, MeasureQuery query) => new(period, group, null, null, null, null, null, Markers.Confidential, true) { In = query.Measure.In };

    /// <summary>Groups end with the last whole week.</summary>
    private static MeasureQuery Ended(MeasureQuery query, DateOnly today)
    {
        var last = Period.Of(today, Grain.Week).AddDays(-1);
        return query.IsPart && query.To > last ? query with { To = last } : query;
    }

    /// <summary>Whoever sees some patches only is shown nothing else, however a page came to ask.</summary>
    private static bool IsSeen(MeasureQuery query) =>
        query.Reader.Patches is null || (query.Split is "patch" or MeasureQuery.PatchAndTrade && query.Measure.By.Contains("patch") && (query.Patch is null || query.Reader.Sees(query.Patch)));

    /// <summary>Its counts add up over time and over groups.</summary>
    private static bool IsAdditive(Measure measure) => measure is { Kind: Kind.Rate, OncePerPeriod: false };

    private static Figure? WholeOf(List<Place> places, string? group, MeasureQuery query, DateOnly today)
    {
        var times = places.FindAll(p => p.Span is Span.Day or Span.Piece);
        if (!times.Exists(p => p.Period >= query.From && p.Period <= query.To))
            return null;
        if (times.TrueForAll(p => p.Period >= query.From && p.Period <= query.To))
            return FigureOf(places.Find(p => p.Span == Span.Whole)!, query, today);

        // Days of one's own choosing are snapped to the whole weeks in them; days by themselves are the whole landlord's.
        var grain = new[] { Grain.Year, Grain.Quarter, Grain.Month, Grain.Week }.FirstOrDefault(g => Fits(query, g), query.Grain == Grain.Day && !query.IsPart ? Grain.Day : Grain.Week);
        return Add([.. places.Where(p => p.Span == SpanOf(grain) && p.Period >= query.From && p.End <= query.To.AddDays(1)).Select(p => FigureOf(p, query, today))], query.To, group, query, today);
    }

    /// <summary>A sum of what may be shown. What is hidden is taken to be like the rest, and the sum says that it is rounded.</summary>
    public static Figure Add(IReadOnlyList<Figure> parts, DateOnly period, string? group, MeasureQuery query, DateOnly today)
    {
        var known = parts.Where(p => p.Numerator is not null && p.Denominator is not null).ToList();
        var (numerator, denominator) = (known.Sum(p => p.Numerator!.Value), known.Sum(p => p.Denominator!.Value));
        var about = parts.Any(p => p.Rounded == true || p.Numerator is null);
        var hidden = parts.Where(p => p.Numerator is null).Sum(p => p.Denominator ?? (query.Profile.SmallestRate / 2));
        if (denominator == 0 && hidden > 0)
            return Hidden(period, group, query);
        var all = denominator + hidden;
        var cell = new Cell(period, group, denominator == 0 ? numerator : (long)Math.Round((decimal)numerator * all / denominator, MidpointRounding.AwayFromZero), all);
        return Disclosure.Figure(cell, about ? Sight.Rounded : Sight.Exact, Grain.Day, query.Profile, today, query.Measure);
    }

    private static bool Fits(MeasureQuery query, Grain grain) => Period.Of(query.From, grain) == query.From && Period.Of(query.To.AddDays(1), grain) == query.To.AddDays(1);

    private static Figure FigureOf(Place place, MeasureQuery query, DateOnly today) =>
        Disclosure.Figure(
            new Cell(place.Span == Span.Whole ? query.To : place.Period, GroupOf(place, query), place.Numerator, place.Denominator),
            place.Sight,
            place.Span == Span.Whole ? Grain.Day : query.Grain,
            query.Profile,
            today,
            query.Measure);

    /// <summary>Every place of the measure, as it is seen.</summary>
    private static async Task<Places> PlacesAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, DateOnly today, CancellationToken ct)
    {
        // What was received is told from the intake, which has no stamp; and as it was known then is worked out anew each time.
        if (query.Measure.Of is null || query.AsOf is not null)
            return Time(await DaysAsync(connection, landlord, query, ct), query.Profile);

        var running = Period.Of(today, Grain.Week);
        var key = $"{landlord}|{query.Measure.Id}@{query.Measure.Version}|{string.Join(';', query.Sources)}|{query.Profile.Name}|{query.Split}|{(query.IsPart ? running : null)}|{query.Stamp}";
        if (query.Stamp.Length > 0 && Kept.TryGetValue(key, out var kept))
            return kept;
        var places = query.Split switch
        {
            null => Time(await DaysAsync(connection, landlord, query, ct), query.Profile),
            MeasureQuery.PatchAndTrade => await BothAsync(connection, landlord, query, today, ct),
            var split => Groups(
                await PlacesAsync(connection, landlord, query with { By = split == "trade" ? "patch" : null, Patch = null, Trade = null }, today, ct),
                await PiecesAsync(connection, landlord, query, split, ct),
                running,
                query.Profile,
                await FewAsync(connection, landlord, query, ct)),
        };
        if (Kept.Values.Sum(k => k.All.Count) + places.All.Count > MostKept)
            Kept.Clear();
        Kept[key] = places;
        return places;
    }

    /// <summary>The whole landlord, by day and upwards.</summary>
    internal static Places Time(IEnumerable<Cell> days, Profile profile)
    {
        var places = new Places();
        places.AddTime(days, null, days: true);
        if (!profile.RoundsAll)
            Cover.Time(places, profile);
        return places;
    }

    /// <summary>Groups, beside the whole landlord and whatever else was decided before.</summary>
    /// <param name="running">First day of the week that still runs: groups end before it.</param>
    /// <param name="few">Groups behind which a few homes stand.</param>
    internal static Places Groups(Places before, IReadOnlyCollection<Cell> pieces, DateOnly running, Profile profile, IReadOnlySet<string>? few = null)
    {
        var places = new Places { Few = few ?? new HashSet<string>() };
        places.AddSettled(before, PatchMark);
        foreach (var group in pieces.GroupBy(p => p.Group ?? "", StringComparer.Ordinal))
        {
            if (places.AddTime(group.Where(c => c.Period < running), group.Key, days: false).Count == 0)
                places.New.Add(group.Key);
        }

        places.AddGroups(places.All.FindAll(p => p.Group is not null && !p.Settled), null);
        Cover.Homes(places, profile, _ => "");
        if (!profile.RoundsAll)
            Cover.Groups(places, profile, all: false);
        return places;
    }

    /// <summary>Patches by trades, beside the patches, the trades and the whole landlord; always rounded.</summary>
    /// <param name="sides">Trades, beside patches.</param>
    /// <param name="few">Patches and trades together behind which a few homes stand.</param>
    internal static Places Both(Places sides, IEnumerable<Cell> pieces, DateOnly running, Profile profile, IReadOnlySet<string>? few = null)
    {
        var places = new Places { Few = few ?? new HashSet<string>() };
        places.AddSettled(sides, TradeMark);
        var inner = new List<Place>();
        foreach (var group in pieces.Where(c => c.Period < running).GroupBy(p => p.Group ?? "", StringComparer.Ordinal))
            inner.AddRange(places.AddTime(group, group.Key, days: false));
        foreach (var (mark, at) in new[] { (PatchMark, 0), (TradeMark, 1) })
        {
            foreach (var side in inner.GroupBy(p => p.Group!.Split(MeasureQuery.Both)[at], StringComparer.Ordinal))
                places.AddGroups([.. side], mark + side.Key);
        }

        Cover.Homes(places, profile, PatchOf, TradeOf);
        if (!profile.RoundsAll)
            Cover.Groups(places, profile, all: true);
        return places;
    }

    private static async Task<Places> BothAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, DateOnly today, CancellationToken ct) => Both(
        await PlacesAsync(connection, landlord, query with { By = "trade", Patch = null, Trade = null }, today, ct),
        await PiecesAsync(connection, landlord, query, MeasureQuery.PatchAndTrade, ct),
        Period.Of(today, Grain.Week),
        query.Profile,
        await FewAsync(connection, landlord, query, ct));

    private static async Task<IReadOnlySet<string>> FewAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, CancellationToken ct) =>
        (await HomesBehindSql.ReadAsync(connection, landlord, query.Sources, ct)).Few(query.Split, query.Profile);

    private static Task<List<Cell>> DaysAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, CancellationToken ct)
    {
        var days = query with { Grain = Grain.Day, By = null, Patch = null, Trade = null, From = Ever, To = Never };
        return query.AsOf is not null ? Task.FromResult(MeasureAnswer.Then(days))
            : query.Measure.Of is null ? ReadMeasureSql.QualityAsync(connection, landlord, days with { From = Period.Of(query.From, Grain.Year), To = Period.Next(Period.Of(query.To, Grain.Year), Grain.Year).AddDays(-1) }, ct)
            : ReadMeasureSql.CellsAsync(connection, landlord, days, ct);
    }

    private static Task<List<Cell>> PiecesAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, string split, CancellationToken ct) =>
        ReadMeasureSql.CellsAsync(connection, landlord, query with { Pieces = true, By = split, Patch = null, Trade = null, From = Ever, To = Never }, ct);

    private static bool IsAsked(Place place, MeasureQuery query)
    {
        if (place.Group is null)
            return query.Split is null;
        if (place.Settled)
            return false;
        if (query.Split != MeasureQuery.PatchAndTrade)
            return IsAsked(place.Group, query);
        var (patch, trade) = (PatchOf(place), TradeOf(place));
        return (query.Patch ?? patch) == patch && (query.Trade ?? trade) == trade && query.Reader.Sees(patch);
    }

    private static bool IsAsked(string group, MeasureQuery query) =>
        (query.Patch ?? query.Trade ?? group) == group && (query.Split != "patch" || query.Reader.Sees(group));

    private static string PatchOf(Place place) => place.Group!.Split(MeasureQuery.Both)[0];

    private static string TradeOf(Place place) => place.Group!.Split(MeasureQuery.Both)[1];

    /// <summary>What the group is called in the answer: what the question splits by.</summary>
    private static string? GroupOf(Place place, MeasureQuery query) =>
        query.By is null ? null
        : query.Split == MeasureQuery.PatchAndTrade ? query.By == "patch" ? PatchOf(place) : TradeOf(place)
        : place.Group;

    private static Span SpanOf(Grain grain) => grain switch
    {
        Grain.Day => Span.Day,
        Grain.Week => Span.Week,
        Grain.Month => Span.Month,
        Grain.Quarter => Span.Quarter,
        _ => Span.Year,
    };
}
