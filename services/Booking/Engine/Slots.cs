using System.Runtime.InteropServices;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What a household needs of a visit's time, as it told Needs. Never its history.</summary>
/// <param name="NotBefore">Local time of day.</param>
/// <param name="NotAfter">Local time of day by which the visit is over.</param>
/// <param name="SameOperative">The same person as last time, beside anyone sooner.</param>
/// <param name="Longer">A longer visit than usual.</param>
/// <param name="Applied">How many stated needs shape the choices.</param>
internal sealed record SlotNeeds(TimeOnly? NotBefore, TimeOnly? NotAfter, IReadOnlyList<DateOnly> AvoidDates, bool SameOperative, bool Longer, int Applied)
{
    public static SlotNeeds None { get; } = new(null, null, [], false, false, 0);

    /// <summary>At most so many people at once.</summary>
    public int? MaxPeople { get; init; }

    /// <summary>Who may come, where the household asked: only people who stated it themselves.</summary>
    public string? OperativeGender { get; init; }

    /// <summary>True where too few who can do the work stated it: then anyone may come, it is said, and somebody rings.</summary>
    public bool AnyGender { get; init; }

    /// <summary>True where the work needs more people than the household asked for: it is said, and somebody rings.</summary>
    public bool MorePeople { get; init; }

    /// <summary>By when somebody rings, where that is owed once a time is chosen.</summary>
    public DateTimeOffset? CallBy { get; init; }

    /// <summary>The version of what Needs told; null: it could not be asked.</summary>
    public string? Version { get; init; }

    /// <summary>Several repairs in one visit.</summary>
    public bool Together { get; init; }

    /// <summary>Someone comes or rings first, strictly before the visit.</summary>
    public bool PreVisit { get; init; }
}

/// <summary>One repair of a visit: a bundle has several.</summary>
/// <param name="Minutes">Expected length, already longer where the household asked for that.</param>
/// <param name="Likely">How long it may well take.</param>
internal sealed record Part(string Trade, int Minutes, int Likely);

/// <summary>A visit that looks for a time.</summary>
/// <param name="Parts">What is to be done, in order; several in one visit where the resident asked for that.</param>
/// <param name="Patch">Null: from any patch, where a wider search was asked for.</param>
/// <param name="UsualOperative">Who came last time.</param>
/// <param name="DaysOff">Bank holidays.</param>
internal sealed record SlotRequest(
    Home Home, IReadOnlyList<Part> Parts, string? Patch, int People, SlotNeeds Needs, Wishes Wishes, long? UsualOperative,
    DateTimeOffset Now, DateOnly First, DateOnly Last, IReadOnlySet<DateOnly> DaysOff);

/// <summary>One person's part of a plan.</summary>
/// <param name="Part">Which of the request's parts.</param>
/// <param name="Likely">Minutes it may well take: what follows is planned after that.</param>
/// <param name="Moves">Stops of this person that make room, inside their promises.</param>
internal sealed record Leg(Diary Person, Stretch Planned, int Part, int Likely, IReadOnlyList<Move> Moves);

/// <summary>People and the time planned for them.</summary>
/// <param name="Extra">Minutes of travel the plan adds.</param>
internal sealed record Plan(IReadOnlyList<Leg> Legs, int Extra)
{
    public Stretch Planned { get; } = new(Legs.Min(l => l.Planned.From), Legs.Max(l => l.Planned.To));

    public IEnumerable<Diary> People => Legs.Select(l => l.Person).DistinctBy(p => p.OperativeId);

    /// <summary>Whether its times are bound to each other, so that none may move alone.</summary>
    public bool Fixed => Legs.Count > 1;

    /// <summary>The operative-days the plan touches, with the version it was made on (null: a day nobody has planned yet): each is compared and set before the plan stands.</summary>
    public IEnumerable<(long OperativeId, DateOnly Day, int? Seen)> Days() =>
        Legs.SelectMany(l => DaysOf(l.Planned).Concat(l.Moves.SelectMany(m => DaysOf(m.Was).Concat(DaysOf(m.Planned)))).Concat(NightOf(l)).Select(d => (l.Person, Day: d)))
            .DistinctBy(d => (d.Person.OperativeId, d.Day))
            .Select(d => (d.Person.OperativeId, d.Day, Seen: d.Person.Versions.TryGetValue(d.Day, out var seen) ? seen : (int?)null));

