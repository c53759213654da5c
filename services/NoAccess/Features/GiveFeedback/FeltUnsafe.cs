using Repairs.Platform;

namespace Repairs.NoAccess.GiveFeedback;

/// <summary>When a person gets in touch with somebody who did not feel safe: today while people are at work and have an hour left for it, otherwise the next working day. It is owed from this moment either way.</summary>
internal static class FeltUnsafe
{
    private static readonly TimeOnly LastToday = new(16, 0);
    private static readonly IReadOnlySet<DateOnly> Holidays = BankHolidays.Of(BankHolidays.EnglandAndWales);

    /// <summary>"today", "tomorrow" or "on Monday 30 November".</summary>
    public static string When(DateTimeOffset now)
    {
        var today = LondonTime.DateOf(now);
        if (IsToday(now))
            return "today";
        var next = WorkingDays.From(today, 1, Holidays);
        return next == today.AddDays(1) ? "tomorrow" : $"on {LondonTime.Words(next)}";
    }

    public static bool IsToday(DateTimeOffset now) => WorkingDays.Is(LondonTime.DateOf(now), Holidays) && LondonTime.TimeOf(now) < LastToday;
}
