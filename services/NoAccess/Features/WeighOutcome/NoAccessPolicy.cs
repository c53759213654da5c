using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.NoAccess.WeighOutcome;

/// <summary>
/// The curiosity ladder (access.md): from a household's whole set of facts to what ought to stand. Pure, idempotent and free of order. A missed visit is a
/// question: the most that can follow from any number of them is one open follow-up by a person.
/// </summary>
internal static class NoAccessPolicy
{
    /// <summary>A miss we learn of later than this gets no "we missed each other": old news would only puzzle.</summary>
    private static readonly TimeSpan News = TimeSpan.FromDays(7);

    /// <param name="household">Landlord and household, so that the same cause makes the same id.</param>
    public static Standing Decide(string landlord, string household, IEnumerable<IEvent> history, DateTimeOffset now, Thresholds settings)
    {
        var facts = new HouseholdFacts(history);
        var visits = facts.Visits
            .Select(v => AttributionRule.Attribute(v, settings))
            .OfType<WeighedVisit>()
            .OrderBy(v => v.Moment)
            .ThenBy(v => v.VisitId)
            .ToList();
        var episode = Episode.Current(landlord, household, facts.Of<FollowUpClosed>());
        var recent = visits.Where(v => v.Moment > episode.Since).ToList();
        var followUp = FollowUpRule.Find(episode, facts, recent, settings);

        var decisions = visits.Where(v => v.Attribution == Attribution.Ours)
            .Select(v => (Decision)new OwnMiss(OwnMissId(v), v))
            .ToList();
        decisions.AddRange(FeltUnsafe(facts, visits));
        if (followUp is not null)
            decisions.Add(followUp);
        else
            decisions.AddRange(recent.Select((v, i) => Answer(facts, v, i > 0 ? recent[i - 1] : null, recent, now)).OfType<Decision>());
        return new Standing(visits, decisions);
    }

    /// <summary>
    /// What is new, given what was already said and asked. Where a person has been asked since a visit, they speak for it: nothing unprompted is added, neither
    /// before they have tried nor afterwards.
    /// </summary>
    public static IReadOnlyList<Decision> New(Standing standing, IReadOnlySet<Guid> made, IReadOnlyList<Asked> asked)
    {
        var due = standing.Decisions.Where(d => !made.Contains(d.Id)).ToList();
        var always = due.Where(d => d is OwnMiss or PersonAsks { FeltUnsafe: true });
        var person = due.OfType<FollowUp>().Where(_ => !asked.Any(a => a.IsFollowUp && a.ClosedAt is null)).Cast<Decision>()
            .Concat(due.OfType<PersonAsks>().Where(p => !p.FeltUnsafe && !IsSpokenFor(p.Visit, asked)).Reverse())
            .FirstOrDefault();
        return person is not null
            ? [.. always, person]
            : [.. always, .. due.OfType<TellMissed>().Where(t => !IsSpokenFor(t.Visit, asked) && !made.Contains(OwnMissId(t.Visit)))];
    }

    /// <summary>A request as the facts have left it, with the end of its pause where that is new.</summary>
    public static (Asked Request, PauseEnd? Ended) Settle(Asked request, IReadOnlyList<IEvent> facts)
    {
        var end = request.PausedUntil is null ? EndOfPause(request, facts) : null;
        var closed = facts.OfType<FollowUpClosed>().Where(c => c.RequestId == request.Id).Select(c => (DateTimeOffset?)c.OccurredAt).Min();
        return (request with { PausedUntil = request.PausedUntil ?? end?.At, ClosedAt = request.ClosedAt ?? closed }, end);
    }

