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
}

/// <summary>A visit that looks for a time.</summary>
/// <param name="Minutes">Expected length, already longer where the household asked for that.</param>
/// <param name="Patch">Null: from any patch, where a wider search was asked for.</param>
/// <param name="UsualOperative">Who came last time.</param>
/// <param name="DaysOff">Bank holidays.</param>
internal sealed record SlotRequest(
    Home Home, string Trade, string? Patch, int Minutes, int People, SlotNeeds Needs, long? UsualOperative,
    DateTimeOffset Now, DateOnly First, DateOnly Last, IReadOnlySet<DateOnly> DaysOff);

/// <summary>People and the time planned for them.</summary>
internal sealed record Plan(IReadOnlyList<Diary> People, Stretch Planned)
{
    /// <summary>The local days the plan touches: each of these operative-days is compared and set before the plan stands.</summary>
    public IEnumerable<DateOnly> Days()
    {
        for (var day = LondonTime.DateOf(Planned.From); day <= LondonTime.DateOf(Planned.To.AddTicks(-1)); day = day.AddDays(1))
            yield return day;
    }
}

/// <summary>A window on a day in which the visit fits.</summary>
/// <param name="Earliest">The plan that starts first.</param>
/// <param name="SamePerson">Whether the person who came last time can do it.</param>
internal sealed record Cell(DateOnly Date, WindowKind Kind, TimeOnly From, TimeOnly To, Plan Earliest, bool SamePerson);

/// <summary>
/// The engine, first half: from diaries and a request to the windows that are truly free. Pure. Simple on purpose: planned times stay where they are,
/// and a visit fits where a gap holds it together with the travel to and from its neighbours. <c>ChoiceSet</c> is the second half.
/// </summary>
internal static class Slots
{
    private const int QuarterMinutes = 15;
    private static readonly long Quarter = TimeSpan.FromMinutes(QuarterMinutes).Ticks;

    /// <summary>Every window on every day in which the visit fits, in order of time.</summary>
    public static IReadOnlyList<Cell> Cells(IReadOnlyList<Diary> diaries, SlotRequest request, BookingSettings settings)
    {
        var candidates = Candidates(diaries, request);
        var windows = WindowsFor(request, settings).ToList();
        var cells = new List<Cell>();
        for (var day = request.First; day <= request.Last; day = day.AddDays(1))
        {
            if (request.DaysOff.Contains(day) || request.Needs.AvoidDates.Contains(day))
                continue;
            foreach (var window in windows)
            {
                if (LondonTime.Instant(day, window.From) >= request.Now.AddMinutes(settings.LeadMinutes)
                    && CellOf(candidates, request, settings, day, window) is { } cell)
                    cells.Add(cell);
            }
        }

        return cells;
    }

    /// <summary>Plans for one window, best first: least extra travel, then earliest. Empty where it is full.</summary>
    /// <param name="only">The one person who may come, where the choice promised that.</param>
    public static IReadOnlyList<Plan> Plans(IReadOnlyList<Diary> diaries, SlotRequest request, BookingSettings settings, Stretch window, long? only = null)
    {
        var candidates = Candidates(diaries, request);
        if (request.People > 1)
            return Together(candidates, request, settings, window, only) is { } together ? [together] : [];
        return candidates.Where(d => only is null || d.OperativeId == only)
            .SelectMany(d => Gaps(d, window, request, settings).Take(1).Select(g => (Plan: new Plan([d], PlannedFrom(g.From, request)), g.Extra)))
            .OrderBy(p => p.Extra).ThenBy(p => p.Plan.Planned.From).ThenBy(p => p.Plan.People[0].OperativeId)
            .Select(p => p.Plan)
            .ToList();
    }

    /// <summary>For an emergency: whoever can start first within the time, whatever the windows.</summary>
    public static IReadOnlyList<Plan> Soonest(IReadOnlyList<Diary> diaries, SlotRequest request, BookingSettings settings, DateTimeOffset by) =>
        [.. Plans(diaries, request, settings, new Stretch(Up(request.Now), by)).OrderBy(p => p.Planned.From)];

    /// <summary>The window a household is offered: ours, cut to what it told us it needs.</summary>
    internal static IEnumerable<WindowSetting> WindowsFor(SlotRequest request, BookingSettings settings)
    {
        var windows = settings.OfferedWindows
            .Select(w => new WindowSetting { Kind = w.Kind, From = Later(w.From, request.Needs.NotBefore), To = Earlier(w.To, request.Needs.NotAfter) })
            .Where(w => w.To > w.From)
            .ToList();
        var shorter = windows.Where(w => w.Kind != WindowKind.AllDay).Select(w => (w.To - w.From).TotalMinutes).DefaultIfEmpty(0).Max();
        return windows.Where(w => w.Kind != WindowKind.AllDay || LengthOf(request).TotalMinutes > shorter)
            .DistinctBy(w => (w.From, w.To))
            .OrderBy(w => w.From).ThenBy(w => w.To);
    }

