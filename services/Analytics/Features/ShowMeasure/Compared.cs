using Npgsql;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowFigures;

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
        foreach (var (words, from, to) in Ranges(query.From, query.To, feed?.LastDay))
        {
            if (feed?.FirstDay is { } first && to >= first)
                all.Add(new Compared(words, from, to, await WholeRange.OfAsync(connection, landlord, query with { From = from, To = to }, now, ct)));
        }

        return all;
    }

    /// <summary>Equally long, and with as many of each weekday: the time before is moved back by whole weeks, the year before by 52 of them.</summary>
    /// <param name="last">Where the data end: days to come are not compared with days that were.</param>
    public static IEnumerable<(string Words, DateOnly From, DateOnly To)> Ranges(DateOnly from, DateOnly to, DateOnly? last)
    {
        var end = last is { } known && known < to && known >= from ? known : to;
        var days = end.DayNumber - from.DayNumber + 1;
        var back = (days + 6) / 7 * 7;
        yield return ("This time", from, end);
        yield return ("The time before", from.AddDays(-back), end.AddDays(-back));
        if (days <= Year)
            yield return ("The same time last year", from.AddDays(-Year), end.AddDays(-Year));
    }
}
