using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A week of a trade in a patch, in minutes.</summary>
/// <param name="Working">Of everybody who has the trade and may go to the patch: somebody with two trades or patches is counted in each.</param>
/// <param name="Open">Of open repairs without a visit that are due by the end of the week, or late.</param>
/// <param name="Short">Minutes that neither this week nor what is left of the weeks before it can take.</param>
internal sealed record CapacityWeek(DateOnly Week, int Working, int Planned, int Open, int Short);

internal sealed record CapacityRow(string Trade, string Patch, IReadOnlyList<CapacityWeek> Weeks, int SmallOffers)
{
    public bool IsShort => SmallOffers > 0 || Weeks.Any(w => w.Short > 0);
}

internal static class ShortfallRule
{
    /// <summary>One row for each trade and patch in which anything is to be done, those that are short first.</summary>
    public static IReadOnlyList<CapacityRow> Of(
        IReadOnlyList<DateOnly> weeks, IReadOnlyList<PlanPerson> people, IReadOnlyList<PlanShiftRow> shifts, DateTimeOffset now,
        IReadOnlyList<WorkRow> planned, IReadOnlyList<WorkRow> open, IReadOnlyList<SmallOfferRow> small)
    {
        var working = WorkingOf(weeks, people, shifts, now);
        var plannedOf = planned.ToDictionary(p => (p.Trade, p.Patch, p.Week), p => p.Minutes);
        var openOf = open.ToDictionary(p => (p.Trade, p.Patch, p.Week), p => p.Minutes);
        var smallOf = small.ToDictionary(s => (s.Trade, s.Patch), s => s.Repairs);
        return
        [
            .. planned.Select(p => (p.Trade, p.Patch)).Concat(open.Select(p => (p.Trade, p.Patch))).Concat(small.Select(s => (s.Trade, s.Patch))).Distinct()
                .Select(k => new CapacityRow(k.Trade, k.Patch,
                    Weeks(weeks.Select(w => (w, working.GetValueOrDefault((k.Trade, k.Patch, w)), plannedOf.GetValueOrDefault((k.Trade, k.Patch, w)), openOf.GetValueOrDefault((k.Trade, k.Patch, w))))),
                    smallOf.GetValueOrDefault((k.Trade, k.Patch))))
                .OrderByDescending(r => r.Weeks.Sum(w => w.Short)).ThenByDescending(r => r.SmallOffers).ThenBy(r => r.Patch, StringComparer.Ordinal).ThenBy(r => r.Trade, StringComparer.Ordinal),
        ];
    }

    /// <summary>Open work can be done before the week in which it is due, never after it; what is promised stays in its week.</summary>
    public static IReadOnlyList<CapacityWeek> Weeks(IEnumerable<(DateOnly Week, int Working, int Planned, int Open)> weeks)
    {
        var (all, spare) = (new List<CapacityWeek>(), 0);
        foreach (var (week, working, planned, open) in weeks)
        {
            spare += Math.Max(0, working - planned);
            all.Add(new CapacityWeek(week, working, planned, open, Math.Max(0, open - spare) + Math.Max(0, planned - working)));
            spare = Math.Max(0, spare - open);
        }

        return all;
    }

    /// <summary>"Plumbing in north, week of Monday 23 November: 12 hours short. …"; one sentence for each week that is short.</summary>
    public static IEnumerable<string> Words(CapacityRow row)
    {
        foreach (var week in row.Weeks.Where(w => w.Short > 0))
        {
            yield return $"Week of {LondonTime.Words(week.Week)}: {Hours(week.Short)} short. People work {Hours(week.Working)}; {Hours(week.Planned)} are promised and {Hours(week.Open)} of open work are due.";
        }

        if (row.SmallOffers > 0)
            yield return $"{(row.SmallOffers == 1 ? "One household was" : $"{row.SmallOffers} households were")} offered less than a real choice in the last four weeks.";
    }

    public static string Hours(int minutes) => minutes < 60 ? $"{minutes} minutes" : minutes < 120 ? "1 hour" : $"{minutes / 60} hours";

    private static Dictionary<(string Trade, string Patch, DateOnly Week), int> WorkingOf(IReadOnlyList<DateOnly> weeks, IReadOnlyList<PlanPerson> people, IReadOnlyList<PlanShiftRow> shifts, DateTimeOffset now)
    {
        var shiftsOf = shifts.ToLookup(s => s.OperativeId);
        var minutes = new Dictionary<(string, string, DateOnly), int>();
        foreach (var person in people)
        {
            var working = Diary.WorkingTimeOf(shiftsOf[person.OperativeId].Select(s => new WorkingTime(s.Day, s.Absent, s.FromTime, s.ToTime)));
            foreach (var week in working.Where(w => w.To > now).GroupBy(w => LondonTime.WeekOf(LondonTime.DateOf(w.From))).Where(g => weeks.Contains(g.Key)))
            {
                var sum = (int)week.Sum(w => (w.To - (w.From > now ? w.From : now)).TotalMinutes);
                foreach (var trade in person.Trades)
                {
                    foreach (var patch in person.Patches)
                        minutes[(trade, patch, week.Key)] = minutes.GetValueOrDefault((trade, patch, week.Key)) + sum;
                }
            }
        }

        return minutes;
    }
}
