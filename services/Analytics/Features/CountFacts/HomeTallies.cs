using System.Globalization;
using Repairs.Platform;

namespace Repairs.Analytics.Features.CountFacts;

/// <summary>A contact from a home.</summary>
/// <param name="Repair">The repair it cites.</param>
internal sealed record HomeContact(string Id, DateTimeOffset At, string Trade, string? Code, string? Repair);

/// <summary>Something done differently for a home, agreed with the resident; what it is, is not known here.</summary>
internal sealed record HomeAdjustment(string Id, DateTimeOffset From, DateTimeOffset? To);

/// <summary>Everything that is known of one home. Nothing in it leads to anybody.</summary>
/// <param name="Attempts">When a person tried to get in touch.</param>
internal sealed record HomeStory(
    string Home, IReadOnlyCollection<VisitFact> Visits, IReadOnlyCollection<RepairFact> Repairs, IReadOnlyCollection<HomeContact> Contacts,
    IReadOnlyCollection<DateTimeOffset> Attempts, IReadOnlyCollection<HomeAdjustment> Adjustments);

/// <summary>
/// What a home's visits, repairs and contacts together add: repeat visits nobody could let us in to and whether a person asked (M07, M08), visits, days and waiting for a
/// finished repair (M14, M15, M29), the same fault back (M16), contact after a visit (M19), needs used (M27), targets (RP02), withdrawals after a miss (W28).
/// </summary>
internal static class HomeTallies
{
    private const int RollingDays = 90;
    private const int ToAskDays = 2;
    private static readonly TimeSpan Month = TimeSpan.FromDays(28);
    private static readonly TimeSpan Quarter = TimeSpan.FromDays(90);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly IReadOnlySet<DateOnly> Holidays = BankHolidays.Of(BankHolidays.EnglandAndWales);

    public static IReadOnlyList<Tally> Of(HomeStory story)
    {
        var visits = story.Visits.OrderBy(v => v.At).ThenBy(v => v.VisitId, StringComparer.Ordinal).ToList();
        var repairs = story.Repairs.OrderBy(r => r.RepairId, StringComparer.Ordinal).ToList();
        var oneHome = story.Home.StartsWith("h:", StringComparison.Ordinal);
        return
        [
            .. oneHome ? Repeats(visits, story.Attempts) : [],
            .. repairs.SelectMany(r => Finished(r, visits, repairs)),
            .. Withdrawn(visits, repairs),
            .. Followed(visits, story.Contacts),
            .. NeedsUsed(visits, story.Adjustments),
        ];
    }

    /// <summary>
    /// M07 and M08. A home is in the measure from its second such visit on one repair, or in 90 days, until 90 days after the last of them. It counts once a period, under the
    /// first visit of the period: the letters after the colon say for which periods (day, week, month, quarter, year) a visit is that first one.
    /// </summary>
    private static IEnumerable<Tally> Repeats(List<VisitFact> visits, IReadOnlyCollection<DateTimeOffset> attempts)
    {
        var missed = visits.FindAll(v => v.Standing == Standing.NoAccess);
        var second = missed.Where((v, i) => missed.Take(i).Any(e => (e.Repair is not null && e.Repair == v.Repair) || v.At - e.At <= Quarter)).ToList();
        foreach (var (trigger, i) in second.Select((v, i) => (v, i)))
        {
            // While the home is in the measure, another visit starts nothing new.
            if (i > 0 && trigger.Day.DayNumber - second[i - 1].Day.DayNumber <= RollingDays)
                continue;
            yield return At(trigger, "M08.of");
            var by = LondonTime.EndOf(WorkingDays.From(trigger.Day, ToAskDays, Holidays));
            if (attempts.Any(a => a >= trigger.At && a < by))
                yield return At(trigger, "M08");
        }

        var attended = visits.FindAll(v => v.Standing is Standing.NoAccess or Standing.Attended);
        bool IsRepeat(VisitFact v) => second.Exists(s => s.At <= v.At && v.Day.DayNumber - s.Day.DayNumber <= RollingDays);
        foreach (var tally in FirstOfPeriods(attended, "M07.of:").Concat(FirstOfPeriods(attended.FindAll(IsRepeat), "M07:")))
            yield return tally;
    }

    private static IEnumerable<Tally> FirstOfPeriods(List<VisitFact> visits, string counter)
    {
        var seen = new HashSet<(Statistics.Grain, DateOnly)>();
        foreach (var visit in visits)
        {
            var grains = string.Concat(Counters.Grains.Where(g => seen.Add((g.Grain, Statistics.Period.Of(visit.Day, g.Grain)))).Select(g => g.Letter));
            if (grains.Length > 0)
                yield return At(visit, counter + grains);
        }
    }

