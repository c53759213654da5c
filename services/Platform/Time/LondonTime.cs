using System.Globalization;

namespace Repairs.Platform;

/// <summary>The only place where instants become local dates and times and back, in Europe/London. The server's own zone means nothing.</summary>
public static class LondonTime
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>The local date and wall-clock time of an instant.</summary>
    public static DateTime Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Zone).DateTime;

    /// <summary>The local date of an instant.</summary>
    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(Local(instant));

    /// <summary>The local time of day of an instant.</summary>
    public static TimeOnly TimeOf(DateTimeOffset instant) => TimeOnly.FromDateTime(Local(instant));

    /// <summary>
    /// The instant of a local date and time, UTC. A time that occurs twice (autumn) is the first of the two; one that does not occur (spring) is the
    /// instant the same number of minutes after the change.
    /// </summary>
    public static DateTimeOffset Instant(DateOnly date, TimeOnly time)
    {
        var local = date.ToDateTime(time, DateTimeKind.Unspecified);
        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max()
            : Zone.IsInvalidTime(local) ? Zone.GetUtcOffset(local.AddHours(-1))
            : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>Local midnight at the start of a date, as an instant, UTC.</summary>
    public static DateTimeOffset StartOf(DateOnly date) => Instant(date, TimeOnly.MinValue);

    /// <summary>The end of a local day: the start of the next. A day has 23, 24 or 25 hours.</summary>
    public static DateTimeOffset EndOf(DateOnly date) => StartOf(date.AddDays(1));

    /// <summary>The Monday of the week a date lies in.</summary>
    public static DateOnly WeekOf(DateOnly date) => date.AddDays(-(((int)date.DayOfWeek + 6) % 7));

    /// <summary>"Thursday 26 November".</summary>
    public static string Words(DateOnly date) => date.ToString("dddd d MMMM", British);

    /// <summary>"8am", "12:30pm", "midday", "midnight".</summary>
    public static string Words(TimeOnly time) => time switch
    {
        { Hour: 0, Minute: 0 } => "midnight",
        { Hour: 12, Minute: 0 } => "midday",
        { Minute: 0 } => time.ToString("%h", CultureInfo.InvariantCulture) + Half(time),
        _ => time.ToString("h':'mm", CultureInfo.InvariantCulture) + Half(time),
    };

    /// <summary>"Thursday 26 November, between 8am and midday".</summary>
    public static string Words(DateOnly date, TimeOnly from, TimeOnly to) => $"{Words(date)}, between {Words(from)} and {Words(to)}";

    private static string Half(TimeOnly time) => time.Hour < 12 ? "am" : "pm";
}
