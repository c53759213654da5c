using Repairs.Analytics.Features.ProtectFigures;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Tests.Support;

namespace Repairs.Tests.Unit.Analytics.Protect;

/// <summary>
/// Someone who has every figure of a landlord and adds and subtracts. Shares no code with the guard: figures are rows over days, patches and trades, and what
/// can be combined from exact ones is found by elimination, all of them at once; what rounded ones leave open is found sum by sum.
/// </summary>
internal static class Attacker
{
    /// <summary>What could be worked out though it is from 1 to 4, in words; nothing where the figures are safe.</summary>
    /// <param name="show">How a cell leaves.</param>
    public static List<string> Find(Landlord landlord, Func<Place, Figure> show)
    {
        var cells = landlord.Cells().ToList();
        var targets = cells.Where(c => c.Place.Sight is Sight.Untold or Sight.Hidden || Hidden(show(c.Place))).ToList();
        var index = landlord.Atoms.Select((a, i) => (a, i)).ToDictionary(p => p.a, p => p.i);
        var found = new List<string>();

        // Numbers that were shown as they are.
        var exact = cells.Where(c => c.Place.Sight != Sight.Untold).Select(c => (c.Place, c.Holds, Figure: show(c.Place))).Where(c => c.Figure is { Numerator: not null, Rounded: not true }).ToList();
        var rows = new Elimination(landlord.Atoms.Count);
        var counted = new Elimination(landlord.Atoms.Count);
        foreach (var (_, holds, _) in exact)
        {
            rows.Add(Row(landlord, index, holds));
            counted.Add(Row(landlord, index, holds));
        }

        // A count that is rounded to nothing is nothing, because 1 and 2 are hidden; and a day, week or month with nothing in it is seen.
        foreach (var (_, holds) in cells.Where(c => c.Place.Sight != Sight.Untold && show(c.Place).Numerator == 0))
            counted.Add(Row(landlord, index, holds));
        foreach (var day in landlord.Atoms.GroupBy(a => a.Day).Where(d => d.Sum(a => a.Denominator) == 0))
        {
            rows.Add(Row(landlord, index, a => a.Day == day.Key));
            counted.Add(Row(landlord, index, a => a.Day == day.Key));
        }

        foreach (var (place, holds) in targets)
        {
            if (IsSmall(place.Numerator) && counted.Spans(Row(landlord, index, holds)))
                found.Add($"{Words(place)}: {place.Numerator} counted, by elimination");
            if ((IsSmall(place.Denominator) || IsSmall(place.Denominator - place.Numerator)) && rows.Spans(Row(landlord, index, holds)))
                found.Add($"{Words(place)}: {place.Numerator} of {place.Denominator}, by elimination");
        }

        return found;
    }

    /// <summary>The rate times the total gives the count back.</summary>
    public static IEnumerable<string> FromPercentages(Landlord landlord, Func<Place, Figure> show) =>
        from c in landlord.Cells().ToList()
        where c.Place.Sight != Sight.Untold
        let figure = show(c.Place)
        where figure is { Value: not null, Denominator: not null }
        let back = figure.Value!.Value * figure.Denominator!.Value
        where figure.Rounded != true && (IsSmall((long)Math.Round(back)) || IsSmall(figure.Denominator!.Value - (long)Math.Round(back)))
        select $"{Words(c.Place)}: {back}, from its percentage";

    private static bool Hidden(Figure figure) => figure.Numerator is null;

    private static bool IsSmall(long count) => count is >= 1 and <= 4;

    private static string Words(Place place) => $"{place.Span} {place.Period:yyyy-MM-dd} {place.Group?.Replace(MeasureQuery.Both, '/')}";

    private static long[] Row(Landlord landlord, Dictionary<Atom, int> index, Func<Atom, bool> holds)
    {
        var row = new long[landlord.Atoms.Count];
        foreach (var atom in landlord.Atoms.Where(holds))
            row[index[atom]] = 1;
        return row;
    }
}
