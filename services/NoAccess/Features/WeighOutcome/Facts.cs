using System.Globalization;
using Repairs.Contracts;

namespace Repairs.NoAccess.WeighOutcome;

/// <summary>What makes a fact one and the same: "kind/id", and where one thing can be told of more than once, what was told or when.</summary>
internal readonly record struct FactKey(string Kind, Guid Id, string? Part = null, long? Moment = null)
{
    /// <summary>As it is kept. A change here would keep every fact a second time.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind}/{Id}{(Part is null ? "" : "/")}{Part}{(Moment is null ? "" : "/")}{Moment}");
}

/// <summary>A fact is an event as its author told it, kept once under its key. What we conclude is derived from the set of them, never from their order.</summary>
internal static class Facts
{
    /// <summary>The key under which a fact is one and the same, however often and in whatever envelope it arrives.</summary>
    public static FactKey KeyOf(IEvent fact) => fact switch
    {
        AppointmentBooked e => new("window", e.AppointmentId),
        AppointmentChanged e => new("window", e.AppointmentId),
        AppointmentCancelled e => new("cancelled", e.AppointmentId),
        VisitBriefRead e => new("brief", e.VisitId, null, Moment(e)),
        VisitOutcomeReported e => new("report", e.ReportId),
        VisitEvidenceAdded e => new("evidence", e.ReportId, Bits(e.Evidence)),
        HazardObserved e => new("hazard", e.VisitId),
        WelfareConcernRaised e => new("concern", e.VisitId, e.Immediate ? "True" : "False", Moment(e)),
        MessageSent e => new("sent", e.MessageId),
        MessageUndelivered e => new("undelivered", e.MessageId),
        ReasonShared e => new("reason", e.VisitId, e.Kind, Moment(e)),
        AvailabilityPaused e => new("pause", e.PauseId),
        AvailabilityResumed e => new("resumed", e.PauseId, null, e.EndedAt.UtcTicks),
        AdjustmentRecorded e => new("adjustment", e.AdjustmentId),
        AdjustmentWithdrawn e => new("withdrawn", e.AdjustmentId),
        FollowUpClosed e => new("closed", e.RequestId),
        HumanContactAttempted e => new("attempt", e.AttemptId),
        RepairFinished e => new("finished", e.RepairId, null, Moment(e)),
        VisitDisputed e => new("disputed", e.VisitId, null, Moment(e)),
        DisputeWithdrawn e => new("undisputed", e.VisitId, null, Moment(e)),
        DisputeDecided e => new("decided", e.VisitId),
        FeedbackGiven e => new("feedback", e.VisitId),
        SlotsOffered e => new("offered", e.OfferId),
        SlotsDeclined e => new("declined", e.OfferId),
        OperativeOnTheWay e => new("on-the-way", e.VisitId, null, Moment(e)),
        RepairWithdrawn e => new("ended", e.RepairId, null, Moment(e)),
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
        DisputeWithdrawn e => e.HouseholdRef,
        DisputeDecided e => e.HouseholdRef,
        SlotsOffered e => e.HouseholdRef,
        SlotsDeclined e => e.HouseholdRef,
        OperativeOnTheWay e => e.HouseholdRef,
        RepairWithdrawn e => e.HouseholdRef,
        _ => throw new ArgumentException($"{fact.GetType().Name} is no fact that visits are weighed by", nameof(fact)),
    };

    /// <summary>The types of facts, by name.</summary>
    public static IReadOnlyDictionary<string, Type> Types { get; } = new[]
    {
        typeof(AppointmentBooked), typeof(AppointmentChanged), typeof(AppointmentCancelled), typeof(VisitBriefRead), typeof(VisitOutcomeReported),
        typeof(VisitEvidenceAdded), typeof(HazardObserved), typeof(WelfareConcernRaised), typeof(MessageSent), typeof(MessageUndelivered),
        typeof(ReasonShared), typeof(AvailabilityPaused), typeof(AvailabilityResumed), typeof(AdjustmentRecorded), typeof(AdjustmentWithdrawn),
        typeof(FollowUpClosed), typeof(HumanContactAttempted), typeof(RepairFinished), typeof(VisitDisputed), typeof(DisputeWithdrawn), typeof(DisputeDecided), typeof(FeedbackGiven),
        typeof(SlotsOffered), typeof(SlotsDeclined), typeof(OperativeOnTheWay), typeof(RepairWithdrawn),
    }.ToDictionary(t => t.Name, StringComparer.Ordinal);

    /// <summary>The fact as it is kept: the reason's code is dropped, because only its kind is needed here.</summary>
    public static IEvent ToKeep(IEvent fact) => fact is ReasonShared reason ? reason with { Code = null } : fact;

    private static long Moment(IEvent e) => e.OccurredAt.UtcTicks;

    private static string Bits(DoorEvidence e) =>
        string.Concat(new[] { e.TimeOnSite, e.NearAddress, e.TwoTries, e.CardPhoto, e.BriefRead }.Select(b => b ? '1' : '0'));
}
