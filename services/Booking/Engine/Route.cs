using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A visit that looks for a place on a route. Whole minutes.</summary>
/// <param name="Minutes">Planned length.</param>
/// <param name="Takes">How long it may well take: what follows is planned after that.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NewStop(Home Home, int Minutes, int Takes);

/// <summary>Where a visit fits: before which stop, and between which starts (UTC minutes, both included).</summary>
/// <param name="Extra">Minutes of travel it adds.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Fit(int Position, int Earliest, int Latest, int Extra);

/// <summary>A stop that moves inside its promise to make room.</summary>
internal sealed record Move(long PlaceId, Stretch Was, Stretch Planned);

/// <summary>
/// One operative's stops with how early and how late each can be while every promise stays reachable (forward time slack: Savelsbergh; scheduling.md §3.2),
/// so that one more visit is tried at a place in constant time. Exact: the order of the stops stays, their times move inside what was promised.
/// Times are whole UTC minutes, so days of 23 and 25 hours are nothing special.
/// </summary>
internal sealed class Route
{
    private const int Quarter = 15;
    private const int MomentMinutes = 5;
    private readonly Stop[] _stops;
    private readonly Spot[] _spots; // where the stops are, side by side: the hot loop reads nothing else of them
    private readonly int[] _planned;
    private readonly int[] _takes;
    private readonly int[] _minutes;
    private readonly int[] _earliest;
    private readonly int[] _latest;
    private readonly double[] _speed; // km/h of the way to each stop
    private readonly int[] _leg; // travel from the stop before
    private readonly (int From, int To)[] _working;
    private readonly DayOfRoute[] _days; // one after the other, as they are read: what is scattered in memory costs more than what is computed
    private readonly int _firstDay;
    private readonly Home? _home;
    private readonly int _moment;
    private readonly int _firstPromise = int.MaxValue;

    /// <param name="moment">Of <see cref="MomentOf"/>: what is planned at or before it stays, the rest moves to no earlier.</param>
    public Route(Diary diary, BookingSettings settings, int moment)
    {
        Settings = settings;
        _moment = moment;
        _home = settings.HomeByEndOfShift ? diary.Base : null;
        _stops = [.. diary.Stops];
        _spots = [.. diary.Stops.Select(s => new Spot(s.Home))];
        _working = [.. diary.Working.Select(w => (Up(w.From), Down(w.To)))];
        _firstDay = diary.Working.Count == 0 ? 0 : LondonTime.DateOf(diary.Working[0].From).DayNumber;
        _days = new DayOfRoute[diary.Working.Count == 0 ? 0 : LondonTime.DateOf(diary.Working[^1].To.AddTicks(-1)).DayNumber - _firstDay + 1];
        var n = _stops.Length;
        (_planned, _takes, _minutes, _earliest, _latest, _leg, _speed) = (new int[n], new int[n], new int[n], new int[n], new int[n], new int[n], new double[n]);
        var bounds = new (int First, int Last)[n];
        for (var i = 0; i < n; i++)
        {
            var stop = _stops[i];
            _planned[i] = Down(stop.Planned.From);
            _minutes[i] = Up(stop.Planned.To) - _planned[i];
            _takes[i] = Math.Max(_minutes[i], (int)Math.Ceiling(stop.Likely.TotalMinutes));
            _speed[i] = settings.SpeedAt(LondonTime.TimeOf((stop.Promised ?? stop.Planned).From));
            _leg[i] = i == 0 ? 0 : Minutes(_stops[i - 1].Home, stop.Home, _speed[i]);
            if (stop.Promised is { } promised)
                _firstPromise = Math.Min(_firstPromise, Down(promised.From));
            bounds[i] = BoundsOf(stop, i);
        }

        // A plan that stands keeps standing: where settings or working time changed since, a stop stays where it is planned.
        for (var i = 0; i < n; i++)
            _earliest[i] = Math.Min(_planned[i], i == 0 ? bounds[i].First : Math.Max(bounds[i].First, _earliest[i - 1] + _takes[i - 1] + _leg[i]));
        for (var i = n - 1; i >= 0; i--)
            _latest[i] = Math.Max(_planned[i], i == n - 1 ? bounds[i].Last : Math.Min(bounds[i].Last, _latest[i + 1] - _leg[i + 1] - _takes[i]));

        for (var i = 0; i < _days.Length; i++)
        {
            var day = DateOnly.FromDayNumber(_firstDay + i);
            _days[i] = MakeDay(Up(LondonTime.StartOf(day)), Up(LondonTime.EndOf(day)));
        }
    }

