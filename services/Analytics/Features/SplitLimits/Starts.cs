using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.SplitLimits;

/// <summary>Where limits start again. A person decides it and says why; the software only points at where one might look.</summary>
internal static class Starts
{
    private const int LongEnough = 7;

    /// <summary>The points of this chart at which limits start: the period of each day that stands, where the chart has it and it is not the first.</summary>
    public static IReadOnlyList<DateOnly> On(IReadOnlyList<Figure> points, Grain grain, IEnumerable<Split> splits)
    {
        var periods = points.Skip(1).Select(p => p.Period).ToHashSet();
        return [.. splits.Where(s => s.TakenBackAt is null).Select(s => Period.Of(s.Day, grain)).Where(periods.Contains).Distinct().Order()];
    }

    /// <summary>What is wrong with a date and a reason; null where nothing is.</summary>
    public static string? Fault(DateOnly? day, IReadOnlyList<Figure> points) =>
        day is null ? "Choose where the new limits start"
        : points.Count > 0 && points[0].Period == day ? "The limits start at the first point already"
        : points.All(p => p.Period != day) ? "That date is no point of this chart, so limits cannot start there"
        : null;

    /// <summary>Where seven points or more now lie on one side: the first of them. A hint, never done by itself.</summary>
    public static DateOnly? Hint(Spc? spc, IReadOnlyList<Figure> points)
    {
        if (spc is not { Chart: SpcWords.XmRChart, Segments: [.., { Mean: { } mean } last] })
            return null;
        var known = points.Where(p => p.Joined is not null && p.Period >= last.From).ToList();
        var run = Enumerable.Reverse(known).TakeWhile(p => Math.Sign(p.Value!.Value - mean) == Math.Sign(known[^1].Value!.Value - mean) && p.Value != mean).ToList();
        return run.Count >= LongEnough && run[^1].Period != points[0].Period ? run[^1].Period : null;
    }
}
