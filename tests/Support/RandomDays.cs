using Repairs.Booking;
using Repairs.Platform;
using Address = Repairs.Booking.Home;

namespace Repairs.Tests.Support;

/// <summary>
/// The slow and obvious way to put one more visit into a day: every place in the order of the stops, every minute of the window, and for each the whole day
/// walked through from its start. What the engine says is compared with it, on days made at random (scheduling.md §5, 68–70).
/// </summary>
internal static class RandomDays
{
    private static readonly DateOnly[] Dates = [new(2026, 11, 23), new(2026, 3, 29), new(2026, 10, 25)];

    /// <summary>A day that can be kept, and a visit that looks for a place on it.</summary>
    public sealed record Case(DateOnly Date, Diary Diary, SlotRequest Request, BookingSettings Settings)
    {
        public NewStop Visit => Slots.VisitOf(Request, 0, 1);

        public (int From, int To) WindowOf(WindowSetting window) => (Route.Up(LondonTime.Instant(Date, window.From)), Route.Down(LondonTime.Instant(Date, window.To)));

        public override string ToString() =>
            $"{Date:yyyy-MM-dd} working {string.Join(", ", Diary.Working)}; visit {Visit}; windows {string.Join(", ", Settings.OfferedWindows.Select(w => $"{w.From}–{w.To}"))}; stops {string.Join(" | ", Diary.Stops.Select(s => $"{s.Planned} in {s.Promised} likely {s.Likely} at {s.Home}"))}";
    }

    /// <summary>Holds the engine to brute force on so many days; throws with the first day on which they differ. Answers how many places fitted, of how many tried.</summary>
    public static (long Fits, long Tried) AgreeWithBruteForce(int days, int seed)
    {
        long fits = 0, tried = 0;
        Parallel.For(0, days, () => (Fits: 0L, Tried: 0L), (i, _, sum) =>
        {
            var (f, t) = Agree(Make(new Random(unchecked((seed * 1_000_003) + i))));
            return (sum.Fits + f, sum.Tried + t);
        }, sum =>
        {
            Interlocked.Add(ref fits, sum.Fits);
            Interlocked.Add(ref tried, sum.Tried);
        });
        return (fits, tried);
    }

    public static (int Fits, int Tried) Agree(Case day)
    {
        var route = day.Diary.RouteFor(day.Settings);
        var (found, tried) = (0, 0);
        var windows = Slots.WindowsFor(day.Request, day.Settings).ToList();
        var free = new List<(TimeOnly, TimeOnly)>();
        foreach (var window in windows)
        {
            var (from, to) = day.WindowOf(window);
            var fits = route.Fits(day.Visit, from, to).ToLookup(f => f.Position);
            var any = false;
            for (var p = 0; p <= day.Diary.Stops.Count; p++)
            {
                tried++;
                var (first, last, count) = BruteForce(day, p, from, to);
                var ours = fits[p].ToList();
                var minutes = ours.Sum(f => f.Latest - f.Earliest + 1);
                if (count != minutes || (count > 0 && (first != ours.Min(f => f.Earliest) || last != ours.Max(f => f.Latest))))
                    throw new InvalidOperationException($"Before stop {p} in {window.From}–{window.To}: {count} starts from {first} to {last} by brute force, the engine has {string.Join(", ", ours)}: {day}");
                if (count == 0)
                    continue;
                (any, found) = (true, found + 1);
                KeepsEveryPromise(day, route, ours[0], from);
            }

            if (any)
                free.Add((window.From, window.To));
        }

        var cells = Slots.Cells([day.Diary], day.Request, day.Settings).Select(c => (c.From, c.To)).ToList();
        if (!free.SequenceEqual(cells))
            throw new InvalidOperationException($"Free windows are {string.Join(", ", free)} by brute force, {string.Join(", ", cells)} by the engine: {day}");
        return (found, tried);
    }

    /// <summary>The starts at which the visit can be put before stop <paramref name="p"/>, by walking the day for each minute of the window.</summary>
    public static (int First, int Last, int Count) BruteForce(Case day, int p, int from, int to)
    {
        var (visit, stops) = (day.Visit, day.Diary.Stops);
        var bounds = stops.Select(s => BoundsOf(day, s)).ToArray();
        var takes = stops.Select((s, i) => Math.Max(bounds[i].Minutes, (int)s.Likely.TotalMinutes)).ToArray();
        var legs = stops.Select((s, i) => WayTo(day, i == 0 ? null : stops[i - 1].Home, s)).ToArray();
        var there = p == 0 ? 0 : Travel.Minutes(stops[p - 1].Home, visit.Home, LondonTime.TimeOf(Route.Instant(from)), day.Settings);
        var onwards = p == stops.Count ? 0 : WayTo(day, visit.Home, stops[p]);
        var work = day.Diary.Working.Select(w => (From: Route.Up(w.From), To: Route.Down(w.To))).ToArray();
        var (first, last, count) = (0, 0, 0);
        for (var start = from; start + visit.Minutes <= to; start++)
        {
            if (!work.Any(w => w.From <= start && start + visit.Minutes <= w.To) || !Holds(start))
                continue;
            first = count == 0 ? start : first;
            (last, count) = (start, count + 1);
        }

        return (first, last, count);

        bool Holds(int start)
        {
            var ready = int.MinValue / 2;
            for (var i = 0; i <= stops.Count; i++)
            {
                if (i == p)
                {
                    if (ready + there > start)
                        return false;
                    ready = start + visit.Takes;
                }

                if (i == stops.Count)
                    return true;
                var at = Math.Max(bounds[i].Earliest, ready + (i == p ? onwards : legs[i]));
                if (at > bounds[i].Latest)
                    return false;
                ready = at + takes[i];
            }

            return true;
        }
    }