    // A shift over midnight has neighbours on both days: whoever plans on one of them compares the other too.
    private static IEnumerable<DateOnly> NightOf(Leg leg) =>
        leg.Person.Working.Where(w => w.Overlaps(leg.Planned)).SelectMany(DaysOf).Where(leg.Person.Versions.ContainsKey);

    /// <summary>The local days a stretch of time touches.</summary>
    public static IEnumerable<DateOnly> DaysOf(Stretch planned)
    {
        for (var day = LondonTime.DateOf(planned.From); day <= LondonTime.DateOf(planned.To.AddTicks(-1)); day = day.AddDays(1))
            yield return day;
    }
}

/// <summary>A window on a day in which the visit fits.</summary>
/// <param name="Earliest">The earliest start that can be planned.</param>
/// <param name="Extra">The fewest minutes of travel it adds.</param>
/// <param name="SamePerson">Whether the person who came last time can do it, where the household asked for that.</param>
/// <param name="Degree">The strongest preference it meets, the lower the stronger; null: none.</param>
internal sealed record Cell(DateOnly Date, WindowKind Kind, TimeOnly From, TimeOnly To, DateTimeOffset Earliest, int Extra, bool SamePerson, int? Degree);

/// <summary>
/// The engine, first half: from diaries and a request to the windows that are truly free, and to the plans that keep one. Pure, exact, and never a list
/// cut short: a window is here if and only if a visit can be put into somebody's day with every promise still reachable. <c>ChoiceSet</c> is the second half.
/// </summary>
internal static class Slots
{
    private const int Quarter = 15;
    private const int MinutesADay = 1440;
    private const int MostTriesOfAChain = 200;

    /// <summary>Every window on every day in which the visit fits, in order of time.</summary>
    public static IReadOnlyList<Cell> Cells(IReadOnlyList<Diary> diaries, SlotRequest request, BookingSettings settings)
    {
        var windows = WindowsFor(request, settings).ToArray();
        var days = OpenDays(request, settings, windows);
        if (days.Count == 0 || windows.Length == 0)
            return [];
        var found = new Found[days.Count * windows.Length];
        if (request.People == 1 && request.Parts.Count == 1)
            Alone(Candidates(diaries, request, request.Parts[0].Trade), request, settings, days, windows.Length, found);
        else
            InCompany(diaries, request, settings, days, windows.Length, found);

        var cells = new List<Cell>();
        for (var d = 0; d < days.Count; d++)
        {
            for (var w = 0; w < windows.Length; w++)
            {
                var (window, cell) = (windows[w], found[d * windows.Length + w]);
                if (cell.Any)
                    cells.Add(new Cell(days[d].Date, window.Kind, window.From, window.To, Route.Instant(cell.Earliest), cell.Extra, cell.SamePerson, request.Wishes.DegreeOf(days[d].Date, window.From, window.To)));
            }
        }

        return cells;
    }

    /// <summary>Plans for one window, best first: least extra travel, then earliest. Empty where it is full.</summary>
    /// <param name="only">The one person who may come, where the choice promised that.</param>
    public static IReadOnlyList<Plan> Plans(IReadOnlyList<Diary> diaries, SlotRequest request, BookingSettings settings, Stretch window, long? only = null)
    {
        var (from, to) = (Math.Max(Route.Up(window.From), Route.Up(request.Now)), Route.Down(window.To));
        if (request.Parts.Count > 1)
            return Bundled(diaries, request, settings, from, to, only);
        var candidates = Candidates(diaries, request, request.Parts[0].Trade);
        var visit = VisitOf(request, 0, 1);
        if (request.People > 1)
            return Together(candidates, request, visit, settings, from, to, only) is { } together ? [together] : [];
        return
        [
            .. candidates.Where(d => only is null || d.OperativeId == only)
                .Select(d => BestOf(d.RouteFor(settings, request.Now).Fits(visit, from, to)) is { } fit ? PlanOf(d, request, settings, fit, d.RouteFor(settings, request.Now).CalmStart(fit, visit, from), visit, from, 0) : null)
                .OfType<Plan>()
                .OrderBy(p => p.Extra).ThenBy(p => p.Planned.From).ThenBy(p => p.Legs[0].Person.OperativeId),
        ];
    }

