using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;
using Repairs.Platform;

namespace Repairs.Analytics.Features.AskMoments;

/// <summary>What a reader was told of a measure as it was known at a moment: the total of each day.</summary>
internal sealed record Moment(DateTimeOffset AsOf, IReadOnlyDictionary<DateOnly, long> Totals);

/// <summary>
/// Moments are a free choice, and whoever asks for two of them is told what came in between. Where that is a few, the second is not answered. Kept for a day,
/// for each reader; the figures of now move by themselves and are not part of it.
/// </summary>
internal static class AskMoments
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>The refusal, or nothing where the question may be answered; then it is remembered.</summary>
    public static async Task<IResult?> RefuseAsync(HttpContext http, MeasureQuery query, DateTimeOffset now, CancellationToken ct) =>
        await CloseToAsync(http, query, now, ct) is { } sentence ? Problems.Invalid(new Faults().When(true, "asOf", sentence)) : null;

    /// <summary>The same as a sentence.</summary>
    public static async Task<string?> CloseToAsync(HttpContext http, MeasureQuery query, DateTimeOffset now, CancellationToken ct)
    {
        if (query.AsOf is not { } asOf)
            return null;
        var moment = new Moment(asOf, TotalsOf(query));
        var reader = http.RequestServices.GetRequiredService<HomeHash>().Of(query.Reader.Landlord, $"reader {query.Reader.Subject}")!;
        var question = $"{query.Measure.Id}@{query.Measure.Version}|{string.Join(';', query.Sources)}";
        await using var unit = await http.RequestServices.GetRequiredService<Database<AnalyticsService>>().BeginAsync(ct);
        await AskMomentsSql.WaitAsync(unit, query.Reader.Landlord, reader, ct);
        await AskMomentsSql.ForgetAsync(unit, now - Kept, ct);
        var earlier = await AskMomentsSql.ReadAsync(unit, query.Reader.Landlord, reader, question, ct);
        if (TooClose(moment, earlier, query.Grain, query.From, query.To, query.Profile) is { } other)
            return $"Only a few visits or contacts lie between this moment and {Show.Moment(other.AsOf)}, which you asked for in the last day. Ask for that one again, or for one further away.";
        await AskMomentsSql.KeepAsync(unit, query.Reader.Landlord, reader, question, moment, now, ct);
        await unit.CommitAsync(ct);
        return null;
    }

    /// <summary>An earlier moment from which this one differs by a few in some period.</summary>
    public static Moment? TooClose(Moment moment, IEnumerable<Moment> earlier, Grain grain, DateOnly from, DateOnly to, Profile profile)
    {
        var totals = ByPeriod(moment, grain, from, to);
        return earlier.FirstOrDefault(e =>
        {
            var others = ByPeriod(e, grain, from, to);
            return e.AsOf != moment.AsOf && totals.Keys.Union(others.Keys).Any(p => Disclosure.Differ(totals.GetValueOrDefault(p), others.GetValueOrDefault(p), profile));
        });
    }

    private static Dictionary<DateOnly, long> ByPeriod(Moment moment, Grain grain, DateOnly from, DateOnly to) =>
        moment.Totals.Where(t => t.Key >= from && t.Key <= to).GroupBy(t => Period.Of(t.Key, grain)).ToDictionary(g => g.Key, g => g.Sum(t => t.Value));

    private static Dictionary<DateOnly, long> TotalsOf(MeasureQuery query) =>
        MeasureAnswer.Then(query with { Grain = Grain.Day, From = new DateOnly(1990, 1, 1), To = new DateOnly(2200, 12, 31) }).GroupBy(c => c.Period).ToDictionary(g => g.Key, g => g.Max(c => c.Denominator));
}