    /// <summary>When and why a pause ended; null while nobody has tried. Pauses stop us, never the resident: a time they choose ends it.</summary>
    public static PauseEnd? EndOfPause(Asked request, IEnumerable<IEvent> history)
    {
        PauseEnd? EndedBy(IEvent fact) => fact switch
        {
            HumanContactAttempted e when e.RequestId == request.Id || e.OccurredAt >= request.At => new(e.OccurredAt, "person-tried"),
            AppointmentBooked { By: Actor.Resident } e when e.OccurredAt >= request.At => new(e.OccurredAt, "resident-chose"),
            AppointmentChanged { By: Actor.Resident, SameTimes: false } e when e.OccurredAt >= request.At => new(e.OccurredAt, "resident-chose"),
            FollowUpClosed e when e.RequestId == request.Id || e.OccurredAt >= request.At => new(e.OccurredAt, "closed"),
            _ => null,
        };
        return history.Select(EndedBy).OfType<PauseEnd>().OrderBy(e => e.At).ThenByDescending(e => e.Because, StringComparer.Ordinal).FirstOrDefault();
    }

    private static Decision? Answer(HouseholdFacts facts, WeighedVisit visit, WeighedVisit? before, IReadOnlyList<WeighedVisit> recent, DateTimeOffset now)
    {
        var because = visit.Counts ? Signs(facts, visit, recent)
            : visit.Attribution == Attribution.Unevidenced && before?.Attribution == Attribution.Unevidenced ? ["unevidenced-twice"]
            : [];
        if (because.Count > 0)
            return new PersonAsks(StableId.Of("person-asks", visit.VisitId.ToString()), visit, because);
        var wasMissed = visit.Counts || visit.Attribution == Attribution.Unevidenced;
        return wasMissed && now - visit.Moment <= News ? new TellMissed(StableId.Of("missed", visit.VisitId.ToString()), visit) : null;
    }

    private static IEnumerable<PersonAsks> FeltUnsafe(HouseholdFacts facts, IReadOnlyList<WeighedVisit> visits)
    {
        var felt = facts.Of<FeedbackGiven>().Where(f => f.Safe is 1 or 2).Select(f => f.VisitId).ToHashSet();
        return visits.Where(v => felt.Contains(v.VisitId)).Select(v => new PersonAsks(StableId.Of("felt-unsafe", v.VisitId.ToString()), v, ["felt-unsafe"], FeltUnsafe: true));
    }

    /// <summary>What calls for a person at once instead of a message: something we agreed to do differently, a hazard, or a sign on an earlier visit.</summary>
    private static List<string> Signs(HouseholdFacts facts, WeighedVisit visit, IReadOnlyList<WeighedVisit> recent)
    {
        List<string> because = [];
        if (facts.Adjustments.Any(a => a.Holds(visit.Moment)))
            because.Add("adjustment");
        if (OpenHazards(facts, visit.Moment).Any())
            because.Add("hazard");
        if (IsOpenEmergency(facts, visit, visit.Moment))
            because.Add("emergency");
        if (recent.Any(v => v.Outcome is DoorOutcome.DO13 or DoorOutcome.DO15 && v.Moment < visit.Moment))
            because.Add("sign");
        return because;
    }

    /// <summary>Hazards seen by then on repairs that were not finished by then.</summary>
    internal static IEnumerable<Guid> OpenHazards(HouseholdFacts facts, DateTimeOffset by)
    {
        var finished = facts.Of<RepairFinished>().Where(f => f.OccurredAt <= by).Select(f => f.RepairId).ToHashSet();
        return facts.Of<HazardObserved>().Select(h => (h.RepairId, At: h.OccurredAt))
            .Concat(facts.Of<VisitOutcomeReported>().Where(r => r.Observed.Contains(DoorOutcome.DO30)).Select(r => (r.RepairId, At: r.OccurredAt)))
            .Where(h => h.At <= by && !finished.Contains(h.RepairId))
            .Select(h => h.RepairId);
    }

    /// <summary>An emergency that nobody was in for and that was not finished by then: a person, now.</summary>
    internal static bool IsOpenEmergency(HouseholdFacts facts, WeighedVisit visit, DateTimeOffset by) =>
        visit is { Counts: true, Priority: Priority.Emergency } && !facts.Of<RepairFinished>().Any(f => f.RepairId == visit.RepairId && f.OccurredAt <= by);

    private static bool IsSpokenFor(WeighedVisit visit, IReadOnlyList<Asked> asked) => asked.Any(a => a.SpeaksUntil >= visit.Moment);

    private static Guid OwnMissId(WeighedVisit visit) => StableId.Of("ours", visit.VisitId.ToString());
}
