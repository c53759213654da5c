using Npgsql;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowFigures;
using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ShowMeasure;

/// <summary>The whole range as one figure, beside the time before and the same time a year earlier.</summary>
internal sealed record Compared(string Words, DateOnly From, DateOnly To, Figure Figure)
{
    /// <summary>52 weeks: the same weekdays.</summary>
    private const int Year = 364;

    public static async Task<IReadOnlyList<Compared>> ReadAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, KnownSource? feed, DateTimeOffset now, CancellationToken ct)
    {
        if (query.Measure is not { Kind: Kind.Rate, Of: not null } || query.AsOf is not null)
            return [];
        List<Compared> all = [];
        foreach (var (words, from, to) in Ranges(query.From, query.To, Running.Last(feed?.CompleteTo, Platform.LondonTime.DateOf(now))))
        {
            if (feed?.FirstDay is { } first && to >= first)
                all.Add(new Compared(words, from, to, await WholeRange.OfAsync(connection, landlord, query with { From = from, To = to }, now, ct)));
        }

        return all;
    }

    /// <summary>Whole weeks, equally many: the time before is moved back by as many, the year before by 52 of them.</summary>
    /// <param name="last">Where the data end: days to come are not compared with days that were.</param>
    public static IEnumerable<(string Words, DateOnly From, DateOnly To)> Ranges(DateOnly from, DateOnly to, DateOnly? last)
    {
        var start = Period.Of(from.AddDays(6), Grain.Week);
        var end = Period.Of((last is { } known && known < to ? known : to).AddDays(1), Grain.Week).AddDays(-1);
        var days = end.DayNumber - start.DayNumber + 1;
        if (days < 7)
            yield break;
        yield return ("This time", start, end);
        yield return ("The time before", start.AddDays(-days), end.AddDays(-days));
        if (days < Year)
            yield return ("The same time last year", start.AddDays(-Year), end.AddDays(-Year));
    }
}
