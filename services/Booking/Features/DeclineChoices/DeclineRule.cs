using Repairs.Platform;

namespace Repairs.Booking;

internal enum DeclineStep
{
    WiderChoices,
    WaitingList,
    CallBack,
}

internal static class DeclineRule
{
    internal static readonly TimeOnly EndOfWork = new(17, 0);

    /// <summary>First a wider search, then the waiting list, then a call.</summary>
    public static DeclineStep NextStep(int declinesBefore) => declinesBefore switch
    {
        0 => DeclineStep.WiderChoices,
        1 => DeclineStep.WaitingList,
        _ => DeclineStep.CallBack,
    };

    /// <summary>What declining comes to. A wider search that finds nothing new leads on to the waiting list; the list comes with a day by which we ring.</summary>
    public static Declined LeadsTo(int declinesBefore, ChoiceList? wider, DateTimeOffset now, BookingSettings settings, IReadOnlySet<DateOnly> daysOff) => NextStep(declinesBefore) switch
    {
        DeclineStep.WiderChoices when wider is { Choices.Count: > 0 } => new Declined(wider, null, null),
        DeclineStep.CallBack => new Declined(null, null, CallBackBy(now, settings.CallBackDays, daysOff)),
        _ => new Declined(null, now, CallBackBy(now, settings.CallBackDays + 4, daysOff)),
    };

    /// <summary>For a household that nobody rings: its place on the list, and no call.</summary>
    public static Declined InWriting(Declined declined, DateTimeOffset now) => declined.Wider is null ? new Declined(null, now, null) : declined;

    public static string Word(Declined declined) => declined switch
    {
        { Wider: not null } => "wider-choices",
        { WaitingSince: not null } => "waiting-list",
        _ => "call-back",
    };

    /// <summary>The end of the working day, so many working days from now; a bank holiday is none.</summary>
    public static DateTimeOffset CallBackBy(DateTimeOffset now, int workingDays, IReadOnlySet<DateOnly> daysOff) =>
        LondonTime.Instant(WorkingDays.From(LondonTime.DateOf(now), workingDays, daysOff), EndOfWork);
}
