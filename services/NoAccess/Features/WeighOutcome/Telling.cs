using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.NoAccess.WeighOutcome;

/// <summary>What the others hear of a decision: exactly one event, with the decision's id; where a person is asked, also that attempts wait from now.</summary>
internal static class Telling
{
    public static IEnumerable<(IEvent Event, Guid Id)> Of(Decision decision, string landlord, string household, DateTimeOffset now)
    {
        yield return (
            decision switch
            {
                TellMissed d => new MissedEachOther(landlord, d.Visit.VisitId, d.Visit.RepairId, household, d.Visit.Moment, now),
                OwnMiss d => new LandlordMissed(landlord, d.Visit.VisitId, d.Visit.RepairId, household, d.Visit.Patch, d.Visit.Trade, d.Visit.Cause, d.Visit.WindowStart, d.Visit.WindowEnd, now, d.Visit.Because),
                PersonAsks d => new HumanContactRequested(landlord, d.Id, household, d.Visit.RepairId, d.Visit.VisitId, d.Because, now),
                FollowUp d => new WelfareFollowUpRequested(landlord, d.Id, household, d.RepairId, d.VisitIds, d.Because, d.Risk, now),
                _ => throw new ArgumentException($"{decision.GetType().Name} is told to nobody", nameof(decision)),
            },
            decision.Id);
        if (decision is AskPerson)
            yield return (new AttemptsPaused(landlord, decision.Id, household, now), StableId.Of("paused", decision.Id.ToString()));
    }
}
