using System.Globalization;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Dates and times as senders of HACT documents write them. What has an offset becomes local time; what has none is local time.</summary>
internal static class HactTime
{
    private static readonly string[] Times = ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF"];
    private static readonly string[] Moments = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];
    private static readonly string[] Instants = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    // A visit is never booked outside this century; dates far out would run over the calendar's end when counted on from.
    private static readonly DateOnly First = new(2000, 1, 1);
    private static readonly DateOnly Last = new(2099, 12, 31);

    public static (DateOnly Date, TimeOnly? Time)? Moment(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return Within(date, null);
        if (DateTime.TryParseExact(text, Moments, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return Within(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        return DateTimeOffset.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            && instant.UtcDateTime is { Year: > 1900 and < 9999 }
            ? Within(LondonTime.DateOf(instant), LondonTime.TimeOf(instant))
            : null;
    }

    public static TimeOnly? Time(string text) =>
        TimeOnly.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : Moment(text)?.Time;

    private static (DateOnly, TimeOnly?)? Within(DateOnly date, TimeOnly? time) => date >= First && date <= Last ? (date, time) : null;
}
