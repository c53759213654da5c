using Repairs.Contracts;

namespace Repairs.NoAccess.WeighOutcome;

/// <summary>A fact is an event as its author told it, kept once under its key. What we conclude is derived from the set of them, never from their order.</summary>
internal static class Facts
{
    /// <summary>The key under which a fact is one and the same, however often and in whatever envelope it arrives.</summary>
    public static string KeyOf(IEvent fact) => fact switch
    {
        AppointmentBooked e => $"window/{e.AppointmentId}",
        AppointmentChanged e => $"window/{e.AppointmentId}",
        AppointmentCancelled e => $"cancelled/{e.AppointmentId}",
        VisitBriefRead e => $"brief/{e.VisitId}/{Moment(e)}",
        VisitOutcomeReported e => $"report/{e.ReportId}",
        VisitEvidenceAdded e => $"evidence/{e.ReportId}/{Bits(e.Evidence)}",
        HazardObserved e => $"hazard/{e.VisitId}",
        WelfareConcernRaised e => $"concern/{e.VisitId}/{e.Immediate}/{Moment(e)}",
        MessageSent e => $"sent/{e.MessageId}",
        MessageUndelivered e => $"undelivered/{e.MessageId}",
        ReasonShared e => $"reason/{e.VisitId}/{e.Kind}/{Moment(e)}",
        AvailabilityPaused e => $"pause/{e.PauseId}",
        AvailabilityResumed e => $"resumed/{e.PauseId}/{e.EndedAt.UtcTicks}",
        AdjustmentRecorded e => $"adjustment/{e.AdjustmentId}",
        AdjustmentWithdrawn e => $"withdrawn/{e.AdjustmentId}",
        FollowUpClosed e => $"closed/{e.RequestId}",
        HumanContactAttempted e => $"attempt/{e.AttemptId}",
        RepairFinished e => $"finished/{e.RepairId}/{Moment(e)}",
        VisitDisputed e => $"disputed/{e.VisitId}",
        DisputeDecided e => $"decided/{e.VisitId}",
        FeedbackGiven e => $"feedback/{e.VisitId}",
        _ => throw new ArgumentException($"{fact.GetType().Name} is no fact that visits are weighed by", nameof(fact)),
    };

    /// <summary>Whose fact it is; feedback names nobody, so whoever adds it says whose it is.</summary>
    public static string HouseholdOf(IEvent fact) => fact switch
    {
        IForgettable e => e.HouseholdRef,
        AppointmentBooked e => e.HouseholdRef,
        AppointmentChanged e => e.HouseholdRef,
        AppointmentCancelled e => e.HouseholdRef,
        VisitBriefRead e => e.HouseholdRef,
        VisitOutcomeReported e => e.HouseholdRef,
        VisitEvidenceAdded e => e.HouseholdRef,
        HazardObserved e => e.HouseholdRef,
        MessageSent e => e.HouseholdRef,
        MessageUndelivered e => e.HouseholdRef,
        RepairFinished e => e.HouseholdRef,
        VisitDisputed e => e.HouseholdRef,
        DisputeDecided e => e.HouseholdRef,
        _ => throw new ArgumentException($"{fact.GetType().Name} is no fact that visits are weighed by", nameof(fact)),
    };

    /// <summary>The types of facts, by name.</summary>
    public static IReadOnlyDictionary<string, Type> Types { get; } = new[]
    {
        typeof(AppointmentBooked), typeof(AppointmentChanged), typeof(AppointmentCancelled), typeof(VisitBriefRead), typeof(VisitOutcomeReported),
        typeof(VisitEvidenceAdded), typeof(HazardObserved), typeof(WelfareConcernRaised), typeof(MessageSent), typeof(MessageUndelivered),
        typeof(ReasonShared), typeof(AvailabilityPaused), typeof(AvailabilityResumed), typeof(AdjustmentRecorded), typeof(AdjustmentWithdrawn),
        typeof(FollowUpClosed), typeof(HumanContactAttempted), typeof(RepairFinished), typeof(VisitDisputed), typeof(DisputeDecided), typeof(FeedbackGiven),
    }.ToDictionary(t => t.Name, StringComparer.Ordinal);

    /// <summary>The fact as it is kept: the reason's code is dropped, because only its kind is needed here.</summary>
    public static IEvent ToKeep(IEvent fact) => fact is ReasonShared reason ? reason with { Code = null } : fact;

    private static long Moment(IEvent e) => e.OccurredAt.UtcTicks;

    private static string Bits(DoorEvidence e) =>
        string.Concat(new[] { e.TimeOnSite, e.NearAddress, e.TwoTries, e.CardPhoto, e.BriefRead }.Select(b => b ? '1' : '0'));
}