    private static IEnumerable<Tally> Finished(RepairFact repair, List<VisitFact> visits, List<RepairFact> repairs)
    {
        if (repair.WithdrawnAt is { } withdrawn && repair.FinishedAt is null)
        {
            yield return At(repair, withdrawn, "RP02.ended");
            yield return At(repair, withdrawn, "RP02.withdrawn");
        }

        // That it was finished and then was not is counted where it was first said to be; so is a fault that came back.
        bool IsBack(RepairFact other, DateTimeOffset after, TimeSpan within) =>
            other.RepairId != repair.RepairId && other.Trade == repair.Trade && other.RaisedAt > after && other.RaisedAt - after <= within;
        if (repair.FirstFinishedAt is { } first)
        {
            var back = repairs.Exists(o => IsBack(o, first, Month));
            yield return At(repair, first, "M16.of");
            if (back)
                yield return At(repair, first, "M16");
            if (repairs.Exists(o => IsBack(o, first, Quarter)))
                yield return At(repair, first, "M16b");
            if (back || repair.ReopenedAt - first <= Month)
                yield return At(repair, first, "M15.back");
        }

        if (repair.FinishedAt is not { } finished)
            yield break;
        yield return At(repair, finished, "RP02.ended");

        var of = visits.FindAll(v => v.Repair == repair.RepairId);
        if (of.Count > 0)
        {
            yield return At(repair, finished, Counters.Value("M14", of.Count));
            yield return At(repair, finished, "M14a.of");
            if (of.Count == 1)
                yield return At(repair, finished, "M14a");
            if (of.Count(v => v.Standing == Standing.Attended) == 1)
                yield return At(repair, finished, "M14b");
            yield return At(repair, finished, Counters.Value("M29", of.Sum(HalfDays)));
        }

        if (repair.RaisedAt is { } raised && raised <= finished && !repairs.Exists(o => IsBack(o, finished, Month)))
            yield return At(repair, finished, Counters.Value("M15", LondonTime.DateOf(finished).DayNumber - LondonTime.DateOf(raised).DayNumber));

        var target = repair.Priority == "Emergency" ? "RP02e" : "RP02";
        yield return At(repair, finished, "RP02.finished");
        yield return At(repair, finished, repair.DueBy is null ? "RP02.untold" : target + ".of");
        if (finished <= repair.DueBy)
            yield return At(repair, finished, target);
    }

    /// <summary>Half-days (8 to 13, 13 to 18, and an evening) that a promised window touches, so that somebody stayed in; one where the window is not known.</summary>
    private static int HalfDays(VisitFact visit)
    {
        if (visit.WindowStart is not { } start || visit.WindowEnd is not { } end || end <= start)
            return 1;
        int Part(DateTime at) => at.Hour < 13 ? 0 : at.Hour < 18 ? 1 : 2;
        var (from, to) = (LondonTime.Local(start), LondonTime.Local(end).AddTicks(-1));
        return Math.Clamp(((to.Date - from.Date).Days * 3) + Part(to) - Part(from) + 1, 1, 42);
    }

    /// <summary>W28: of the visits nobody could let us in to or that we missed, those whose repair was withdrawn within 28 days.</summary>
    private static IEnumerable<Tally> Withdrawn(List<VisitFact> visits, List<RepairFact> repairs)
    {
        foreach (var visit in visits.Where(v => IsMiss(v) && v.Repair is not null))
        {
            yield return At(visit, "W28.of");
            if (repairs.Exists(r => r.RepairId == visit.Repair && r.WithdrawnAt > visit.At && r.WithdrawnAt - visit.At <= Month))
                yield return At(visit, "W28");
        }
    }

    /// <summary>M19: each contact belongs to the latest visit about the same in the seven days before it, and to that one alone.</summary>
    private static IEnumerable<Tally> Followed(List<VisitFact> visits, IReadOnlyCollection<HomeContact> contacts)
    {
        var followed = new HashSet<string>(StringComparer.Ordinal);
        var stated = new HashSet<string>(StringComparer.Ordinal);
        foreach (var contact in contacts)
        {
            var latest = visits.FindLast(v => v.At <= contact.At && IsAbout(contact, v));
            if (latest is null || contact.At - latest.At > Week)
                continue;
            followed.Add(latest.VisitId);
            if (contact.Repair is not null || contact.Code is "FD02" or "FD03")
                stated.Add(latest.VisitId);
        }

        foreach (var visit in visits)
        {
            var arm = IsMiss(visit) ? Counters.FollowedMissed : visit.Outcome is "DO01" or "DO02" && visit.Standing == Standing.Attended ? Counters.FollowedKept : null;
            if (arm is null)
                continue;
            var priority = string.IsNullOrEmpty(visit.Priority) ? "-" : visit.Priority;
            yield return At(visit, $"{arm}.of:{priority}");
            if (followed.Contains(visit.VisitId))
                yield return At(visit, $"{arm}:{priority}");
            if (arm != Counters.FollowedMissed)
                continue;
            yield return At(visit, "M19.all");
            if (stated.Contains(visit.VisitId))
                yield return At(visit, "M19.stated");
        }
    }

    private static bool IsAbout(HomeContact contact, VisitFact visit) =>
        contact.Repair is not null ? contact.Repair == visit.Repair : contact.Trade.Length == 0 || contact.Trade == visit.Trade;

    /// <summary>M27: where something was to be done differently, the visits whose operative had confirmed all of it before arriving.</summary>
    private static IEnumerable<Tally> NeedsUsed(List<VisitFact> visits, IReadOnlyCollection<HomeAdjustment> adjustments)
    {
        foreach (var visit in visits.Where(v => v.Standing != Standing.Ours))
        {
            var active = adjustments.Where(a => a.From <= visit.At && (a.To is null || a.To > visit.At)).ToList();
            if (active.Count == 0)
                continue;
            yield return At(visit, "M27.of");
            if (visit.BriefAt <= visit.At && active.TrueForAll(a => a.From <= visit.BriefAt))
                yield return At(visit, "M27");
        }
    }

    private static bool IsMiss(VisitFact visit) => visit.Standing is Standing.NoAccess or Standing.Ours;

    private static Tally At(VisitFact visit, string counter) => new(visit.Day, visit.Patch, visit.Trade, counter);

    private static Tally At(RepairFact repair, DateTimeOffset at, string counter) => new(LondonTime.DateOf(at), repair.Patch, repair.Trade, counter);
}