    public BookingSettings Settings { get; }

    public IReadOnlyList<int> Earliest => _earliest;

    public IReadOnlyList<int> Latest => _latest;

    /// <summary>The next whole five minutes, so that a route of a day that has begun is made anew that often and not for each request.</summary>
    public static int MomentOf(DateTimeOffset now) => now == default ? int.MinValue : (Up(now) + MomentMinutes - 1) / MomentMinutes * MomentMinutes;

    /// <summary>Whether the route is still true at another moment: before any of its promises begins, time changes nothing.</summary>
    public bool HoldsAt(int moment) => moment == _moment || (moment <= _firstPromise && _moment <= _firstPromise);

    public static int Up(DateTimeOffset instant) => (int)((instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks + TimeSpan.TicksPerMinute - 1) / TimeSpan.TicksPerMinute);

    public static int Down(DateTimeOffset instant) => (int)((instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMinute);

    public static DateTimeOffset Instant(int minute) => DateTimeOffset.UnixEpoch.AddMinutes(minute);

    /// <summary>What a local day looks like for the hot loop; one without free time where it is not worked.</summary>
    public ref readonly DayOfRoute DayOf(DateOnly day)
    {
        var i = day.DayNumber - _firstDay;
        return ref i < 0 || i >= _days.Length ? ref DayOfRoute.NotWorked[0] : ref _days[i];
    }

    /// <summary>Every place in the order of the route where the visit fits in a window.</summary>
    public IEnumerable<Fit> Fits(NewStop visit, int windowFrom, int windowTo)
    {
        var speed = Settings.SpeedAt(LondonTime.TimeOf(Instant(windowFrom)));
        for (var p = FirstAfter(_latest, windowFrom); p <= _stops.Length && (p == 0 || _earliest[p - 1] < windowTo); p++)
        {
            var there = p == 0 ? 0 : Minutes(_stops[p - 1].Home, visit.Home, speed);
            var onwards = p == _stops.Length ? 0 : Minutes(visit.Home, _stops[p].Home, _speed[p]);
            foreach (var work in _working)
            {
                if (TryFit(p, visit, windowFrom, windowTo, there, onwards, work, out var fit))
                    yield return fit;
            }
        }
    }

    /// <summary>The earliest start and the fewest extra minutes with which the visit fits in a window of a day; false where it does not.</summary>
    /// <param name="there">Minutes from each stop of the day, from the one before its first place, to the visit; <paramref name="onwards"/> the same from the visit.</param>
    public bool TryDay(in DayOfRoute day, NewStop visit, int windowFrom, int windowTo, ReadOnlySpan<int> there, ReadOnlySpan<int> onwards, out int earliest, out int extra)
    {
        var first = Math.Max(0, day.First - 1);
        (earliest, extra) = (int.MaxValue, int.MaxValue);
        for (var p = day.First; p <= day.Last && (p == 0 || _earliest[p - 1] < windowTo); p++)
        {
            if (p < _stops.Length && _latest[p] <= windowFrom)
                continue;
            for (var w = day.FirstWork; w < day.EndWork; w++)
            {
                if (!TryFit(p, visit, windowFrom, windowTo, p > 0 ? there[p - 1 - first] : 0, p < _stops.Length ? onwards[p - first] : 0, _working[w], out var fit))
                    continue;
                earliest = Math.Min(earliest, fit.Earliest);
                extra = Math.Min(extra, fit.Extra);
            }
        }

        return earliest < int.MaxValue;
    }

    /// <summary>Whether a visit of so many minutes may find room in a window, by the quarter-hours that no stop is bound to fill. Never says no wrongly.</summary>
    public static bool MayHold(UInt128 free, int quarters)
    {
        for (int have = 1, need = quarters; have < need && free != 0;)
        {
            var step = Math.Min(have, need - have);
            free &= free >> step;
            have += step;
        }

        return free != 0;
    }

    /// <summary>The one test of the engine: a visit before stop <paramref name="p"/>, inside a window and a stretch of working time.</summary>
    /// <param name="there">Minutes from the stop before.</param>
    /// <param name="onwards">Minutes to the stop after.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryFit(int p, NewStop visit, int windowFrom, int windowTo, int there, int onwards, (int From, int To) work, out Fit fit)
    {
        var leg = 0;
        var earliest = Math.Max(windowFrom, work.From);
        var latest = Math.Min(windowTo, work.To) - visit.Minutes;
        if (p > 0)
            earliest = Math.Max(earliest, _earliest[p - 1] + _takes[p - 1] + there);
        if (p < _stops.Length)
        {
            latest = Math.Min(latest, _latest[p] - onwards - visit.Takes);
            leg = p > 0 ? _leg[p] : 0;
        }

        if (_home is not null && (p == _stops.Length || _planned[p] >= work.To))
            latest = Math.Min(latest, work.To - visit.Minutes - Travel.Minutes(visit.Home, _home, LondonTime.TimeOf(Instant(work.To)), Settings));
        fit = new Fit(p, earliest, latest, there + onwards - leg);
        return earliest <= latest;
    }

    /// <summary>A start that moves as few stops as it can: after the stop before where it is planned now, else as early as it must be.</summary>
    public int CalmStart(Fit fit, NewStop visit, int windowFrom)
    {
        if (fit.Position == 0)
            return fit.Earliest;
        var there = Travel.Minutes(_stops[fit.Position - 1].Home, visit.Home, LondonTime.TimeOf(Instant(windowFrom)), Settings);
        return Math.Min(fit.Latest, Math.Max(fit.Earliest, _planned[fit.Position - 1] + _takes[fit.Position - 1] + there));
    }

    /// <summary>The stops that move when the visit starts at a minute its fit allows.</summary>
    public IReadOnlyList<Move> MovesFor(Fit fit, int start, NewStop visit, int windowFrom)
    {
        var moves = new List<Move>();
        var speed = Settings.SpeedAt(LondonTime.TimeOf(Instant(windowFrom)));
        var (limit, home) = (start, visit.Home);
        for (var i = fit.Position - 1; i >= 0; i--)
        {
            limit -= _takes[i] + (i == fit.Position - 1 ? Minutes(_stops[i].Home, home, speed) : _leg[i + 1]);
            if (_planned[i] <= limit)
                break;
            moves.Add(MoveOf(i, limit));
        }

        limit = start + visit.Takes;
        for (var i = fit.Position; i < _stops.Length; i++)
        {
            limit += i == fit.Position ? Minutes(home, _stops[i].Home, _speed[i]) : _leg[i];
            if (_planned[i] >= limit)
                break;
            moves.Add(MoveOf(i, limit));
            limit += _takes[i];
        }

        return moves;
    }

    /// <summary>Minutes of travel between the visit and the stops that a day's places lie between, from the one before the first.</summary>
    /// <param name="speed">That of the way to the visit; the way on goes at the speed of the stop travelled to.</param>
    public void Travels(in DayOfRoute day, Home home, double speed, Span<int> there, Span<int> onwards)
    {
        var first = Math.Max(0, day.First - 1);
        var to = new Spot(home);
        for (var i = first; i <= day.Last && i < _stops.Length; i++)
        {
            // No way at all, or a place that is not known: whether it is the same home is for the names to say.
            var kilometres = _spots[i].Kilometres(to) is > 0 and var far ? far : Travel.Kilometres(_stops[i].Home, home);
            there[i - first] = Travel.Minutes(kilometres, speed, Settings);
            onwards[i - first] = speed == _speed[i] ? there[i - first] : Travel.Minutes(kilometres, _speed[i], Settings);
        }
    }

    private int Minutes(Home from, Home to, double speed) => Travel.Minutes(Travel.Kilometres(from, to), speed, Settings);

    private Move MoveOf(int i, int start) => new(_stops[i].PlaceId, _stops[i].Planned, new Stretch(Instant(start), Instant(start + _minutes[i])));

    private (int First, int Last) BoundsOf(Stop stop, int i)
    {
        if (stop.Promised is not { } promised || !promised.Holds(stop.Planned) || _planned[i] <= _moment)
            return (_planned[i], _planned[i]);
        var (first, last) = (Math.Max(Up(promised.From), _moment), Down(promised.To) - _minutes[i]);
        foreach (var (from, to) in _working)
        {
            if (from <= _planned[i] && _planned[i] + _minutes[i] <= to)
            {
                last = Math.Min(last, to - _minutes[i]);
                if (_home is not null && (i == _stops.Length - 1 || Down(_stops[i + 1].Planned.From) >= to))
                    last = Math.Min(last, to - _minutes[i] - Travel.Minutes(stop.Home, _home, LondonTime.TimeOf(Instant(to)), Settings));
                return (Math.Max(first, from), last);
            }
        }

        return (_planned[i], _planned[i]);
    }

    private DayOfRoute MakeDay(int from, int to)
    {
        var free = UInt128.Zero;
        var (firstWork, lastWork) = (_working.Length, 0);
        for (var w = 0; w < _working.Length; w++)
        {
            if (_working[w].To <= from || _working[w].From >= to)
                continue;
            (firstWork, lastWork) = (Math.Min(firstWork, w), w + 1);
            free |= Bits(Math.Max(_working[w].From, from) - from, Math.Min(_working[w].To, to) - from, outward: true);
        }

        var (first, last) = (FirstAfter(_latest, from), FirstNotBefore(_earliest, to));
        for (var i = Math.Max(0, first - 1); i < last; i++)
        {
            // What a stop fills wherever it moves to.
            var (surely, until) = (Math.Max(_latest[i], from), Math.Min(_earliest[i] + _minutes[i], to));
            if (surely < until)
                free &= ~Bits(surely - from, until - from, outward: false);
        }

        return new DayOfRoute(first, last, firstWork, lastWork, free);
    }

    /// <summary>Quarter-hours from and to minutes after midnight: outward those touched, inward those filled.</summary>
    internal static UInt128 Bits(int from, int to, bool outward)
    {
        var first = outward ? from / Quarter : (from + Quarter - 1) / Quarter;
        var end = outward ? (to + Quarter - 1) / Quarter : to / Quarter;
        return end <= first ? UInt128.Zero : ((UInt128.One << (end - first)) - 1) << first;
    }

    private static int FirstAfter(int[] sorted, int value)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] <= value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static int FirstNotBefore(int[] sorted, int value) => FirstAfter(sorted, value - 1);
}

/// <summary>A day of a route: the places on it lie before stops <paramref name="First"/> to <paramref name="Last"/>.</summary>
/// <param name="Free">A bit for each quarter-hour since local midnight that is worked and that no stop is bound to fill: 92, 96 or 100 of them.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DayOfRoute(int First, int Last, int FirstWork, int EndWork, UInt128 Free)
{
    internal static readonly DayOfRoute[] NotWorked = [default];
}
