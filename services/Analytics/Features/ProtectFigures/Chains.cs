namespace Repairs.Analytics.Features.ProtectFigures;

/// <summary>
/// What exact figures of one group tell about its time, all taken together. A figure is the difference between what had been counted by its end and by its
/// beginning; so what lies between two dates is known exactly where exact figures lead from one date to the other, forwards or backwards.
/// </summary>
internal static class Chains
{
    /// <summary>For each place of a group, whether its figure follows from exact ones (an exact one follows from itself).</summary>
    public static void Of(IReadOnlyList<Place> group, bool[] known)
    {
        var dates = group.SelectMany(p => new[] { p.Period, p.End }).Distinct().Order().ToArray();
        var at = dates.Select((d, i) => (d, i)).ToDictionary(d => d.d, d => d.i);
        var above = Enumerable.Range(0, dates.Length).ToArray();
        var until = new int[dates.Length];
        foreach (var place in group)
        {
            var (from, to) = (at[place.Period], at[place.End]);
            if (place.Sight == Sight.Exact)
                above[Top(above, from)] = Top(above, to);
            if (place.Span is Span.Day or Span.Piece && (until[from] == 0 || place.Span == Span.Day))
                until[from] = to;
        }

        // Where nothing is counted, a reader sees that nothing is; but for patch and trade at once, where that is hidden.
        var held = 0;
        for (var i = 0; i + 1 < dates.Length && !group[0].IsInner; i++)
        {
            held = Math.Max(held, until[i]);
            if (held <= i)
                above[Top(above, i)] = Top(above, i + 1);
        }

        foreach (var place in group)
            known[place.Index] = Top(above, at[place.Period]) == Top(above, at[place.End]);
    }

    private static int Top(int[] above, int of)
    {
        while (above[of] != of)
            of = above[of] = above[above[of]];
        return of;
    }
}