    /// <summary>The gaps of one diary that hold the visit: earliest and latest start, and the travel it adds.</summary>
    internal static IEnumerable<(DateTimeOffset From, DateTimeOffset Latest, TimeSpan Extra)> Gaps(Diary diary, Stretch window, SlotRequest request, BookingSettings settings)
    {
        var length = LengthOf(request);
        var first = FirstStopAfter(diary.Stops, window.From);
        foreach (var work in diary.Working)
        {
            if (!work.Overlaps(window))
                continue;
            for (var i = first; i <= diary.Stops.Count; i++)
            {
                var before = i > 0 ? diary.Stops[i - 1] : null;
                var after = i < diary.Stops.Count ? diary.Stops[i] : null;
                if (before is not null && before.Planned.To >= window.To)
                    break;
                var there = before is null ? TimeSpan.Zero : Travel.Between(before.Home, request.Home, settings);
                var onwards = after is null ? TimeSpan.Zero : Travel.Between(request.Home, after.Home, settings);
                var from = Up(Latest(Latest(work.From, window.From), before is null ? DateTimeOffset.MinValue : before.Planned.To + there));
                var latest = Down(Earliest(Earliest(work.To, window.To), after is null ? DateTimeOffset.MaxValue : after.Planned.From - onwards) - length);
                if (from <= latest)
                    yield return (from, latest, there + onwards - (before is null || after is null ? TimeSpan.Zero : Travel.Between(before.Home, after.Home, settings)));
            }
        }
    }

    /// <summary>The visit's length in whole quarter-hours.</summary>
    internal static TimeSpan LengthOf(SlotRequest request) => new((TimeSpan.FromMinutes(request.Minutes).Ticks + Quarter - 1) / Quarter * Quarter);

    private static List<Diary> Candidates(IReadOnlyList<Diary> diaries, SlotRequest request) =>
        [.. diaries.Where(d => d.Trades.Contains(request.Trade) && (request.Patch is null || d.Patches.Contains(request.Patch)))];

    private static Cell? CellOf(List<Diary> candidates, SlotRequest request, BookingSettings settings, DateOnly day, WindowSetting window)
    {
        var stretch = new Stretch(LondonTime.Instant(day, window.From), LondonTime.Instant(day, window.To));
        var earliest = request.People > 1 ? Together(candidates, request, settings, stretch, null) : Alone(candidates, request, settings, stretch);
        if (earliest is null)
            return null;
        var usual = request.Needs.SameOperative && candidates.Find(d => d.OperativeId == request.UsualOperative) is { } person
            && (request.People > 1 ? Together(candidates, request, settings, stretch, person.OperativeId) is not null : Gaps(person, stretch, request, settings).Any());
        return new Cell(day, window.Kind, window.From, window.To, earliest, usual);
    }

    private static Plan? Alone(List<Diary> candidates, SlotRequest request, BookingSettings settings, Stretch window)
    {
        Plan? best = null;
        foreach (var diary in candidates)
        {
            foreach (var (from, _, _) in Gaps(diary, window, request, settings))
            {
                if (best is null || from < best.Planned.From)
                    best = new Plan([diary], PlannedFrom(from, request));
                break;
            }
        }

        return best;
    }

    /// <summary>The earliest start at which enough people are free at once. It is always some gap's own earliest start, so only those are tried.</summary>
    private static Plan? Together(List<Diary> candidates, SlotRequest request, BookingSettings settings, Stretch window, long? with)
    {
        var gaps = candidates.SelectMany(d => Gaps(d, window, request, settings).Select(g => (Diary: d, g.From, g.Latest))).ToList();
        foreach (var start in gaps.Select(g => g.From).Distinct().Order())
        {
            var free = gaps.Where(g => g.From <= start && start <= g.Latest).Select(g => g.Diary).DistinctBy(d => d.OperativeId)
                .OrderBy(d => d.OperativeId == with ? 0 : 1).ThenBy(d => d.OperativeId).Take(request.People).ToList();
            if (free.Count == request.People && (with is null || free[0].OperativeId == with))
                return new Plan(free, PlannedFrom(start, request));
        }

        return null;
    }

    private static Stretch PlannedFrom(DateTimeOffset start, SlotRequest request) => new(start, start + LengthOf(request));

    private static int FirstStopAfter(IReadOnlyList<Stop> stops, DateTimeOffset instant)
    {
        int low = 0, high = stops.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (stops[middle].Planned.To <= instant)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    // London's offset is a whole number of hours, so quarter-hours of UTC are quarter-hours there.
    private static DateTimeOffset Up(DateTimeOffset instant) => new((instant.UtcTicks + Quarter - 1) / Quarter * Quarter, TimeSpan.Zero);

    private static DateTimeOffset Down(DateTimeOffset instant) => new(instant.UtcTicks / Quarter * Quarter, TimeSpan.Zero);

    private static DateTimeOffset Latest(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earliest(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static TimeOnly Later(TimeOnly ours, TimeOnly? theirs) => theirs is { } t && t > ours ? t : ours;

    private static TimeOnly Earlier(TimeOnly ours, TimeOnly? theirs) => theirs is { } t && t < ours ? t : ours;
}
