using System.Globalization;
using System.Text;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What a calendar needs to know of a visit. Nothing about the repair: others may read a shared calendar.</summary>
/// <param name="VisitId">Stays the same when the time changes, so a calendar moves the entry and does not add another.</param>
/// <param name="Changes">How often the time changed; each import with a higher number replaces the one before.</param>
/// <param name="Date">The promised local date, Europe/London.</param>
/// <param name="From">The promised local start.</param>
/// <param name="To">The promised local end.</param>
/// <param name="Landlord">Whom to ask, and on which number.</param>
internal sealed record CalendarVisit(Guid VisitId, int Changes, DateOnly Date, TimeOnly From, TimeOnly To, LandlordSettings Landlord);

/// <summary>Writes one visit as iCalendar (RFC 5545): local times with their zone, CRLF, lines of at most 75 octets.</summary>
internal static class CalendarFile
{
    /// <summary>The title anyone may see on a shared calendar or a locked phone.</summary>
    public const string Title = "Visit";

    private const int LineOctets = 75;

    /// <summary>The rules of Europe/London since 1996 (the Summer Time Order 1997 and those before it): last Sundays of March and October, 01:00 UTC.</summary>
    private static readonly string[] London =
    [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/London",
        "BEGIN:DAYLIGHT",
        "DTSTART:19960331T010000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+0100",
        "TZNAME:BST",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19961027T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0000",
        "TZNAME:GMT",
        "END:STANDARD",
        "END:VTIMEZONE",
    ];

    /// <summary>The file's text. <paramref name="now"/> is the moment it was made.</summary>
    public static string Write(CalendarVisit visit, DateTimeOffset now)
    {
        string[] lines =
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Visits//Visits 1//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            .. London,
            "BEGIN:VEVENT",
            $"UID:{visit.VisitId:D}",
            $"DTSTAMP:{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}",
            string.Create(CultureInfo.InvariantCulture, $"SEQUENCE:{visit.Changes}"),
            $"DTSTART;TZID=Europe/London:{Local(visit.Date, visit.From)}",
            $"DTEND;TZID=Europe/London:{End(visit)}",
            $"SUMMARY:{Title}",
            $"DESCRIPTION:{Escape($"You can change this until we arrive. You do not have to say why.\nWould rather talk? Ring {visit.Landlord.ContactPerson} on {visit.Landlord.Phone}.")}",
            "STATUS:CONFIRMED",
            "CLASS:PRIVATE",
            "END:VEVENT",
            "END:VCALENDAR",
        ];
        var file = new StringBuilder();
        foreach (var line in lines)
            Fold(file, line);
        return file.ToString();
    }

    /// <summary>Text as a value: separators and line ends escaped, other control characters left out.</summary>
    internal static string Escape(string text)
    {
        var value = new StringBuilder(text.Length + 8);
        foreach (var c in text.ReplaceLineEndings("\n"))
        {
            _ = c switch
            {
                '\\' or ';' or ',' => value.Append('\\').Append(c),
                '\n' => value.Append("\\n"),
                '\t' => value.Append(c),
                _ when char.IsControl(c) => value,
                _ => value.Append(c),
            };
        }

        return value.ToString();
    }

    /// <summary>Appends a content line, folded so that no line is longer than 75 octets and no character is torn apart.</summary>
    internal static void Fold(StringBuilder file, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LineOctets)
            {
                file.Append("\r\n ");
                octets = 1;
            }

            file.Append(rune);
            octets += rune.Utf8SequenceLength;
        }

        file.Append("\r\n");
    }

    private static string End(CalendarVisit visit) =>
        Local(visit.To > visit.From ? visit.Date : visit.Date.AddDays(1), visit.To);

    private static string Local(DateOnly date, TimeOnly time) =>
        date.ToDateTime(time).ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
}
