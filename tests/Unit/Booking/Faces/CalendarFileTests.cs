using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Repairs.Booking;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Booking.Faces;

public sealed class CalendarFileTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 20, 9, 15, 30, TimeSpan.Zero);
    private static readonly LandlordSettings Landlord = new() { Name = "Riverside Homes", Phone = "020 7946 0123", ContactPerson = "Ana" };

    [Fact]
    public void A_visit_is_written_in_local_time_with_its_zone_and_a_neutral_title()
    {
        var visit = Visit(new DateOnly(2026, 3, 27), changes: 0);
        var lines = Unfold(CalendarFile.Write(visit, Now));

        Assert.Equal("BEGIN:VCALENDAR", lines[0]);
        Assert.Equal("END:VCALENDAR", lines[^1]);
        Assert.Contains("VERSION:2.0", lines);
        Assert.Contains("DTSTAMP:20260320T091530Z", lines);
        Assert.Contains("DTSTART;TZID=Europe/London:20260327T080000", lines);
        Assert.Contains("DTEND;TZID=Europe/London:20260327T120000", lines);
        Assert.Contains("SUMMARY:Visit", lines);
        Assert.Contains("SEQUENCE:0", lines);
        Assert.Contains($"UID:{visit.VisitId}", lines);
    }

    [Fact]
    [Trait("requirement", "28")]
    public void Nothing_in_the_file_tells_what_is_broken_or_where()
    {
        var file = CalendarFile.Write(Visit(new DateOnly(2026, 3, 27), 0), Now);

        Assert.DoesNotContain("repair", file, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("LOCATION", file, StringComparison.Ordinal);
        Assert.DoesNotContain("URL", file, StringComparison.Ordinal);
        Assert.Contains("CLASS:PRIVATE", file, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_time_keeps_the_id_and_raises_the_sequence()
    {
        var first = Visit(new DateOnly(2026, 3, 27), changes: 0);
        var moved = first with { Date = new DateOnly(2026, 3, 30), Changes = 3 };

        var lines = Unfold(CalendarFile.Write(moved, Now));

        Assert.Contains($"UID:{first.VisitId}", lines);
        Assert.Contains("SEQUENCE:3", lines);
    }

    /// <summary>The written zone must give the same instant as the computer's own rules, on, before and after both clock changes.</summary>
    [Theory]
    [InlineData("2026-03-28", "08:00", "2026-03-28T08:00:00Z")]
    [InlineData("2026-03-29", "08:00", "2026-03-29T07:00:00Z")]
    [InlineData("2026-03-30", "08:00", "2026-03-30T07:00:00Z")]
    [InlineData("2026-10-24", "12:00", "2026-10-24T11:00:00Z")]
    [InlineData("2026-10-25", "12:00", "2026-10-25T12:00:00Z")]
    [InlineData("2026-10-26", "12:00", "2026-10-26T12:00:00Z")]
    [InlineData("2027-03-28", "09:30", "2027-03-28T08:30:00Z")]
    [InlineData("2027-10-31", "09:30", "2027-10-31T09:30:00Z")]
    public void The_zone_in_the_file_gives_the_promised_instant_around_both_clock_changes(string date, string from, string instant)
    {
        var visit = Visit(DateOnly.Parse(date, CultureInfo.InvariantCulture), 0) with { From = TimeOnly.Parse(from, CultureInfo.InvariantCulture), To = new TimeOnly(17, 0) };
        var lines = Unfold(CalendarFile.Write(visit, Now));

        var local = DateTime.ParseExact(lines.Single(l => l.StartsWith("DTSTART;TZID", StringComparison.Ordinal)).Split(':')[1], "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
        var summer = local >= Change(lines, "DAYLIGHT", local.Year) && local < Change(lines, "STANDARD", local.Year);

        Assert.Equal(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture), new DateTimeOffset(local, TimeSpan.FromHours(summer ? 1 : 0)));
        Assert.Equal(LondonTime.Instant(visit.Date, visit.From), new DateTimeOffset(local, TimeSpan.FromHours(summer ? 1 : 0)));
    }

    [Fact]
    public void Text_is_escaped_and_cannot_begin_a_line_of_its_own()
    {
        var hostile = new LandlordSettings { Name = "x", ContactPerson = "Ana;\r\nATTENDEE:mailto:x@example.org\\", Phone = "020, 1\u0007\u0000" };

        var lines = Unfold(CalendarFile.Write(Visit(new DateOnly(2026, 3, 27), 0) with { Landlord = hostile }, Now));

        Assert.DoesNotContain(lines, l => l.StartsWith("ATTENDEE", StringComparison.Ordinal));
        Assert.Contains("Ana\\;\\nATTENDEE:mailto:x@example.org\\\\ on 020\\, 1.", lines.Single(l => l.StartsWith("DESCRIPTION", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Emoji_are_folded_whole()
    {
        var name = string.Concat(Enumerable.Repeat("👩‍🔧", 30));
        var file = CalendarFile.Write(Visit(new DateOnly(2026, 3, 27), 0) with { Landlord = new() { ContactPerson = name, Phone = "1", Name = "x" } }, Now);

        foreach (var line in Bytes(file))
        {
            Assert.InRange(line.Length, 1, 75);
            Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(line));
        }

        Assert.Contains(Unfold(file), l => l.Contains($"Ring {name} on 1", StringComparison.Ordinal));
    }

    [Fact]
    public void Whatever_the_text_every_line_is_short_and_unfolds_to_what_was_written() =>
        Prop.ForAll<NonNull<string>>(given =>
        {
            var text = CalendarFile.Escape(given.Get.Replace("\uFFFE", "", StringComparison.Ordinal));
            var file = new StringBuilder();
            CalendarFile.Fold(file, "X-TEXT:" + text);

            return Bytes(file.ToString()).All(l => l.Length <= 75)
                && Unfold(file.ToString()).Single() == "X-TEXT:" + string.Concat(text.EnumerateRunes());
        }).QuickCheckThrowOnFailure();

    private static CalendarVisit Visit(DateOnly date, int changes) =>
        new(Guid.Parse("0197a6c0-0000-7000-8000-000000000001"), changes, date, new TimeOnly(8, 0), new TimeOnly(12, 0), Landlord);

    /// <summary>The last Sunday of the month the rule names, at the time its start names.</summary>
    private static DateTime Change(string[] lines, string kind, int year)
    {
        var from = Array.IndexOf(lines, $"BEGIN:{kind}");
        var start = DateTime.ParseExact(lines[from + 1].Split(':')[1], "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
        Assert.Contains("BYDAY=-1SU", lines[from + 2], StringComparison.Ordinal);
        var month = int.Parse(lines[from + 2].Split("BYMONTH=")[1].Split(';')[0], CultureInfo.InvariantCulture);
        var day = new DateTime(year, month, DateTime.DaysInMonth(year, month));
        while (day.DayOfWeek != DayOfWeek.Sunday)
            day = day.AddDays(-1);
        return day + start.TimeOfDay;
    }

    private static string[] Unfold(string file)
    {
        Assert.EndsWith("\r\n", file, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', file.Replace("\r\n", "", StringComparison.Ordinal));
        return file.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }

    private static IEnumerable<byte[]> Bytes(string file) =>
        file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(Encoding.UTF8.GetBytes);
}