    /// <summary>For an emergency: whoever can start first, arriving within the time, whatever the windows.</summary>
    public static IReadOnlyList<Plan> Soonest(IReadOnlyList<Diary> diaries, SlotRequest request, BookingSettings settings, DateTimeOffset by)
    {
        var visit = VisitOf(request, 0, 1);
        var (from, to) = ((Route.Up(request.Now) + Quarter - 1) / Quarter * Quarter, Route.Down(by) + visit.Minutes - 1);
        if (request.People > 1)
            return Plans(diaries, request, settings, new Stretch(Route.Instant(from), Route.Instant(to)));
        return
        [
            .. Candidates(diaries, request, request.Parts[0].Trade)
                .Select(d => d.RouteFor(settings, request.Now).Fits(visit, from, to).OrderBy(f => f.Earliest).ThenBy(f => f.Extra).Select(f => PlanOf(d, request, settings, f, f.Earliest, visit, from, 0)).FirstOrDefault())
                .OfType<Plan>()
                .OrderBy(p => p.Planned.From).ThenBy(p => p.Extra).ThenBy(p => p.Legs[0].Person.OperativeId),
        ];
    }

    /// <summary>The windows a household is offered: ours, cut to what it told us it needs.</summary>
    internal static IEnumerable<WindowSetting> WindowsFor(SlotRequest request, BookingSettings settings)
    {
        var windows = settings.OfferedWindows
            .Select(w => new WindowSetting { Kind = w.Kind, From = Later(w.From, request.Needs.NotBefore), To = Earlier(w.To, request.Needs.NotAfter), Days = w.Days })
            .Where(w => w.To > w.From)
            .ToList();
        var shorter = windows.Where(w => w.Kind != WindowKind.AllDay).Select(w => (w.To - w.From).TotalMinutes).DefaultIfEmpty(0).Max();
        return windows.Where(w => w.Kind != WindowKind.AllDay || LengthOf(request) > shorter)
            .DistinctBy(w => (w.From, w.To, w.DayMask))
            .OrderBy(w => w.From).ThenBy(w => w.To);
    }

    /// <summary>The whole visit's length in minutes, each part in whole quarter-hours.</summary>
    internal static int LengthOf(SlotRequest request) => request.Parts.Sum(p => Quarters(p.Minutes) * Quarter);

    /// <summary>Parts of a request as one stop.</summary>
    internal static NewStop VisitOf(SlotRequest request, int first, int count)
    {
        var parts = request.Parts.Skip(first).Take(count).ToList();
        var minutes = parts.Sum(p => Quarters(p.Minutes) * Quarter);
        return new NewStop(request.Home, minutes, Math.Max(minutes, parts.Sum(p => p.Likely)));
    }

    private static void Alone(List<Diary> candidates, SlotRequest request, BookingSettings settings, List<OpenDay> days, int width, Found[] found)
    {
        var visit = VisitOf(request, 0, 1);
        var quarters = Quarters(visit.Minutes);
        Span<int> there = stackalloc int[64], onwards = stackalloc int[64];
        foreach (var diary in candidates)
        {
            var route = diary.RouteFor(settings, request.Now);
            var same = request.Needs.SameOperative && diary.OperativeId == request.UsualOperative;
            for (var d = 0; d < days.Count; d++)
            {
                var day = days[d];
                ref readonly var of = ref route.DayOf(day.Date);
                if ((of.Free & day.Mask) == 0)
                    continue;
                if (of.Last - of.First + 2 > there.Length)
                {
                    there = new int[of.Last - of.First + 2];
                    onwards = new int[there.Length];
                }

                var measured = 0d;
                foreach (var window in day.Windows)
                {
                    if (!Route.MayHold(of.Free & window.Mask, quarters))
                        continue;
                    if (measured != window.Speed)
                        route.Travels(of, visit.Home, measured = window.Speed, there, onwards);
                    if (route.TryDay(of, visit, window.From, window.To, there, onwards, out var earliest, out var extra))
                        found[d * width + window.Index].Add(earliest, extra, same);
                }
            }
        }
    }

    private static void InCompany(IReadOnlyList<Diary> diaries, SlotRequest request, BookingSettings settings, List<OpenDay> days, int width, Found[] found)
    {
        for (var d = 0; d < days.Count; d++)
        {
            foreach (var window in days[d].Windows)
            {
                var stretch = new Stretch(Route.Instant(window.From), Route.Instant(window.To));
                if (Plans(diaries, request, settings, stretch) is not [var best, ..])
                    continue;
                var same = request.Needs.SameOperative && request.UsualOperative is { } usual && Plans(diaries, request, settings, stretch, usual).Count > 0;
                found[d * width + window.Index].Add(Route.Down(best.Planned.From), best.Extra, same);
            }
        }
    }

