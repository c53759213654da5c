using Repairs.Analytics.Statistics;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>
/// Which periods have ended in the data. The one that still runs, and the one in which a history breaks off, hold some of what will count: they are shown as "so far",
/// and no limit, signal or piece of news is made of them.
/// </summary>
internal static class Running
{
    /// <summary>The last day that is known as a whole: today still runs. A weekend that follows and of which nobody tells is taken to be a quiet one.</summary>
    /// <param name="completeTo">When the latest event that is counted happened.</param>
    public static DateOnly Last(DateTimeOffset? completeTo, DateOnly today)
    {
        var yesterday = today.AddDays(-1);
        if (completeTo is not { } told)
            return yesterday;
        var last = LondonTime.DateOf(told);
        last = last.AddDays(last.DayOfWeek switch { DayOfWeek.Friday => 2, DayOfWeek.Saturday => 1, _ => 0 });
        return last < yesterday ? last : yesterday;
    }

    /// <summary>The same for a measure: what we received has dates of its own, however old what it tells of is.</summary>
    public static DateOnly Last(Measure measure, DateTimeOffset? completeTo, DateOnly today) => Last(measure.Of is null ? null : completeTo, today);

    public static bool HasEnded(DateOnly period, Grain grain, DateOnly last) => Period.Next(period, grain).AddDays(-1) <= last;

    /// <summary>The last day of the last period of a range that has ended; the range's own where none has.</summary>
    public static DateOnly EndOf(DateOnly from, DateOnly to, Grain grain, DateOnly last)
    {
        var ended = Period.Between(from, to, grain).TakeWhile(p => HasEnded(p, grain, last)).ToList();
        return ended.Count == 0 ? to : Period.Next(ended[^1], grain).AddDays(-1);
    }

    public static IReadOnlyList<Figure> Mark(IReadOnlyList<Figure> figures, Grain grain, DateOnly last) =>
        figures.All(f => HasEnded(f.Period, grain, last))
            ? figures
            : [.. figures.Select(f => f.Value is null || HasEnded(f.Period, grain, last) ? f : f with { SoFar = true, Marker = f.Marker ?? Markers.Provisional })];
}
