namespace Repairs.Booking;

/// <summary>A chosen window and why.</summary>
internal sealed record PickedCell(Cell Cell, IReadOnlyList<Why> Why);

/// <summary>
/// The engine, second half: from all free windows to the few worth showing. The soonest is always there; then the same person where asked for, several days,
/// morning and afternoon, one that avoids the school run, an evening and a weekend where people work then, two of those the resident prefers; then, days not
/// shown yet first, the rest by whether they keep the due date, how much travel they add, and time. Nothing about the person but what they asked for has any
/// part in it, and "show all" shows everything.
/// </summary>
internal static class ChoiceSet
{
    private const int PreferredShown = 2;
    private const int TravelBandMinutes = 10;

    /// <summary>The best few, in order of time.</summary>
    /// <param name="due">The last day on which the repair is in time.</param>
    public static IReadOnlyList<PickedCell> Best(IReadOnlyList<Cell> cells, BookingSettings settings, DateOnly? due = null)
    {
        if (cells.Count == 0)
            return [];
        var picked = new Picked(cells);
        picked.Take(0);
        foreach (var (met, serves) in Aims(settings))
        {
            while (!met(picked) && picked.First(serves, Early) is { } cell)
                picked.Take(cell);
        }

        while (picked.Cells.Count < settings.NormalChoices && picked.First((_, _) => true, (c, p) => Rest(c, p, due)) is { } cell)
            picked.Take(cell);
        return InOrder(picked.Cells, cells);
    }

    /// <summary>Every free window, in order of time.</summary>
    public static IReadOnlyList<PickedCell> All(IReadOnlyList<Cell> cells) => InOrder(cells, cells);

    /// <summary>Set where the choices are fewer, or over fewer days, than we owe.</summary>
    public static Shortfall? ShortfallOf(IReadOnlyList<PickedCell> choices, BookingSettings settings)
    {
        var days = choices.Select(c => c.Cell.Date).Distinct().Count();
        return choices.Count < settings.MinimumChoices || days < settings.MinimumDays ? new Shortfall(choices.Count, days) : null;
    }

    private static IEnumerable<(Func<Picked, bool> Met, Func<Cell, Picked, bool> Serves)> Aims(BookingSettings settings) =>
    [
        (p => p.Cells.Exists(c => c.SamePerson), (c, _) => c.SamePerson),
        (p => p.Cells.Count(c => c.Degree is not null) >= PreferredShown, (c, _) => c.Degree is not null),
        (p => p.Days >= settings.MinimumDays, (c, p) => p.OnDay(c) == 0),
        (p => p.OfKind(WindowKind.Morning) > 0, (c, _) => c.Kind == WindowKind.Morning),
        (p => p.OfKind(WindowKind.Afternoon) > 0, (c, _) => c.Kind == WindowKind.Afternoon),
        (p => p.OfKind(WindowKind.SchoolRun) > 0, (c, _) => c.Kind == WindowKind.SchoolRun),
        (p => p.OfKind(WindowKind.Evening) > 0, (c, _) => c.Kind == WindowKind.Evening),
        (p => p.Cells.Exists(IsWeekend), (c, _) => IsWeekend(c)),
        (p => p.Cells.Count >= settings.MinimumChoices, (_, _) => true),
    ];

    /// <summary>Soonest first, after what is preferred: one of a kind, and on a day not shown yet where few days are.</summary>
    private static (int, int, int, int, int, long) Early(Cell c, Picked p) =>
        (c.Degree ?? int.MaxValue, p.Has(c.Date, c.Kind) ? 1 : 0, p.Days < 3 && p.OnDay(c) > 0 ? 1 : 0, c.Date.DayNumber, p.OfKind(c.Kind), c.From.Ticks);

    /// <summary>The rest: days not shown yet, in time, preferred, on somebody's way, soonest.</summary>
    private static (int, int, int, int, int, long) Rest(Cell c, Picked p, DateOnly? due) =>
        (p.OnDay(c), c.Date > due ? 1 : 0, c.Degree ?? int.MaxValue, c.Extra / TravelBandMinutes, c.Date.DayNumber, c.From.Ticks);

    private static List<PickedCell> InOrder(IEnumerable<Cell> picked, IReadOnlyList<Cell> cells) =>
        [.. picked.OrderBy(c => c.Date).ThenBy(c => c.From).ThenBy(c => c.To).Select(c => new PickedCell(c, ReasonsFor(c, cells)))];

    private static List<Why> ReasonsFor(Cell cell, IReadOnlyList<Cell> cells)
    {
        var why = new List<Why>();
        if (cell == cells[0])
            why.Add(Why.Soonest);
        if (cell.SamePerson)
            why.Add(Why.SamePerson);
        if (cell.Degree is not null)
            why.Add(Why.AsYouAsked);
        if (cell.Kind == WindowKind.SchoolRun)
            why.Add(Why.SchoolRunSafe);
        if (cell.Kind == WindowKind.Evening)
            why.Add(Why.Evening);
        if (IsWeekend(cell))
            why.Add(Why.Weekend);
        if (cell.Kind == WindowKind.Morning)
            why.Add(Why.Morning);
        if (cell.Kind == WindowKind.Afternoon)
            why.Add(Why.Afternoon);
        if (why.Count == 0)
            why.Add(Why.AnotherDay);
        return why;
    }

    private static bool IsWeekend(Cell cell) => cell.Date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    /// <summary>What is picked so far, counted as it grows.</summary>
    private sealed class Picked(IReadOnlyList<Cell> all)
    {
        private readonly bool[] _taken = new bool[all.Count];
        private readonly int[] _kinds = new int[Enum.GetValues<WindowKind>().Length];
        private readonly Dictionary<DateOnly, int> _days = [];

        public List<Cell> Cells { get; } = [];

        public int Days => _days.Count;

        public int OnDay(Cell cell) => _days.GetValueOrDefault(cell.Date);

        public int OfKind(WindowKind kind) => _kinds[(int)kind];

        public bool Has(DateOnly date, WindowKind kind) => _kinds[(int)kind] > 0 && Cells.Exists(c => c.Date == date && c.Kind == kind);

        public void Take(int i)
        {
            _taken[i] = true;
            Cells.Add(all[i]);
            _kinds[(int)all[i].Kind]++;
            _days[all[i].Date] = OnDay(all[i]) + 1;
        }

        /// <summary>The one that serves and comes first; of equals the earlier in time.</summary>
        public int? First(Func<Cell, Picked, bool> serves, Func<Cell, Picked, (int, int, int, int, int, long)> rank)
        {
            var (best, least) = (-1, default((int, int, int, int, int, long)));
            for (var i = 0; i < all.Count; i++)
            {
                if (_taken[i] || !serves(all[i], this))
                    continue;
                var its = rank(all[i], this);
                if (best < 0 || its.CompareTo(least) < 0)
                    (best, least) = (i, its);
            }

            return best < 0 ? null : best;
        }
    }
}
