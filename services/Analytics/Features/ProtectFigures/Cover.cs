using Repairs.Analytics.Features.ReadMeasure;

namespace Repairs.Analytics.Features.ProtectFigures;

/// <summary>
/// Decides what is seen of each place: small counts are hidden, the row and the column of a hidden cell are rounded, and where the sums would still tell,
/// more is rounded and then hidden, until they do not.
/// </summary>
internal static class Cover
{
    private const int MostRounds = 60;
    private const int Reach = 3;

    /// <summary>So many figures are enough to choose from.</summary>
    private const int Enough = 500;

    /// <summary>The whole landlord over time. Its figures stay exact wherever that tells nothing.</summary>
    public static void Time(Places places, Profile profile)
    {
        Hide(places, profile);
        Settle(places, profile);
    }

    /// <summary>Groups over time, beside what they are part of, which is settled.</summary>
    /// <param name="all">Every figure is rounded, whatever stands beside it.</param>
    public static void Groups(Places places, Profile profile, bool all)
    {
        Hide(places, profile);
        var open = places.All.FindAll(p => !p.Settled && p.Sight is Sight.Exact or Sight.Hidden);
        var rows = open.Where(p => p.Sight == Sight.Hidden).Select(p => (p.Span, p.Period))
            .Concat(places.All.Where(p => p.Settled && p.Group is null && !p.IsLeft && p.Sight is Sight.Rounded or Sight.Hidden or Sight.Covered).Select(p => (p.Span, p.Period))).ToHashSet();
        var columns = open.Where(p => p.Sight == Sight.Hidden).Select(p => (p.Span, p.Group)).ToHashSet();
        foreach (var place in open.Where(p => p.Sight == Sight.Exact && (all || rows.Contains((p.Span, p.Period)) || columns.Contains((p.Span, p.Group)))))
            place.Sight = Sight.Rounded;
        Settle(places, profile);
    }

    /// <summary>
    /// Hides the groups behind which a few homes stand. What stands beside them in a line that can be added up is rounded; where too few stand there for the
    /// rounding to blur what is left, they are not shown either.
    /// </summary>
    /// <param name="lines">What each line is called that a place lies in, beside its time.</param>
    public static void Homes(Places places, Profile profile, params Func<Place, string>[] lines)
    {
        if (places.Few.Count == 0)
            return;
        var own = places.All.FindAll(p => p is { Settled: false, IsLeft: false, Group: not null });
        foreach (var place in own.Where(p => places.Few.Contains(p.Group!)))
        {
            place.OfFew = true;
            if (place.Sight != Sight.Untold)
                (place.Sight, place.Small) = (Sight.Covered, true);
        }

        var columns = new HashSet<(Span, string?)>();
        foreach (var line in lines.SelectMany(name => own.Where(p => p.Sight != Sight.Untold).GroupBy(p => (p.Span, p.Period, name(p)))).Where(l => l.Any(p => p is { OfFew: true, Denominator: > 0 })))
        {
            var others = line.Where(p => !p.OfFew).ToList();
            var blurred = Blurs(others.Count(p => p.Denominator > 0), profile);
            if (!blurred && lines.Length == 1)
                places.Dark.Add((line.Key.Span, line.Key.Period));
            foreach (var other in others)
            {
                other.Sight = !blurred ? Sight.Covered : other.Sight == Sight.Exact ? Sight.Rounded : other.Sight;
                columns.Add((other.Span, other.Group));
            }
        }

        foreach (var place in own.Where(p => p.Sight == Sight.Exact && columns.Contains((p.Span, p.Group))))
            place.Sight = Sight.Rounded;
    }

    /// <summary>So many figures rounded to 5 leave what is not shown as wide open as a figure has to be to be shown.</summary>
    public static bool Blurs(int rounded, Profile profile) => rounded * 4 >= profile.SmallestRate;

    private static void Hide(Places places, Profile profile)
    {
        foreach (var place in places.All.Where(p => !p.Settled && p.Sight == Sight.Exact && Disclosure.Hides(new Cell(p.Period, p.Group, p.Numerator, p.Denominator), Kind.Rate, profile)))
            (place.Sight, place.Small) = (Sight.Hidden, true);
    }

