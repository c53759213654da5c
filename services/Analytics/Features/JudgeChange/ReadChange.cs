using Npgsql;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowFigures;
using Repairs.Analytics.Statistics;
using Repairs.Platform;

namespace Repairs.Analytics.Features.JudgeChange;

/// <summary>The figures that a question about a change needs, all as they may be shown.</summary>
internal static class ReadChange
{
    /// <summary>A set of patches over time; none: the whole landlord. A set that somebody chose is added up from what may be shown of each patch, so it tells nothing more.</summary>
    public static async Task<ChangeSeries> SeriesAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, ChangePlan plan, string name, IReadOnlyCollection<string> patches, KnownSource feed, DateTimeOffset now, CancellationToken ct)
    {
        var today = LondonTime.DateOf(now);
        var figures = await ProtectFigures.ProtectFigures.TableAsync(connection, landlord, query with { By = patches.Count > 0 ? "patch" : null }, today, ct);
        if (patches.Count > 0)
        {
            figures = [.. figures.Where(f => patches.Contains(f.Group ?? "")).GroupBy(f => f.Period)
                .Select(g => ProtectFigures.ProtectFigures.Add([.. g], g.Key, null, query, today))];
        }

        return ChangeSeries.Of(name, figures, plan.Day, query.Grain, feed.FirstDay ?? query.From, Running.Last(query.Measure, feed.CompleteTo, today));
    }

    /// <summary>Equally long times before and after the change, as far as the data reach: whole weeks, so that both hold as many of each weekday.</summary>
    public static (DateOnly From, DateOnly Before, DateOnly After, DateOnly To)? Windows(DateOnly day, KnownSource feed)
    {
        if (feed is not { FirstDay: { } first, LastDay: { } last })
            return null;
        var end = Period.Of(day, Grain.Week);
        var start = end == day ? day : end.AddDays(7);
        var weeks = Math.Min(Math.Min((end.DayNumber - first.DayNumber) / 7, (last.DayNumber - start.DayNumber + 1) / 7), 52);
        return weeks <= 0 ? null : (end.AddDays(-7 * weeks), end.AddDays(-1), start, start.AddDays((7 * weeks) - 1));
    }

    public static async Task<IReadOnlyList<BesideIt>> BesideAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, (DateOnly From, DateOnly Before, DateOnly After, DateOnly To) windows, IEnumerable<string> measures, DateTimeOffset now, CancellationToken ct)
    {
        List<BesideIt> all = [];
        foreach (var measure in measures.Distinct(StringComparer.Ordinal).Select(Measures.Find).OfType<Measure>())
        {
            // What is told over whole months and is no share is only alike over as many of them.
            var (from, before, after, to) = measure.Kind == Kind.PerThousand ? MonthsAlike(windows) : windows;
            all.Add(new BesideIt(
                measure,
                await WholeRange.OfAsync(connection, landlord, query with { Measure = measure, From = from, To = before }, now, ct),
                await WholeRange.OfAsync(connection, landlord, query with { Measure = measure, From = after, To = to }, now, ct)));
        }

        return all;
    }

    /// <summary>The last whole months before a change and as many of the first after it; the same times where there is no such month on a side.</summary>
    internal static (DateOnly From, DateOnly Before, DateOnly After, DateOnly To) MonthsAlike((DateOnly From, DateOnly Before, DateOnly After, DateOnly To) windows)
    {
        static DateOnly FirstOn(DateOnly day) => day.Day == 1 ? day : Period.Next(Period.Of(day, Grain.Month), Grain.Month);
        static int Months(DateOnly from, DateOnly end) => ((end.Year - from.Year) * 12) + end.Month - from.Month;
        var (from, before) = (FirstOn(windows.From), Period.Of(windows.Before.AddDays(1), Grain.Month));
        var (after, to) = (FirstOn(windows.After), Period.Of(windows.To.AddDays(1), Grain.Month));
        var months = Math.Min(Months(from, before), Months(after, to));
        return months <= 0 ? windows : (before.AddMonths(-months), before.AddDays(-1), after, after.AddMonths(months).AddDays(-1));
    }

    /// <summary>What may have got worse, for the whole landlord.</summary>
    public static async Task<IReadOnlyList<Harm>> HarmsAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, ChangePlan plan, (DateOnly From, DateOnly Before, DateOnly After, DateOnly To) windows, KnownSource feed, DateTimeOffset now, CancellationToken ct)
    {
        List<Harm> all = [];
        foreach (var beside in await BesideAsync(connection, landlord, query, windows, Harm.Watched.Where(h => h != query.Measure.Id), now, ct))
            all.Add(new Harm(beside, Judgement.Of(await SeriesAsync(connection, landlord, query with { Measure = beside.Measure }, plan, beside.Measure.Name, [], feed, now, ct), null)));
        return all;
    }

    /// <summary>After against before within each kind of work; kinds that are too small to show take no part.</summary>
    public static async Task<IReadOnlyList<(Figure Before, Figure After)>> ByAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, (DateOnly From, DateOnly Before, DateOnly After, DateOnly To) windows, string by, DateTimeOffset now, CancellationToken ct)
    {
        var before = await WholeRange.ByAsync(connection, landlord, query with { From = windows.From, To = windows.Before }, by, now, ct);
        var after = await WholeRange.ByAsync(connection, landlord, query with { From = windows.After, To = windows.To }, by, now, ct);
        var none = new Figure(query.To, null, 0, 0, null, null, null, Markers.NotApplicable, null);
        return [.. before.Select(f => f.Group ?? "").Union(after.Select(f => f.Group ?? ""), StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(g => (before.FirstOrDefault(f => f.Group == g) ?? none with { Group = g }, after.FirstOrDefault(f => f.Group == g) ?? none with { Group = g }))];
    }

    /// <summary>Each patch before and after, in per cent; what is hidden takes no part, and neither does a handful of visits.</summary>
    public static IReadOnlyList<BeforeAndAfter> Units(IEnumerable<(Figure Before, Figure After)> patches, ChangePlan plan) =>
        [.. patches
            .Where(p => p.Before is { Value: not null, Denominator: >= PlanRules.FewestVisits } && p.After is { Value: not null, Denominator: >= PlanRules.FewestVisits })
            .Where(p => plan.Patches.Contains(p.Before.Group) || plan.Compared.Contains(p.Before.Group))
            .Select(p => new BeforeAndAfter(p.Before.Group!, plan.Patches.Contains(p.Before.Group), p.Before.Value!.Value * 100, p.After.Value!.Value * 100))];

    public static IReadOnlyList<Stratum> Strata(IEnumerable<(Figure Before, Figure After)> kinds) =>
        [.. kinds
            .Where(k => k.Before is { Numerator: not null, Denominator: not null, Value: not null } && k.After is { Numerator: not null, Denominator: not null, Value: not null })
            .Select(k => new Stratum(k.Before.Group ?? "", k.After.Numerator!.Value, k.After.Denominator!.Value, k.Before.Numerator!.Value, k.Before.Denominator!.Value))];
}
