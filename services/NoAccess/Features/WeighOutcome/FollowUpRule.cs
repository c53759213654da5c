using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.NoAccess.WeighOutcome;

/// <summary>The stretch since the last follow-up was closed. Each closing starts a new one, in which counting begins at nothing.</summary>
/// <param name="RequestId">The id of the one follow-up this stretch can ask for.</param>
internal sealed record Episode(Guid RequestId, DateTimeOffset Since)
{
    /// <summary>Follows the closings, each named after the one before it, to the stretch we are in.</summary>
    public static Episode Current(string landlord, string household, IEnumerable<FollowUpClosed> closings)
    {
        var closed = closings.GroupBy(c => c.RequestId).ToDictionary(c => c.Key, c => c.Min(x => x.OccurredAt));
        var episode = new Episode(StableId.Of("follow-up", landlord, household), DateTimeOffset.MinValue);
        while (closed.TryGetValue(episode.RequestId, out var at))
            episode = new Episode(StableId.Of("follow-up", landlord, household, episode.RequestId.ToString()), at > episode.Since ? at : episode.Since);
        return episode;
    }
}

/// <summary>Step 3 of the ladder: the repeat trigger, silence across channels, or a worry for someone's welfare.</summary>
internal static class FollowUpRule
{
    public static FollowUp? Find(Episode episode, HouseholdFacts facts, IReadOnlyList<WeighedVisit> recent, Thresholds settings)
    {
        var counted = recent.Where(v => v.Counts).ToList();
        var repeated = Repeated(counted, settings);
        var worries = Worries(episode, facts).ToList();
        List<string> because = [.. repeated.Because];
        if (worries.Count > 0)
            because.Add("welfare-concern");
        if (IsSilent(episode, facts))
            because.Add("silence");
        if (because.Count == 0)
            return null;

        var visits = repeated.Visits.Select(v => v.VisitId).Concat(worries.Select(w => w.VisitId)).Distinct().ToList();
        var repairs = repeated.Visits.Select(v => v.RepairId).Concat(worries.Select(w => w.RepairId)).Distinct().ToList();
        var latest = recent.Count > 0 ? recent[^1].Moment : facts.All.Max(f => f.OccurredAt);
        var hazards = NoAccessPolicy.OpenHazards(facts, latest).ToHashSet();
        if (hazards.Count > 0)
            because.Add("hazard");
        if (recent.Any(v => NoAccessPolicy.IsOpenEmergency(facts, v, latest)))
            because.Add("emergency");
        return new FollowUp(episode.RequestId, repairs.Count == 1 ? repairs[0] : null, visits, because, RiskOf(worries, hazards, facts, recent, latest));
    }

    /// <summary>Proposed by rule; a person sets it. Under a hazard the attempt is due the same day, in an emergency now.</summary>
    private static Risk RiskOf(List<Worry> worries, HashSet<Guid> hazards, HouseholdFacts facts, IReadOnlyList<WeighedVisit> recent, DateTimeOffset latest)
    {
        if (worries.Any(w => w.Immediate) || recent.Any(v => v.Priority == Priority.Emergency && hazards.Contains(v.RepairId)) || recent.Any(v => NoAccessPolicy.IsOpenEmergency(facts, v, latest)))
            return Risk.Immediate;
        if (worries.Count > 0 || hazards.Count > 0)
            return Risk.High;
        return facts.Adjustments.Any(a => a.Holds(latest)) || recent.Any(v => v.Outcome is DoorOutcome.DO13 or DoorOutcome.DO15) ? Risk.Medium : Risk.Standard;
    }

    private static (IReadOnlyList<WeighedVisit> Visits, IReadOnlyList<string> Because) Repeated(List<WeighedVisit> counted, Thresholds settings)
    {
        HashSet<WeighedVisit> visits = [];
        List<string> because = [];
        void Add(string code, IReadOnlyList<WeighedVisit> found)
        {
            if (found.Count == 0)
                return;
            because.Add(code);
            visits.UnionWith(found);
        }

        Add("two-on-one-repair", counted.GroupBy(v => v.RepairId).Where(r => r.Count() >= settings.OnOneRepair).SelectMany(r => r).ToList());
        Add("two-in-ninety-days", Within(counted, settings.InQuarter, settings.QuarterDays));
        Add("three-in-a-year", Within(counted, settings.InYear, settings.YearDays));
        return ([.. visits.OrderBy(v => v.Moment).ThenBy(v => v.VisitId)], because);
    }

    /// <summary>All misses that are among <paramref name="misses"/> within <paramref name="days"/> local days.</summary>
    private static List<WeighedVisit> Within(List<WeighedVisit> counted, int misses, int days)
    {
        HashSet<WeighedVisit> found = [];
        for (var last = misses - 1; last < counted.Count; last++)
        {
            var first = last - misses + 1;
            if (LondonDays(counted[first], counted[last]) <= days)
                found.UnionWith(counted.Skip(first).Take(misses));
        }

        return [.. found];
    }

    private static int LondonDays(WeighedVisit first, WeighedVisit last) =>
        Platform.LondonTime.DateOf(last.Moment).DayNumber - Platform.LondonTime.DateOf(first.Moment).DayNumber;

    private static IEnumerable<Worry> Worries(Episode episode, HouseholdFacts facts) =>
        facts.Of<WelfareConcernRaised>().Select(w => new Worry(w.VisitId, w.RepairId, w.Immediate, w.OccurredAt))
            .Concat(facts.Of<VisitOutcomeReported>().Where(r => r.Observed.Contains(DoorOutcome.DO31)).Select(r => new Worry(r.VisitId, r.RepairId, false, r.OccurredAt)))
            .Where(w => w.At > episode.Since)
            .OrderBy(w => w.At).ThenBy(w => w.VisitId).ThenByDescending(w => w.Immediate);

    /// <summary>Messages on two channels came back, none arrived since, and the resident has done nothing: we may be talking to nobody.</summary>
    private static bool IsSilent(Episode episode, HouseholdFacts facts)
    {
        var lastSign = facts.Delivered.Select(m => m.OccurredAt)
            .Concat(facts.Of<AppointmentBooked>().Where(a => a.By == Actor.Resident).Select(a => a.OccurredAt))
            .Concat(facts.Of<AppointmentChanged>().Where(a => a is { By: Actor.Resident, SameTimes: false }).Select(a => a.OccurredAt))
            .Concat(facts.Of<AppointmentCancelled>().Where(a => a.By == Actor.Resident).Select(a => a.OccurredAt))
            .Concat(facts.Of<VisitDisputed>().Select(d => d.OccurredAt))
            .Concat(facts.Of<ReasonShared>().Select(r => r.OccurredAt))
            .Append(episode.Since)
            .Max();
        return facts.Of<MessageUndelivered>().Where(m => m.OccurredAt > lastSign).Select(m => m.Channel).Distinct(StringComparer.Ordinal).Count() >= 2;
    }

    private sealed record Worry(Guid VisitId, Guid RepairId, bool Immediate, DateTimeOffset At);
}
