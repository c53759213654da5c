using Repairs.Analytics.Features.ProtectFigures;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;

namespace Repairs.Tests.Unit.Analytics.Protect;

/// <summary>Visits of one day, patch and trade: how many, and how many of them with no access.</summary>
internal sealed record Atom(DateOnly Day, string Patch, string Trade, long Numerator, long Denominator);

/// <summary>A made-up landlord, and what is seen of every figure it has.</summary>
internal sealed class Landlord
{
    public static readonly DateOnly Today = new(2026, 1, 1);

    private Landlord(IReadOnlyList<Atom> atoms, Profile profile, HomesBehind homes)
    {
        Atoms = atoms;
        Whole = ProtectFigures.Time(Sum(a => a.Day, _ => null), profile);
        Patches = ProtectFigures.Groups(Whole, Sum(a => Piece(a.Day), a => a.Patch), Today, profile, homes.Few("patch", profile));
        Trades = ProtectFigures.Groups(Patches, Sum(a => Piece(a.Day), a => a.Trade), Today, profile, homes.Few("trade", profile));
        Inner = ProtectFigures.Both(Trades, Sum(a => Piece(a.Day), a => a.Patch + MeasureQuery.Both + a.Trade), Today, profile, homes.Few(MeasureQuery.PatchAndTrade, profile));
    }

    public IReadOnlyList<Atom> Atoms { get; }

    public Places Whole { get; }

    public Places Patches { get; }

    public Places Trades { get; }

    public Places Inner { get; }

    public static Landlord Of(IReadOnlyList<Atom> atoms, Profile? profile = null, params Behind[] homes) => new(
        [.. atoms, .. from day in atoms.Select(a => a.Day).Distinct()
                      from patch in atoms.Select(a => a.Patch).Distinct()
                      from trade in atoms.Select(a => a.Trade).Distinct()
                      where !atoms.Any(a => a.Day == day && a.Patch == patch && a.Trade == trade)
                      select new Atom(day, patch, trade, 0, 0)],
        profile ?? Profile.Staff,
        new HomesBehind(homes));

    /// <summary>Small and large patches, quiet days, weekends with little.</summary>
    public static List<Atom> Random(int seed)
    {
        var random = new Random(seed);
        var first = new DateOnly(2025, 1, 1).AddDays(random.Next(60));
        var days = random.Next(3, 110);
        var atoms = new List<Atom>();
        var busy = Math.Pow(10, (random.NextDouble() * 2.2) - 0.7);
        var share = random.NextDouble() * 0.4;
        foreach (var patch in "ABC"[..random.Next(1, 4)])
        {
            var size = busy * Math.Pow(3, random.Next(-1, 2));
            foreach (var trade in "xyz"[..random.Next(1, 4)])
            {
                var part = size * random.Next(1, 4) / 3;
                for (var i = 0; i < days; i++)
                {
                    var day = first.AddDays(i);
                    var mean = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? part / 6 : part;
                    var n = Count(random, mean);
                    atoms.Add(new Atom(day, patch.ToString(), trade.ToString(), Enumerable.Range(0, n).Count(_ => random.NextDouble() < share), n));
                }
            }
        }

        return atoms;
    }

    /// <summary>Every cell a question can ask for: which atoms it holds, what is seen of it.</summary>
    public IEnumerable<(Place Place, Func<Atom, bool> Holds)> Cells() =>
        Of(Whole, p => _ => true)
            .Concat(Of(Patches, p => a => a.Patch == p.Group))
            .Concat(Of(Trades, p => a => a.Trade == p.Group))
            .Concat(Of(Inner, p => a => a.Patch + MeasureQuery.Both + a.Trade == p.Group));

    /// <summary>A cell as it leaves.</summary>
    public static Figure Figure(Place place, Profile profile) => Disclosure.Figure(
        new Cell(place.Period, place.Group, place.Numerator, place.Denominator), place.Sight, Grain.Day, profile, Today, null);

    public static DateOnly Piece(DateOnly day)
    {
        var (week, month) = (Period.Of(day, Grain.Week), Period.Of(day, Grain.Month));
        return week > month ? week : month;
    }

    public static bool Within(Place place, DateOnly day) => place.Span switch
    {
        Span.Day => place.Period == day,
        Span.Piece => place.Period == Piece(day),
        Span.Week => place.Period == Period.Of(day, Grain.Week),
        Span.Month => place.Period == Period.Of(day, Grain.Month),
        Span.Quarter => place.Period == Period.Of(day, Grain.Quarter),
        Span.Year => place.Period == Period.Of(day, Grain.Year),
        _ => true,
    };

    private static IEnumerable<(Place, Func<Atom, bool>)> Of(Places places, Func<Place, Func<Atom, bool>> group) =>
        places.All.Where(p => !p.Settled && !p.IsLeft).Select(p =>
        {
            var holds = group(p);
            return (p, (Func<Atom, bool>)(a => Within(p, a.Day) && holds(a)));
        });

    private List<Cell> Sum(Func<Atom, DateOnly> day, Func<Atom, string?> group) =>
        [.. Atoms.Where(a => a.Denominator > 0).GroupBy(a => (Day: day(a), Group: group(a))).Select(g => new Cell(g.Key.Day, g.Key.Group, g.Sum(a => a.Numerator), g.Sum(a => a.Denominator)))];

    private static int Count(Random random, double mean)
    {
        var limit = Math.Exp(-Math.Min(mean, 500));
        var (count, product) = (0, random.NextDouble());
        while (product > limit && count < 5000)
            (count, product) = (count + 1, product * random.NextDouble());
        return count;
    }
}
