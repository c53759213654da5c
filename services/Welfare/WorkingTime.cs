using Repairs.Platform;

namespace Repairs.Welfare;

/// <summary>Working days and hours: Monday to Friday, 9 to 5 in London, without the bank holidays of England and Wales (<see cref="BankHolidays"/>).</summary>
internal static class WorkingTime
{
    public static readonly TimeOnly Opens = new(9, 0);
    public static readonly TimeOnly Closes = new(17, 0);

    private static readonly IReadOnlySet<DateOnly> Holidays = BankHolidays.Of(BankHolidays.EnglandAndWales);

    public static bool IsWorkingDay(DateOnly date) => WorkingDays.Is(date, Holidays);

    /// <summary>The moment when <paramref name="hours"/> of working time have passed. Hours are real ones; clocks change at night, outside them.</summary>
    public static DateTimeOffset AddHours(DateTimeOffset from, double hours)
    {
        var left = TimeSpan.FromHours(hours);
        for (var date = LondonTime.DateOf(from); ; date = date.AddDays(1))
        {
            if (!IsWorkingDay(date))
                continue;
            var (opens, closes) = (LondonTime.Instant(date, Opens), LondonTime.Instant(date, Closes));
            var start = from > opens ? from : opens;
            if (start >= closes)
                continue;
            if (start + left <= closes)
                return start + left;
            left -= closes - start;
        }
    }

    /// <summary>The close of the working day that is <paramref name="days"/> working days after the day of <paramref name="from"/>. A day off counts as the evening before.</summary>
    public static DateTimeOffset AddDays(DateTimeOffset from, int days)
    {
        var date = LondonTime.DateOf(from);
        for (var left = days; left > 0;)
        {
            date = date.AddDays(1);
            if (IsWorkingDay(date))
                left--;
        }

        return LondonTime.Instant(date, Closes);
    }
}
