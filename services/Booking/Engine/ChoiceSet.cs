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
        var picked = new List<Cell>();
        foreach (var aim in Aims(settings))
        {
            while (!aim.Met(picked) && Pick(cells, picked, aim) is { } cell)
                picked.Add(cell);
        }

        picked.AddRange(cells.Except(picked).OrderBy(c => picked.Count(p => p.Date == c.Date)).ThenBy(c => c.Date > due ? 1 : 0)
            .ThenBy(c => c.Degree ?? int.MaxValue).ThenBy(c => c.Extra / TravelBandMinutes).ThenBy(c => c.Date).ThenBy(c => c.From)
            .Take(Math.Max(0, settings.NormalChoices - picked.Count)).ToList());
        return InOrder(picked, cells);
    }

    /// <summary>Every free window, in order of time.</summary>
    public static IReadOnlyList<PickedCell> All(IReadOnlyList<Cell> cells) => InOrder(cells, cells);

    /// <summary>Set where the choices are fewer, or over fewer days, than we owe.</summary>
    public static Shortfall? ShortfallOf(IReadOnlyList<PickedCell> choices, BookingSettings settings)
    {
        var days = choices.Select(c => c.Cell.Date).Distinct().Count();
        return choices.Count < settings.MinimumChoices || days < settings.MinimumDays ? new Shortfall(choices.Count, days) : null;
    }

    private static IEnumerable<Aim> Aims(BookingSettings settings) =>
    [
        new(p => p.Count > 0, (_, _) => true),
        new(p => p.Any(c => c.SamePerson), (c, _) => c.SamePerson),
        new(p => p.Count(c => c.Degree is not null) >= PreferredShown, (c, _) => c.Degree is not null),
        new(p => Days(p) >= settings.MinimumDays, (c, p) => p.All(x => x.Date != c.Date)),
        new(p => p.Any(c => c.Kind == WindowKind.Morning), (c, _) => c.Kind == WindowKind.Morning),
        new(p => p.Any(c => c.Kind == WindowKind.Afternoon), (c, _) => c.Kind == WindowKind.Afternoon),
        new(p => p.Any(c => c.Kind == WindowKind.SchoolRun), (c, _) => c.Kind == WindowKind.SchoolRun),
        new(p => p.Any(c => c.Kind == WindowKind.Evening), (c, _) => c.Kind == WindowKind.Evening),
        new(p => p.Any(IsWeekend), (c, _) => IsWeekend(c)),
        new(p => p.Count >= settings.MinimumChoices, (_, _) => true),
    ];

    /// <summary>The soonest window that serves the aim, one of a kind and on a day not shown yet where there is one.</summary>
    private static Cell? Pick(IReadOnlyList<Cell> cells, List<Cell> picked, Aim aim) =>
        picked.Count == 0
            ? cells.Count > 0 ? cells[0] : null
            : cells.Except(picked).Where(c => aim.Serves(c, picked))
                .OrderBy(c => c.Degree ?? int.MaxValue)
                .ThenBy(c => picked.Exists(p => p.Kind == c.Kind) && picked.Exists(p => p.Date == c.Date) ? 1 : 0)
                .ThenBy(c => Days(picked) < 3 && picked.Exists(p => p.Date == c.Date) ? 1 : 0)
                .ThenBy(c => c.Date).ThenBy(c => picked.Count(p => p.Kind == c.Kind)).ThenBy(c => c.From)
                .FirstOrDefault();

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

    private static int Days(List<Cell> picked) => picked.Select(c => c.Date).Distinct().Count();

    private sealed record Aim(Func<List<Cell>, bool> Met, Func<Cell, List<Cell>, bool> Serves);
}
