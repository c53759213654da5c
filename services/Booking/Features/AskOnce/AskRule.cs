using Repairs.Platform;

namespace Repairs.Booking;

internal static class AskRule
{
    /// <summary>
    /// By when a person asks once, if nobody has chosen: the end of the last working day within so many days. Where that would be sooner than the day after
    /// tomorrow, around Christmas say, the first working day after them.
    /// </summary>
    public static DateTimeOffset AskBy(DateTimeOffset now, int days, IReadOnlySet<DateOnly> daysOff)
    {
        var today = LondonTime.DateOf(now);
        var day = today.AddDays(days);
        while (!WorkingDays.Is(day, daysOff))
            day = day.AddDays(-1);
        if (day < today.AddDays(2))
        {
            day = today.AddDays(days);
            while (!WorkingDays.Is(day, daysOff))
                day = day.AddDays(1);
        }

        return LondonTime.Instant(day, DeclineRule.EndOfWork);
    }

    /// <summary>By when the desk asks: as it was told, or, where that time is over because nobody could be asked then, by the next working day.</summary>
    public static DateTimeOffset DueBy(DateTimeOffset askBy, DateTimeOffset next, DateTimeOffset now) => askBy > now ? askBy : next;
}
