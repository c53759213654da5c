using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;
using Repairs.Platform;

namespace Repairs.Analytics.Features.AskMoments;

/// <summary>A count of a day that goes into a figure.</summary>
internal readonly record struct DayCount(DateOnly Day, string Counter);

/// <summary>What a reader was told of a measure as it was known at a moment: every count that its figures are made of, day by day.</summary>
internal sealed record Moment(DateTimeOffset AsOf, IReadOnlyDictionary<DayCount, long> Counts);

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
        var moment = new Moment(asOf, CountsOf(query));
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

    /// <summary>
    /// An earlier moment from which this one differs by a few in something that is shown of a period. What one day gained and another lost does not cancel out:
    /// each of them is a visit that came, went or was corrected.
    /// </summary>
    public static Moment? TooClose(Moment moment, IEnumerable<Moment> earlier, Grain grain, DateOnly from, DateOnly to, Profile profile) =>
        earlier.FirstOrDefault(e => e.AsOf != moment.AsOf && moment.Counts.Keys.Union(e.Counts.Keys)
            .Where(c => c.Day >= from && c.Day <= to)
            .GroupBy(c => (Period.Of(c.Day, grain), FigureOf(c.Counter)))
            .Any(g => Disclosure.Differ(g.Sum(c => Math.Abs(moment.Counts.GetValueOrDefault(c) - e.Counts.GetValueOrDefault(c))), 0, profile)));

    /// <summary>Counts that come to one figure share a name up to its details: values of a distribution, rows of a table, strata of a difference.</summary>
    private static string FigureOf(string counter) => counter.IndexOfAny([':', '=']) is > 0 and var at ? counter[..at] : counter;

    /// <summary>The counts, and of a share also what is left of its denominator.</summary>
    internal static Dictionary<DayCount, long> CountsOf(MeasureQuery query)
    {
        var counted = Counted.Of(query.Measure);
        var counts = query.Sources
            .SelectMany(s => query.Then.GetValueOrDefault(s) ?? [])
            .Where(b => counted.Has(b.Counter))
            .GroupBy(b => new DayCount(b.Day, b.Counter))
            .ToDictionary(g => g.Key, g => g.Sum(b => b.N));
        if (query.Measure is { Kind: Kind.Rate, OncePerPeriod: false, Of: { } of })
        {
            var whole = Counted.Parts(of.Denominator);
            foreach (var day in counts.Keys.Select(c => c.Day).Distinct().ToList())
                counts[new DayCount(day, "rest")] = whole.Sum(c => counts.GetValueOrDefault(new DayCount(day, c))) - counts.GetValueOrDefault(new DayCount(day, of.Numerator));
        }

        return counts;
    }
}
