using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Wishes in the words they are shown back in.</summary>
internal static class WishWords
{
    private const int LongSpan = 270;

    /// <summary>"Not on Thursdays", "Not from 24 December to 2 January", "Not before 10am".</summary>
    public static string Of(Exclusion e) => e switch
    {
        { Days.Count: 0, FirstDate: null, LastDate: null, From: null, To: { } to } => $"Not before {LondonTime.Words(to)}",
        { Days.Count: 0, FirstDate: null, LastDate: null, From: { } from, To: null } => $"Not after {LondonTime.Words(from)}",
        _ => "Not " + string.Join(", ", Parts(e.Days, e.FirstDate, e.LastDate, e.From, e.To)),
    };

    /// <summary>"Mornings suit best".</summary>
    public static string Of(Preference p) => p switch
    {
        { Days.Count: 0, FirstDate: null, LastDate: null, From: null, To: { Hour: 12, Minute: 0 } } => "Mornings suit best",
        { Days.Count: 0, FirstDate: null, LastDate: null, From: { Hour: 12, Minute: 0 }, To: { Hour: 17, Minute: 0 } } => "Afternoons suit best",
        { Days.Count: 0, FirstDate: null, LastDate: null, From: { Hour: 17, Minute: 0 }, To: null } => "Evenings suit best",
        _ => "Best " + string.Join(", ", Parts(p.Days, p.FirstDate, p.LastDate, p.From, p.To)),
    };

    /// <summary>All of them, exclusions first.</summary>
    public static IReadOnlyList<string> Of(Wishes wishes) => [.. wishes.Exclusions.Select(Of), .. wishes.Preferences.OrderBy(p => p.Degree).Select(Of)];

    /// <summary>"24 December", with the year where it is not near.</summary>
    internal static string Day(DateOnly date) => date.ToString("d MMMM", System.Globalization.CultureInfo.GetCultureInfo("en-GB"));

    private static IEnumerable<string> Parts(IReadOnlyList<DayOfWeek> days, DateOnly? first, DateOnly? last, TimeOnly? from, TimeOnly? to)
    {
        if (days.Count > 0)
            yield return $"on {And([.. days.Select(d => $"{d}s")])}";
        if (first == last && first is { } only)
            yield return $"on {LondonTime.Words(only)}";
        else if ((first, last) is ({ } a, { } b))
            yield return b.DayNumber - a.DayNumber > LongSpan ? $"from {Day(a)} {a.Year} to {Day(b)} {b.Year}" : $"from {Day(a)} to {Day(b)}";
        else if (first is { } since)
            yield return $"from {Day(since)} on";
        else if (last is { } until)
            yield return $"until {Day(until)}";
        if ((from, to) is ({ } f, { } t))
            yield return $"between {LondonTime.Words(f)} and {LondonTime.Words(t)}";
        else if (from is { } after)
            yield return $"after {LondonTime.Words(after)}";
        else if (to is { } before)
            yield return $"before {LondonTime.Words(before)}";
    }

    private static string And(IReadOnlyList<string> items) => items.Count == 1 ? items[0] : $"{string.Join(", ", items.Take(items.Count - 1))} or {items[^1]}";
}
