using Repairs.Contracts;

namespace Repairs.Booking;

internal static class OutcomeRule
{
    public enum Then
    {
        /// <summary>The work is done.</summary>
        Finish,

        /// <summary>The work had been reported done, and a later report corrects that.</summary>
        OpenAgain,

        /// <summary>The repair stays open, or booked where another visit stands.</summary>
        StayOpen,

        /// <summary>The repair ended for another reason; a report changes nothing about that.</summary>
        Nothing,
    }

    public static bool IsAttended(DoorOutcome outcome) => outcome is DoorOutcome.DO01 or DoorOutcome.DO02;

    /// <summary>Whether a report replaces what is known of its visit: whatever the order they arrive in, the same one stands.</summary>
    public static bool Stands(KnownOutcome? known, VisitOutcomeReported e)
    {
        if (known?.ReportId is null)
            return true;
        if (known.ReportId == e.ReportId || known.Supersedes == e.ReportId)
            return false;
        if (e.Supersedes == known.ReportId)
            return true;

        // What the system concluded from silence gives way to what a person reports.
        var knownBySystem = known.OutcomeBy == nameof(Actor.System);
        if (knownBySystem != (e.By == Actor.System))
            return knownBySystem;
        return (e.OccurredAt, e.ReportId).CompareTo((known.OutcomeAt ?? DateTimeOffset.MinValue, known.ReportId.Value)) > 0;
    }

    public static Then Next(RepairRow repair, VisitOutcomeReported e) =>
        e.Outcome == DoorOutcome.DO01 ? repair.IsEnded ? Then.Nothing : Then.Finish
        : repair.Status == "finished" && repair.FinishedByVisit == e.VisitId ? Then.OpenAgain
        : repair.IsEnded ? Then.Nothing
        : Then.StayOpen;
}
