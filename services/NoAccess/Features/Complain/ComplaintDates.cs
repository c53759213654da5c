using Repairs.Platform;

namespace Repairs.NoAccess.Complain;

/// <summary>
/// By when a complaint is acknowledged and answered: the Housing Ombudsman's Complaint Handling Code (statutory since 1 April 2024). Five working days to
/// acknowledge; from then ten to answer, or twenty where it is looked at again. Working days of England and Wales, counted from the local day after.
/// </summary>
internal static class ComplaintDates
{
    private const int ToAcknowledge = 5;
    private const int ToAnswer = 10;
    private const int ToAnswerAgain = 20;

    private static readonly IReadOnlySet<DateOnly> Holidays = BankHolidays.Of(BankHolidays.EnglandAndWales);

    public static DateOnly AcknowledgeBy(DateTimeOffset raisedAt) => WorkingDays.From(LondonTime.DateOf(raisedAt), ToAcknowledge, Holidays);

    /// <param name="acknowledged">The local day on which it was, or by which it will be at the latest.</param>
    public static DateOnly AnswerBy(DateOnly acknowledged, int stage) => WorkingDays.From(acknowledged, stage == 1 ? ToAnswer : ToAnswerAgain, Holidays);
}