    /// <summary>The earliest start at which enough people are free at once. It is always some fit's own earliest start, so only those are tried.</summary>
    private static Plan? Together(List<Diary> candidates, SlotRequest request, NewStop visit, BookingSettings settings, int from, int to, long? with)
    {
        var fits = candidates.SelectMany(d => d.RouteFor(settings, request.Now).Fits(visit, from, to).Select(f => (Diary: d, Fit: f))).ToList();
        foreach (var start in fits.Select(f => f.Fit.Earliest).Distinct().Order())
        {
            var free = fits.Where(f => f.Fit.Earliest <= start && start <= f.Fit.Latest)
                .OrderBy(f => f.Diary.OperativeId == with ? 0 : 1).ThenBy(f => f.Fit.Extra).ThenBy(f => f.Diary.OperativeId)
                .DistinctBy(f => f.Diary.OperativeId).Take(request.People).ToList();
            if (free.Count == request.People && (with is null || free[0].Diary.OperativeId == with))
                return new Plan([.. free.Select(f => LegOf(f.Diary, request, settings, f.Fit, start, visit, from, 0))], free.Sum(f => f.Fit.Extra));
        }

        return null;
    }

    /// <summary>Several repairs in one visit: by one person who can do all, else by several one after the other in the same window.</summary>
    private static IReadOnlyList<Plan> Bundled(IReadOnlyList<Diary> diaries, SlotRequest request, BookingSettings settings, int from, int to, long? only)
    {
        var whole = VisitOf(request, 0, request.Parts.Count);
        var plans = new List<Plan>();
        foreach (var diary in request.Parts.Aggregate(diaries.ToList(), (left, part) => Candidates(left, request, part.Trade)).Where(d => only is null || d.OperativeId == only))
        {
            var route = diary.RouteFor(settings, request.Now);
            if (BestOf(route.Fits(whole, from, to)) is not { } fit)
                continue;
            var start = route.CalmStart(fit, whole, from);
            var moves = route.MovesFor(fit, start, whole, from);
            // Whatever takes longer, it is after the last part that room is left.
            var room = whole.Takes - whole.Minutes;
            plans.Add(new Plan([.. Starts(request, start).Select((s, i) => new Leg(diary, s, i, (int)s.Length.TotalMinutes + (i == request.Parts.Count - 1 ? room : 0), i == 0 ? moves : []))], fit.Extra));
        }

        if (plans.Count > 0 || only is not null)
            return [.. plans.OrderBy(p => p.Extra).ThenBy(p => p.Planned.From).ThenBy(p => p.Legs[0].Person.OperativeId)];
        return Chain(diaries, request, settings, from, to) is { } chain ? [chain] : [];
    }

    private static Plan? Chain(IReadOnlyList<Diary> diaries, SlotRequest request, BookingSettings settings, int from, int to)
    {
        var left = MostTriesOfAChain;
        return Next([], from);

        // Whoever is free first does the next part; where that leaves nobody for a later one, somebody else does.
        Plan? Next(List<(Leg Leg, int Extra)> legs, int after)
        {
            if (legs.Count == request.Parts.Count)
                return new Plan([.. legs.Select(l => l.Leg)], legs.Sum(l => l.Extra));
            var visit = VisitOf(request, legs.Count, 1);
            var free = Candidates(diaries, request, request.Parts[legs.Count].Trade)
                .Where(d => !legs.Exists(l => l.Leg.Person.OperativeId == d.OperativeId))
                .SelectMany(d => d.RouteFor(settings, request.Now).Fits(visit, after, to).OrderBy(f => f.Earliest).ThenBy(f => f.Extra).Take(1).Select(f => (Diary: d, Fit: f)))
                .OrderBy(f => f.Fit.Earliest).ThenBy(f => f.Fit.Extra).ThenBy(f => f.Diary.OperativeId);
            foreach (var (diary, fit) in free)
            {
                if (left-- <= 0)
                    return null;
                if (Next([.. legs, (LegOf(diary, request, settings, fit, fit.Earliest, visit, after, legs.Count), fit.Extra)], fit.Earliest + visit.Minutes) is { } plan)
                    return plan;
            }

            return null;
        }
    }

