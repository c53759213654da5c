using Repairs.Contracts;
using Repairs.NoAccess.WeighOutcome;

namespace Repairs.NoAccess.DecideDispute;

/// <summary>What a decision would change, as whoever decides reads it before deciding.</summary>
/// <param name="Upheld">What the visit means where the resident is right.</param>
/// <param name="Kept">What it means where our record stands.</param>
/// <param name="CountsIfKept">Whether it then counts as a missed visit.</param>
/// <param name="Counted">Missed visits that count in this household without it, since a person last closed a follow-up.</param>
/// <param name="AsksPerson">Whether a person would then be asked to get in touch. That, and no more, is what any number of missed visits can lead to.</param>
internal sealed record Effect(Attribution Upheld, Attribution Kept, bool CountsIfKept, int Counted, bool AsksPerson);

internal static class EffectRule
{
    public static Effect Of(string landlord, string household, Guid visitId, Guid repairId, IReadOnlyList<IEvent> facts, DateTimeOffset now, Thresholds settings)
    {
        Standing If(bool upheld) => NoAccessPolicy.Decide(landlord, household, [.. facts.Where(f => f is not DisputeDecided d || d.VisitId != visitId), new VisitDisputed(landlord, visitId, repairId, household, now), new DisputeDecided(landlord, visitId, repairId, household, upheld, now)], now, settings);
        var (yes, no) = (If(upheld: true), If(upheld: false));
        var kept = Of(no, visitId);
        var since = Episode.Current(landlord, household, facts.OfType<FollowUpClosed>()).Since;
        return new Effect(
            Of(yes, visitId)?.Attribution ?? Attribution.Ours,
            kept?.Attribution ?? Attribution.Unknown,
            kept?.Counts == true,
            yes.Visits.Count(v => v.Counts && v.Moment > since),
            no.Decisions.OfType<AskPerson>().Any(d => !yes.Decisions.Any(y => y.Id == d.Id)));
    }

    private static WeighedVisit? Of(Standing standing, Guid visitId) => standing.Visits.FirstOrDefault(v => v.VisitId == visitId);
}
