using System.Globalization;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>Which counters a measure is made of, and how they become its figures.</summary>
/// <param name="Counters">Counters by their names.</param>
/// <param name="Prefix">Or what their names begin with; a letter no counter begins with where there is none.</param>
internal sealed record Counted(Measure Measure, string[] Counters, string Prefix)
{
    /// <summary>No counter begins with it.</summary>
    public const string None = "\u0001";

    public static Counted Of(Measure measure)
    {
        var (numerator, denominator) = measure.Of!.Value;
        return measure.Kind switch
        {
            Kind.Distribution or Kind.Agreement => new(measure, [], numerator),
            Kind.Difference => new(measure, [], "M19."),
            Kind.Table => new(measure, [denominator], numerator),
            _ when measure.OncePerPeriod => new(measure, [], numerator),
            _ => new(measure, [numerator, .. Parts(denominator)], None),
        };
    }

    /// <summary>What is added up to one count, where that is more than one counter.</summary>
    public static string[] Parts(string counters) => counters.Split('+');

    public bool Has(string counter) => Counters.Contains(counter) || counter.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The cells, by period and group; of a table, by period and row.</summary>
    /// <param name="homes">For a figure per 1,000 homes: how many were owned from which day on.</param>
    public List<Cell> Cells(IReadOnlyCollection<CountRow> rows, Grain grain, bool whole, IReadOnlyList<CountRow> homes) =>
        [.. rows.GroupBy(r => (r.Period, r.Group)).SelectMany(g => CellsOf(g.Key.Period, g.Key.Group, [.. g], grain, whole, homes)).OrderBy(c => c.Period).ThenBy(c => c.Group, StringComparer.Ordinal)];

    private IEnumerable<Cell> CellsOf(DateOnly period, string? group, List<CountRow> rows, Grain grain, bool whole, IReadOnlyList<CountRow> homes)
    {
        var (numerator, denominator) = Measure.Of!.Value;
        long Sum(string counters)
        {
            var parts = Parts(counters);
            return rows.Where(r => parts.Contains(r.Counter)).Sum(r => r.N);
        }

        return Measure.Kind switch
        {
            Kind.Table => Measure.Rows.Select(row => new Cell(period, row.Key, Sum(numerator + row.Key), Sum(denominator))),
            Kind.Distribution => [DistributionOf(period, group, rows, numerator.Length)],
            Kind.Difference => [DifferenceOf(period, group, rows)],
            Kind.Agreement => [AgreementOf(period, rows, numerator.Length)],
            Kind.PerThousand => [new Cell(period, group, Sum(numerator), homes.LastOrDefault(h => h.Period < (whole ? period.AddDays(1) : Period.Next(period, grain)))?.N ?? 0)],
            _ when Measure.OncePerPeriod => [new Cell(period, group, Once(rows, numerator, grain, whole), Once(rows, denominator, grain, whole))],
            _ => [new Cell(period, group, Sum(numerator), Sum(denominator))],
        };
    }

    /// <summary>What is counted once a period, for periods of this length; over a time that is no period, once a month.</summary>
    private static long Once(List<CountRow> rows, string counter, Grain grain, bool whole)
    {
        var letter = CountFacts.Counters.Grains.First(g => g.Grain == (whole ? Grain.Month : grain)).Letter;
        return rows.Where(r => r.Counter.StartsWith(counter + ":", StringComparison.Ordinal) && r.Counter.AsSpan(counter.Length + 1).Contains(letter)).Sum(r => r.N);
    }

    private Cell DistributionOf(DateOnly period, string? group, List<CountRow> rows, int prefix)
    {
        var values = rows.Select(r => (Value: long.Parse(r.Counter.AsSpan(prefix), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), r.N)).OrderBy(v => v.Value).ToList();
        var cases = values.Sum(v => v.N);
        var total = values.Sum(v => v.Value * v.N);
        var each = values.SelectMany(v => Enumerable.Repeat((double)v.Value, (int)v.N)).ToList();
        var value = Measure.In.EndsWith("median", StringComparison.Ordinal) ? Quantiles.Median(each) : (double)total / cases;
        return new Cell(period, group, total, cases) { Estimate = new Estimate(value, null, null, Quantiles.Type7(each, 0.9)) };
    }

    /// <summary>Both codes stand after the prefix, with a bar between them.</summary>
    private static Cell AgreementOf(DateOnly period, List<CountRow> rows, int prefix)
    {
        var pairs = rows.Select(r => (Codes: r.Counter[prefix..].Split('|'), r.N)).ToList();
        var agreement = Kappa.Of([.. pairs.SelectMany(p => Enumerable.Repeat((p.Codes[0], p.Codes[1]), (int)p.N))]).Value;
        return new Cell(period, null, pairs.Where(p => p.Codes[0] == p.Codes[1]).Sum(p => p.N), pairs.Sum(p => p.N))
        {
            Estimate = agreement is null ? null : new Estimate(agreement.Value, agreement.Low, agreement.High),
        };
    }

    private static Cell DifferenceOf(DateOnly period, string? group, List<CountRow> rows)
    {
        FollowedStratum StratumOf(IEnumerable<CountRow> of)
        {
            long Sum(string counter) => of.Where(r => r.Counter.StartsWith(counter + ":", StringComparison.Ordinal)).Sum(r => r.N);
            return new FollowedStratum(
                Sum(CountFacts.Counters.FollowedMissed + ".of"), Sum(CountFacts.Counters.FollowedMissed), Sum(CountFacts.Counters.FollowedKept + ".of"), Sum(CountFacts.Counters.FollowedKept));
        }

        // The priority stands after the colon.
        var strata = rows.GroupBy(r => (r.Stratum, r.Counter[(r.Counter.IndexOf(':', StringComparison.Ordinal) + 1)..])).Select(StratumOf).ToList();
        return FollowedBy.Excess(strata).Value is { } excess
            ? new Cell(period, group, excess.MissedFollowed, excess.Missed)
            {
                Estimate = new Estimate(
                    excess.Excess / 100, excess.Low / 100, excess.High / 100,
                    Against: new Arm((long)Math.Round(excess.AfterKept / 100 * excess.Kept, MidpointRounding.AwayFromZero), excess.Kept, excess.AfterKept / 100)),
            }
            : new Cell(period, group, strata.Sum(s => s.MissedFollowed), strata.Sum(s => s.Missed));
    }
}
