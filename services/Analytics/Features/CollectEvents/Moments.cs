using System.Globalization;
using Repairs.Platform;

namespace Repairs.Analytics.Features.CollectEvents;

/// <summary>A moment as it could be read.</summary>
/// <param name="Reason">Why it cannot be read; null where it can.</param>
/// <param name="Doubt">Why it cannot be true: the clocks went forward then.</param>
/// <param name="Flag">How it had to be read: <see cref="Moments.NoOffset"/>, <see cref="Moments.Ambiguous"/>; null: as it was written.</param>
/// <param name="WholeDay">Only a date was written; the instant is its midday.</param>
internal readonly record struct Moment(DateTimeOffset Instant, string? Reason = null, string? Doubt = null, string? Flag = null, bool WholeDay = false)
{
    public void Deconstruct(out DateTimeOffset instant, out string? reason) => (instant, reason) = (Instant, Reason ?? Doubt);
}

/// <summary>Reads the moments other systems write. A moment without an offset is local time in Europe/London; a date alone is its midday.</summary>
internal static class Moments
{
    /// <summary>It was written without an offset, and without a zone in the mapping: taken as Europe/London.</summary>
    public const string NoOffset = "no-offset";

    /// <summary>The clock showed this time twice that day: the earlier of the two is taken.</summary>
    public const string Ambiguous = "ambiguous";

    private static readonly TimeOnly Midday = new(12, 0);

    private static readonly string[] Local = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm"];

    /// <param name="format">.NET pattern, or null for RFC 3339, <c>yyyy-MM-dd HH:mm[:ss]</c> and <c>yyyy-MM-dd</c>.</param>
    /// <param name="zone">Where a local time is local; null: Europe/London.</param>
    /// <param name="zoned">Somebody said that local times are Europe/London; otherwise taking them so is flagged.</param>
    /// <returns>The instant, or a reason it cannot be read.</returns>
    public static Moment Read(string? text, string? format = null, TimeZoneInfo? zone = null, bool zoned = false)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new(default, "the time it happened is missing");
        text = text.Trim();
        var flag = zone is null && !zoned ? NoOffset : null;
        if (format is null)
        {
            if (HasOffset(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant))
                return new(instant.ToUniversalTime());
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                return FromLocal(date.ToDateTime(Midday), zone, null) with { WholeDay = true };
            return DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
                ? FromLocal(local, zone, flag)
                : new(default, $"'{Short(text)}' is no time of the form 2025-03-31T14:05:00+01:00 or 2025-03-31");
        }

        if (format.Contains('z', StringComparison.Ordinal) || format.Contains('K', StringComparison.Ordinal))
        {
            return DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var exact)
                ? new(exact.ToUniversalTime())
                : new(default, $"'{Short(text)}' is not of the form {format}");
        }

        if (!DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read))
            return new(default, $"'{Short(text)}' is not of the form {format}");
        return HasTime(format) ? FromLocal(read, zone, flag) : FromLocal(read.Date + Midday.ToTimeSpan(), zone, null) with { WholeDay = true };
    }

    /// <summary>Patterns as Python, Java or Oracle people write them, as .NET reads them.</summary>
    public static string? Pattern(string? format)
    {
        if (string.IsNullOrWhiteSpace(format) || format.ToLowerInvariant() is "iso" or "iso8601" or "iso-8601" or "rfc3339" or "date" or "datetime")
            return null;
        if (format.Contains('%', StringComparison.Ordinal))
        {
            foreach (var (theirs, ours) in new[] { ("%Y", "yyyy"), ("%y", "yy"), ("%m", "MM"), ("%d", "dd"), ("%H", "HH"), ("%I", "hh"), ("%M", "mm"), ("%S", "ss"), ("%p", "tt"), ("%b", "MMM"), ("%B", "MMMM"), ("%z", "zzz") })
                format = format.Replace(theirs, ours, StringComparison.Ordinal);
            return format;
        }

        return format.Replace("YYYY", "yyyy", StringComparison.Ordinal).Replace("DD", "dd", StringComparison.Ordinal);
    }

    private static bool HasTime(string format) => format.Contains('H', StringComparison.Ordinal) || format.Contains('h', StringComparison.Ordinal);

    private static Moment FromLocal(DateTime local, TimeZoneInfo? zone, string? flag)
    {
        var gap = $"{local:yyyy-MM-dd HH:mm} does not exist: clocks went forward then";
        if (zone is null)
        {
            var instant = LondonTime.Instant(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
            return LondonTime.Local(instant) != local ? new(instant, Doubt: gap) : new(instant, Flag: LondonTime.Local(instant.AddHours(1)) == local ? Ambiguous : flag);
        }

        if (zone.IsInvalidTime(local))
            return new(new DateTimeOffset(local, zone.GetUtcOffset(local.AddHours(-1))).ToUniversalTime(), Doubt: gap);
        var twice = zone.IsAmbiguousTime(local);
        var offset = twice ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new(new DateTimeOffset(local, offset).ToUniversalTime(), Flag: twice ? Ambiguous : flag);
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    /// <summary>A date and a time with an offset: ends in Z or in +01:00.</summary>
    private static bool HasOffset(string text) =>
        text.Length >= 17 && text[4] == '-' && text[7] == '-' && text[10] is 'T' or 't' or ' '
        && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-' || text[^5] is '+' or '-');
}