    private static void Settle(Places places, Profile profile)
    {
        var bounds = new Bounds(places, profile);

        // The time of each group by itself first: that is quick, and most of the work.
        foreach (var group in places.ByGroup().Where(g => !g[0].Settled))
        {
            for (var round = 0; round < MostRounds; round++)
            {
                bounds.Look(group);
                var moved = false;
                foreach (var place in group.Where(bounds.Tells).ToList())
                    moved |= Hush(place, places, bounds, s => s.IsTime);
                if (!moved)
                    break;
            }
        }

        for (var round = 0; round < MostRounds; round++)
        {
            bounds.Look(places);
            var told = places.All.FindAll(bounds.Tells);
            if (told.Count == 0)
                return;
            var moved = false;
            foreach (var place in told)
                moved |= Hush(place, places, bounds, _ => true);
            if (!moved)
                break;
        }

        // It goes on telling: better nothing than that.
        bounds.Look(places);
        if (places.All.Exists(p => p.Small && bounds.Tells(p)))
        {
            foreach (var place in places.All.Where(p => !p.Settled && p.Sight != Sight.Untold))
                place.Sight = Sight.Covered;
        }
    }

    /// <param name="reads">The sums that are looked through for what stands near.</param>
    private static bool Hush(Place told, Places places, Bounds bounds, Func<Sum, bool> reads)
    {
        var near = Near(told, bounds, reads);

        // A day is covered by other days as long as there are any: weeks and months are what people work with.
        if (told.Span == Span.Day && near.FindAll(p => p.Span == Span.Day) is { Count: > 0 } days)
            near = days;
        var exact = near.FindAll(p => p.Sight == Sight.Exact && p.Denominator > 0);
        if (exact.Count == 0 && (told.Span != Span.Day || near.Count == 0))
            exact = [.. places.Of(told.Group).Where(p => !p.Settled && p.Sight == Sight.Exact && (p.Period == told.Period || p.End == told.Period))];
        if (exact.Count == 0 && near.Count == Enough)
            exact = places.Unblurred(told);
        if (exact.Count > 0)
        {
            // What nobody asked for is told by a month less its weeks: the week that lies in two months gives way first, then the other weeks.
            var own = told.Span == Span.Piece ? exact.FindAll(p => p.Span == Span.Week && p.Period <= told.Period && p.End >= told.End) : [];
            var first = own.Count > 0 ? own : exact.FindAll(p => p.Span == (told.Span == Span.Piece ? Span.Week : told.Span));
            foreach (var place in first.Count > 0 ? first : exact)
                place.Sight = Sight.Rounded;
            return true;
        }

        // A piece that follows from rounded figures only by a narrow chance is no reason to take a month away.
        if (told.Span == Span.Piece)
            return false;

        var next = near.OrderBy(p => p.Denominator == 0 ? 2 : p.Sight == Sight.Rounded ? 0 : 1).ThenBy(p => p.Span == told.Span ? 0 : 1).ThenBy(p => p.Denominator).ThenBy(p => p.Group, StringComparer.Ordinal).ThenBy(p => p.Period).FirstOrDefault();
        if (next is null)
            return false;
        next.Sight = Sight.Covered;
        return true;
    }

    /// <summary>What is shown around a place, as far as a few sums reach; the nearest, where many stand there.</summary>
    private static List<Place> Near(Place told, Bounds bounds, Func<Sum, bool> reads)
    {
        var near = new List<Place>();
        var seen = new HashSet<Place> { told };
        var edge = new List<Place> { told };
        for (var step = 0; step < Reach && edge.Count > 0; step++)
        {
            var next = new List<Place>();
            foreach (var place in edge.SelectMany(e => e.Sums).Where(reads).Distinct().SelectMany(s => s.Parts.Take(Enough).Append(s.Whole)).Where(seen.Add))
            {
                if (!place.Settled && place.Sight is not (Sight.Untold or Sight.Covered))
                    near.Add(place);
                if (near.Count == Enough)
                    return near;
                if (place.Sight is Sight.Untold or Sight.Covered || (place.Sight is Sight.Rounded or Sight.Hidden && bounds.Knows(place)))
                    next.Add(place);
            }

            edge = next;
        }

        return near;
    }
}