    private static int WayTo(Case day, Address? from, Stop stop) =>
        from is null ? 0 : Travel.Minutes(from, stop.Home, LondonTime.TimeOf((stop.Promised ?? stop.Planned).From), day.Settings);

    /// <summary>Goes through the day as it stands, each stop as early as it can be; null where a promise breaks.</summary>
    public static int[]? Walk(Case day)
    {
        var (stops, times, ready) = (day.Diary.Stops, new int[day.Diary.Stops.Count], int.MinValue / 2);
        for (var i = 0; i < stops.Count; i++)
        {
            var (earliest, latest, minutes) = BoundsOf(day, stops[i]);
            times[i] = Math.Max(earliest, ready + WayTo(day, i == 0 ? null : stops[i - 1].Home, stops[i]));
            if (times[i] > latest)
                return null;
            ready = times[i] + Math.Max(minutes, (int)stops[i].Likely.TotalMinutes);
        }

        return times;
    }

    /// <summary>A stop moves inside its promise and the stretch of working time it is planned in.</summary>
    public static (int Earliest, int Latest, int Minutes) BoundsOf(Case day, Stop stop)
    {
        var (planned, minutes) = (Route.Down(stop.Planned.From), Route.Up(stop.Planned.To) - Route.Down(stop.Planned.From));
        if (stop.Promised is not { } promised)
            return (planned, planned, minutes);
        var work = day.Diary.Working.First(w => w.Holds(stop.Planned));
        return (Math.Max(Route.Up(promised.From), Route.Up(work.From)), Math.Min(Route.Down(promised.To), Route.Down(work.To)) - minutes, minutes);
    }

    /// <summary>The diary after a visit was put where a fit allows it, stops moved as the engine says.</summary>
    public static Diary Insert(Case day, Route route, Fit fit, int start, int windowFrom, Stretch window, long placeId)
    {
        var moves = route.MovesFor(fit, start, day.Visit, windowFrom).ToDictionary(m => m.PlaceId);
        var stops = day.Diary.Stops.Select(s => moves.TryGetValue(s.PlaceId, out var move) ? s with { Planned = move.Planned } : s).ToList();
        stops.Insert(fit.Position, new Stop(new Stretch(Route.Instant(start), Route.Instant(start + day.Visit.Minutes)), day.Visit.Home, window) { PlaceId = placeId, Likely = TimeSpan.FromMinutes(day.Visit.Takes) });
        return new Diary(day.Diary.OperativeId, day.Diary.Contractor, day.Diary.OperativeRef, day.Diary.Trades, day.Diary.Patches, day.Diary.Working, stops, day.Diary.Versions);
    }

    /// <summary>What is wrong with a day as it is planned; null where nothing is.</summary>
    public static string? FaultOf(Case day, Diary diary)
    {
        Stop? before = null;
        foreach (var stop in diary.Stops)
        {
            if (stop.Promised is { } promised && !promised.Holds(stop.Planned))
                return $"{stop.Planned} is outside its promise {promised}";
            if (!diary.Working.Any(w => w.Holds(stop.Planned)))
                return $"{stop.Planned} is outside working time";
            if (before is not null)
            {
                var ready = before.Planned.From + (before.Likely > before.Planned.Length ? before.Likely : before.Planned.Length);
                var arrives = ready.AddMinutes(Travel.Minutes(before.Home, stop.Home, LondonTime.TimeOf((stop.Promised ?? stop.Planned).From), day.Settings));
                if (arrives > stop.Planned.From)
                    return $"{stop.Planned} cannot be reached from {before.Planned} before {arrives:HH:mm}Z";
            }

            before = stop;
        }

        return null;
    }

