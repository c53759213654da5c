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

    private static readonly TimeSpan LongBefore = TimeSpan.FromHours(12);

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

        // A visit keeps its id when it is moved: the later window stands, whoever spoke of the earlier one and whenever we hear of it.
        if (IsOfAnotherWindow(known, e))
            return e.WindowStart > known.OutcomeWindow;

        // What the system concluded from silence gives way to what a person reports.
        var knownBySystem = known.OutcomeBy == nameof(Actor.System);
        if (knownBySystem != (e.By == Actor.System))
            return knownBySystem;

        // It keeps its id too when it is given to somebody else: the latest arrival stands, whenever we hear of an earlier one.
        return (e.ArrivedAt ?? DateTimeOffset.MinValue, e.OccurredAt, e.ReportId)
            .CompareTo((known.OutcomeArrived ?? DateTimeOffset.MinValue, known.OutcomeAt ?? DateTimeOffset.MinValue, known.ReportId.Value)) > 0;
    }

    /// <summary>Whether a report that does not stand finishes the repair all the same: work that was done in an earlier window is done, whatever is known of a later one.</summary>
    public static bool FinishesAllTheSame(KnownOutcome? known, RepairRow repair, VisitOutcomeReported e) =>
        known is not null && known.Supersedes != e.ReportId && IsOfAnotherWindow(known, e) && Next(repair, e, known) == Then.Finish;

    /// <summary>Whether a report is about the window it names: somebody who had come long before it began was there for an earlier one, and the new one stands. Work that was done is done whenever.</summary>
    public static bool IsOfItsWindow(VisitOutcomeReported e) => IsAttended(e.Outcome) || e.ArrivedAt is not { } arrived || arrived > e.WindowStart - LongBefore;

    /// <summary>Whether what a visit turned out to mean says that it did not finish the repair after all: the resident was right that the work was not done.</summary>
    public static bool WasNotDoneAfterAll(RepairRow repair, VisitAttributed e) =>
        e.Attribution == Attribution.Ours && repair.Status == "finished" && repair.FinishedByVisit == e.VisitId;

    /// <summary>Whether what a visit turned out to mean is that the report was our mistake: work reported done in it finishes nothing.</summary>
    public static bool IsOurs(KnownOutcome? known, VisitOutcomeReported e) => known?.Attribution == nameof(Attribution.Ours) && !IsOfAnotherWindow(known, e);

    /// <param name="known">What is known of the visit so far: what it says of another window corrects and means nothing here.</param>
    public static Then Next(RepairRow repair, VisitOutcomeReported e, KnownOutcome? known = null) =>
        e.Outcome == DoorOutcome.DO01 && !IsOurs(known, e) ? repair.IsEnded ? Then.Nothing : Then.Finish
        : repair.Status == "finished" && repair.FinishedByVisit == e.VisitId && (known is null || !IsOfAnotherWindow(known, e) || e.Supersedes == known.ReportId) ? Then.OpenAgain
        : repair.IsEnded ? Then.Nothing
        : Then.StayOpen;

    // Of what was kept before windows were, it is not known.
    private static bool IsOfAnotherWindow(KnownOutcome known, VisitOutcomeReported e) => known.OutcomeWindow is { } window && window != e.WindowStart;
}
