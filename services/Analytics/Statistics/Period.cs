using System.Globalization;

namespace Repairs.Analytics.Statistics;

/// <summary>How long a period is.</summary>
internal enum Grain
{
    Day,

    /// <summary>Monday to Sunday.</summary>
    Week,
    Month,

    /// <summary>A quarter of the calendar year.</summary>
    Quarter,

    /// <summary>The financial year, from 1 April.</summary>
    Year,
}

/// <summary>Periods of local dates, each known by its first date.</summary>
internal static class Period
{
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>First date of the period a date lies in.</summary>
    public static DateOnly Of(DateOnly date, Grain grain) => grain switch
    {
        Grain.Week => date.AddDays(-(((int)date.DayOfWeek + 6) % 7)),
        Grain.Month => new DateOnly(date.Year, date.Month, 1),
        Grain.Quarter => new DateOnly(date.Year, ((date.Month - 1) / 3 * 3) + 1, 1),
        Grain.Year => new DateOnly(date.Month >= 4 ? date.Year : date.Year - 1, 4, 1),
        _ => date,
    };

    /// <summary>First date of the next period.</summary>
    public static DateOnly Next(DateOnly first, Grain grain) => grain switch
    {
        Grain.Week => first.AddDays(7),
        Grain.Month => first.AddMonths(1),
        Grain.Quarter => first.AddMonths(3),
        Grain.Year => first.AddYears(1),
        _ => first.AddDays(1),
    };

    /// <summary>Every period from the one that holds <paramref name="from"/> to the one that holds <paramref name="to"/>.</summary>
    public static IEnumerable<DateOnly> Between(DateOnly from, DateOnly to, Grain grain)
    {
        for (var at = Of(from, grain); at <= to; at = Next(at, grain))
            yield return at;
    }

    /// <summary>"week of 3 March 2025", "March 2025", "2025/26".</summary>
    public static string Words(DateOnly first, Grain grain) => grain switch
    {
        Grain.Week => "week of " + first.ToString("d MMMM yyyy", British),
        Grain.Month => first.ToString("MMMM yyyy", British),
        Grain.Quarter => $"{first.ToString("MMMM", British)} to {first.AddMonths(2).ToString("MMMM yyyy", British)}",
        Grain.Year => $"{first.Year}/{(first.Year + 1) % 100:00}",
        _ => first.ToString("d MMMM yyyy", British),
    };

    /// <summary>"week", "month" … for sentences.</summary>
    public static string Unit(Grain grain, int count = 1) => $"{grain.ToString().ToLowerInvariant()}{(count == 1 ? "" : "s")}";
}
