namespace Repairs.Platform;

/// <summary>Monday to Friday, less the days off of whoever counts (<see cref="BankHolidays"/>).</summary>
public static class WorkingDays
{
    /// <summary>Whether a local date is one.</summary>
    public static bool Is(DateOnly day, IReadOnlySet<DateOnly> daysOff) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !daysOff.Contains(day);

    /// <summary>So many working days after a local date, or before it where <paramref name="count"/> is negative; the date itself for none.</summary>
    public static DateOnly From(DateOnly day, int count, IReadOnlySet<DateOnly> daysOff)
    {
        for (var left = Math.Abs(count); left > 0;)
        {
            day = day.AddDays(Math.Sign(count));
            if (Is(day, daysOff))
                left--;
        }

        return day;
    }
}