    public static Case Make(Random random)
    {
        var date = Dates[random.Next(Dates.Length)];
        var settings = new BookingSettings
        {
            LeadMinutes = 0,
            TravelMinutes = random.Next(0, 40),
            ParkingMinutes = random.Next(0, 10),
            KilometresPerHour = random.Next(15, 40),
            SpeedBands = random.Next(2) == 0 ? null : [new SpeedBand { From = new TimeOnly(7, 0), To = new TimeOnly(10, 0), KilometresPerHour = 12 }],
            Windows = [.. Enumerable.Range(0, 2).Select(_ => WindowIn(random)).OrderBy(w => w.From).ThenBy(w => w.To).DistinctBy(w => (w.From, w.To))],
        };
        var times = new List<WorkingTime> { new(date, false, new TimeOnly(random.Next(0, 9), random.Next(4) * 15), new TimeOnly(random.Next(14, 24), random.Next(4) * 15)) };
        if (random.Next(3) == 0)
            times.Add(new WorkingTime(date, true, new TimeOnly(random.Next(9, 12), random.Next(60)), new TimeOnly(random.Next(12, 14), random.Next(60))));
        var request = RequestOn(date, random);
        var empty = new Case(date, DiaryOf(times, []), request, settings);

        // Stops as they come to stand: one after the other, each where it can be reached and inside a promise around it.
        var stops = new List<Stop>();
        var at = empty.Diary.Working.Count == 0 ? 0 : Route.Up(empty.Diary.Working[0].From);
        for (var n = random.Next(7); n > 0; n--)
        {
            var (home, minutes, likely) = (HomeOf(random), random.Next(1, 10) * 10, random.Next(3) * 10);
            at += random.Next(0, 60);
            var before = Route.Instant(at);
            var promised = random.Next(5) == 0 ? (Stretch?)null : new Stretch(Round(before.AddMinutes(-random.Next(0, 180)), up: false), Round(before.AddMinutes(minutes + random.Next(0, 240)), up: true));
            if (stops.Count > 0)
                at = Math.Max(at, Route.Down(stops[^1].Planned.From) + Math.Max((int)stops[^1].Likely.TotalMinutes, (int)stops[^1].Planned.Length.TotalMinutes)
                    + Travel.Minutes(stops[^1].Home, home, LondonTime.TimeOf(promised?.From ?? before), settings));
            if (promised is null && stops.Count > 0)
            {
                // Fixed where it is, so the way to it is reckoned from its own start.
                at = Math.Max(at, Route.Down(stops[^1].Planned.From) + Math.Max((int)stops[^1].Likely.TotalMinutes, (int)stops[^1].Planned.Length.TotalMinutes) + 120);
            }

            var planned = new Stretch(Route.Instant(at), Route.Instant(at + minutes));
            if (!empty.Diary.Working.Any(w => w.Holds(planned)) || promised is { } p && !p.Holds(planned))
                continue;
            stops.Add(new Stop(planned, home, promised) { PlaceId = stops.Count + 1, Likely = TimeSpan.FromMinutes(minutes + likely) });
            at += minutes;
        }

        var made = empty with { Diary = DiaryOf(times, stops) };
        return FaultOf(made, made.Diary) is null ? made : Make(random);
    }

    /// <summary>A visit by one person somewhere, on that date.</summary>
    public static SlotRequest RequestOn(DateOnly date, Random random) =>
        new(HomeOf(random), [Part(random)], "north", 1, SlotNeeds.None, Wishes.None, null, LondonTime.StartOf(date), date, date, new HashSet<DateOnly>());

    private static void KeepsEveryPromise(Case day, Route route, Fit fit, int from)
    {
        foreach (var start in (int[])[fit.Earliest, fit.Latest, route.CalmStart(fit, day.Visit, from)])
        {
            if (FaultOf(day, Insert(day, route, fit, start, from, new Stretch(Route.Instant(from), Route.Instant(start + day.Visit.Minutes)), 99)) is { } fault)
                throw new InvalidOperationException($"After a visit at {Route.Instant(start):HH:mm}Z before stop {fit.Position}: {fault}: {day}");
        }
    }

    private static Diary DiaryOf(IEnumerable<WorkingTime> times, IReadOnlyList<Stop> stops) =>
        new(1, "contractor", "OP1", ["plumbing"], ["north"], Diary.WorkingTimeOf(times), stops, new Dictionary<DateOnly, int>());

    private static Part Part(Random random)
    {
        var minutes = random.Next(1, 16) * 10;
        return new Part("plumbing", minutes, minutes + random.Next(4) * 10);
    }

    private static Address HomeOf(Random random) => random.Next(5) switch
    {
        0 => new Address("unknown " + random.Next(3)),
        1 => new Address("same", 51.5, -0.1),
        _ => new Address("home " + random.Next(), 51.45 + random.NextDouble() * 0.1, -0.15 + random.NextDouble() * 0.1),
    };

    private static WindowSetting WindowIn(Random random)
    {
        var from = random.Next(0, 19 * 4);
        return new WindowSetting { Kind = WindowKind.Morning, From = new TimeOnly(from / 4, from % 4 * 15), To = TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(Math.Min(from + random.Next(2, 21), 95) * 15)) };
    }

    private static DateTimeOffset Round(DateTimeOffset instant, bool up) => new((instant.UtcTicks + (up ? TimeSpan.TicksPerMinute * 15 - 1 : 0)) / (TimeSpan.TicksPerMinute * 15) * (TimeSpan.TicksPerMinute * 15), TimeSpan.Zero);
}