    private static IEnumerable<Stretch> Starts(SlotRequest request, int start)
    {
        foreach (var part in request.Parts)
        {
            var end = start + Quarters(part.Minutes) * Quarter;
            yield return new Stretch(Route.Instant(start), Route.Instant(end));
            start = end;
        }
    }

    private static Fit? BestOf(IEnumerable<Fit> fits)
    {
        Fit? best = null;
        foreach (var fit in fits)
        {
            if (best is not { } b || fit.Extra < b.Extra || (fit.Extra == b.Extra && fit.Earliest < b.Earliest))
                best = fit;
        }

        return best;
    }

    private static Plan PlanOf(Diary diary, SlotRequest request, BookingSettings settings, Fit fit, int start, NewStop visit, int windowFrom, int part) =>
        new([LegOf(diary, request, settings, fit, start, visit, windowFrom, part)], fit.Extra);

    private static Leg LegOf(Diary diary, SlotRequest request, BookingSettings settings, Fit fit, int start, NewStop visit, int windowFrom, int part) =>
        new(diary, new Stretch(Route.Instant(start), Route.Instant(start + visit.Minutes)), part, visit.Takes, diary.RouteFor(settings, request.Now).MovesFor(fit, start, visit, windowFrom));

    private static List<Diary> Candidates(IReadOnlyList<Diary> diaries, SlotRequest request, string trade) =>
        [.. diaries.Where(d => d.Trades.Contains(trade) && (request.Patch is null || d.Patches.Contains(request.Patch)) && MayCome(d, request.Needs))];

    private static bool MayCome(Diary diary, SlotNeeds needs) => needs.OperativeGender is null || needs.AnyGender || diary.Gender == needs.OperativeGender;

    private static List<OpenDay> OpenDays(SlotRequest request, BookingSettings settings, WindowSetting[] windows)
    {
        var days = new List<OpenDay>();
        var soonest = Route.Up(request.Now.AddMinutes(settings.LeadMinutes));
        var next = Route.Up(LondonTime.StartOf(request.First));
        for (var day = request.First; day <= request.Last; day = day.AddDays(1))
        {
            var midnight = next;
            next = Route.Up(LondonTime.EndOf(day));
            if (request.DaysOff.Contains(day) || request.Needs.AvoidDates.Contains(day))
                continue;
            var open = new List<OpenWindow>(windows.Length);
            for (var w = 0; w < windows.Length; w++)
            {
                var (from, to) = (MinuteOf(day, windows[w].From, midnight, next), MinuteOf(day, windows[w].To, midnight, next));
                if (from < soonest || !windows[w].RunsOn(day.DayOfWeek) || open.Exists(o => o.From == from && o.To == to) || !request.Wishes.Allow(day, windows[w].From, windows[w].To))
                    continue;
                open.Add(new OpenWindow(w, from, to, Route.Bits(from - midnight, to - midnight, outward: true), settings.SpeedAt(windows[w].From)));
            }

            if (open.Count > 0)
                days.Add(new OpenDay(day, open.Aggregate(UInt128.Zero, (mask, w) => mask | w.Mask), [.. open]));
        }

        return days;
    }

    // Only a day with a clock change needs to ask the zone.
    private static int MinuteOf(DateOnly day, TimeOnly time, int midnight, int next) =>
        next - midnight == MinutesADay ? midnight + time.Hour * 60 + time.Minute : Route.Up(LondonTime.Instant(day, time));

    private static int Quarters(int minutes) => (minutes + Quarter - 1) / Quarter;

    private static TimeOnly Later(TimeOnly ours, TimeOnly? theirs) => theirs is { } t && t > ours ? t : ours;

    private static TimeOnly Earlier(TimeOnly ours, TimeOnly? theirs) => theirs is { } t && t < ours ? t : ours;

    private sealed record OpenDay(DateOnly Date, UInt128 Mask, OpenWindow[] Windows);

    private sealed record OpenWindow(int Index, int From, int To, UInt128 Mask, double Speed);

    [StructLayout(LayoutKind.Auto)]
    private struct Found
    {
        public int Earliest;
        public int Extra;
        public bool SamePerson;
        public bool Any;

        public void Add(int earliest, int extra, bool same)
        {
            (Earliest, Extra) = Any ? (Math.Min(Earliest, earliest), Math.Min(Extra, extra)) : (earliest, extra);
            (SamePerson, Any) = (SamePerson | same, true);
        }
    }
}
