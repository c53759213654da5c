using MathNet.Numerics.Distributions;

namespace Repairs.Analytics.Statistics;

/// <summary>Whether points cross their centre line as often as chance would make them.</summary>
/// <param name="Useful">Points off the centre line.</param>
/// <param name="LongestRun">Most points in a row on one side.</param>
/// <param name="LongestAllowed">A longer run than this is a signal.</param>
/// <param name="Crossings">How often the line changes sides.</param>
/// <param name="CrossingsNeeded">Fewer than this is a signal.</param>
internal sealed record RunsAnalysis(int Useful, int LongestRun, int LongestAllowed, int Crossings, int CrossingsNeeded)
{
    public bool Signal => LongestRun > LongestAllowed || Crossings < CrossingsNeeded;

    /// <summary>
    /// Anhøj's rules (Anhøj and Olesen 2014): a run is unusually long above <c>round(log₂ n) + 3</c> (Schilling 2012), crossings are unusually few below the
    /// 5 % quantile of a binomial with n − 1 trials of one half (Chen 2010). Points on the line count for neither. Null where no point is off the line.
    /// </summary>
    public static RunsAnalysis? Of(IEnumerable<int> signs)
    {
        var useful = signs.Where(s => s != 0).ToList();
        if (useful.Count == 0)
            return null;
        int longest = 1, run = 1, crossings = 0;
        for (var i = 1; i < useful.Count; i++)
        {
            run = useful[i] == useful[i - 1] ? run + 1 : 1;
            crossings += run == 1 ? 1 : 0;
            longest = Math.Max(longest, run);
        }

        return new RunsAnalysis(useful.Count, longest, LongestOf(useful.Count), crossings, CrossingsOf(useful.Count));
    }

    public static int LongestOf(int useful) => (int)Math.Round(Math.Log2(useful), MidpointRounding.ToEven) + 3;

    /// <summary>The smallest k with <c>P(X ≤ k) ≥ 0.05</c>, X binomial with n − 1 trials of one half.</summary>
    public static int CrossingsOf(int useful)
    {
        int low = 0, high = useful - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Binomial.CDF(0.5, useful - 1, middle) >= 0.05)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
