using System.Runtime.InteropServices;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Time between two instants; the end is not part of it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Stretch(DateTimeOffset From, DateTimeOffset To)
{
    public TimeSpan Length => To - From;

    public bool Overlaps(Stretch other) => From < other.To && other.From < To;

    public bool Holds(Stretch other) => From <= other.From && other.To <= To;

    /// <summary>What is left of it without another: the part before, the part after, or all of it.</summary>
    public IEnumerable<Stretch> Minus(Stretch other)
    {
        if (!Overlaps(other))
        {
            yield return this;
            yield break;
        }

        if (From < other.From)
            yield return this with { To = other.From };
        if (other.To < To)
            yield return this with { From = other.To };
    }
}

/// <summary>A home to be visited. Without a place on the map, travel takes the landlord's usual time.</summary>
internal sealed record Home(string Key, double? Lat = null, double? Lon = null)
{
    /// <summary>How much shorter a degree of longitude is here than one of latitude.</summary>
    internal double EastWest { get; } = Math.Cos((Lat ?? 0) * Math.PI / 180);
}

/// <summary>Time planned at a home.</summary>
/// <param name="Promised">The window it may move in; null: it stays where it is.</param>
internal sealed record Stop(Stretch Planned, Home Home, Stretch? Promised = null)
{
    public long PlaceId { get; init; }

    /// <summary>How long it may well take, where that is longer than planned: what follows is planned with that much room.</summary>
    public TimeSpan Likely { get; init; }

    /// <summary>Whose it is: a repair that looks for a new time gives its own places up.</summary>
    public RepairKey? Repair { get; init; }

    /// <summary>Set while it is only held: when the hold ends.</summary>
    public DateTimeOffset? HeldUntil { get; init; }
}

/// <summary>A shift or an absence as imported: local wall-clock times; an end at or before the start lies on the next day.</summary>
internal sealed record WorkingTime(DateOnly Day, bool Absent, TimeOnly From, TimeOnly To)
{
    public Stretch AsStretch() => new(LondonTime.Instant(Day, From), LondonTime.Instant(To <= From ? Day.AddDays(1) : Day, To));
}

/// <summary>What one operative can still do: working time and stops in order, and the version of each day the knowledge stands for.</summary>
/// <param name="Base">Where they start from and go home to, where that is known.</param>
internal sealed record Diary(
    long OperativeId,
    string Contractor,
    string OperativeRef,
    IReadOnlyList<string> Trades,
    IReadOnlyList<string> Patches,
    IReadOnlyList<Stretch> Working,
    IReadOnlyList<Stop> Stops,
    IReadOnlyDictionary<DateOnly, int> Versions,
    Home? Base = null)
{
    private Route? _route;

    /// <summary>What the person stated of themselves, if they chose to: asked only where a household asked for it.</summary>
    public string? Gender { get; init; }

    /// <summary>The stops as a route: made once for a landlord's settings, and again when those change or, while a promise has begun, every few minutes.</summary>
    /// <param name="now">Nothing that should have begun moves, and nothing moves to before it.</param>
    public Route RouteFor(BookingSettings settings, DateTimeOffset now = default)
    {
        var (route, moment) = (_route, Route.MomentOf(now));
        if (route is null || !ReferenceEquals(route.Settings, settings) || !route.HoldsAt(moment))
            _route = route = new Route(this, settings, moment);
        return route;
    }

    /// <summary>The diary without the stops that do not count for a request; itself where all do.</summary>
    public Diary Without(Func<Stop, bool> given) =>
        Stops.Any(given) ? new Diary(OperativeId, Contractor, OperativeRef, Trades, Patches, Working, [.. Stops.Where(s => !given(s))], Versions, Base) { Gender = Gender } : this;

    /// <summary>Working time: shifts joined where they touch or overlap, absences taken out.</summary>
    public static IReadOnlyList<Stretch> WorkingTimeOf(IEnumerable<WorkingTime> rows)
    {
        var all = rows.ToLookup(r => r.Absent, r => r.AsStretch());
        var working = Join(all[false].Where(s => s.To > s.From));
        foreach (var absence in Join(all[true].Where(s => s.To > s.From)))
            working = working.SelectMany(w => w.Minus(absence)).ToList();
        return working;
    }

    private static List<Stretch> Join(IEnumerable<Stretch> stretches)
    {
        var joined = new List<Stretch>();
        foreach (var next in stretches.OrderBy(s => s.From))
        {
            if (joined.Count > 0 && next.From <= joined[^1].To)
                joined[^1] = joined[^1] with { To = next.To > joined[^1].To ? next.To : joined[^1].To };
            else
                joined.Add(next);
        }

        return joined;
    }
}
