namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>
/// The marks that stand in the place of a figure, or beside it: the shorthand of the Government Analysis Function. In CSV they have a column of their own.
/// </summary>
internal static class Markers
{
    public const string Confidential = "[c]";
    public const string Low = "[low]";
    public const string NotAvailable = "[x]";
    public const string NotApplicable = "[z]";
    public const string Unreliable = "[u]";
    public const string Provisional = "[p]";
    public const string Revised = "[r]";
    public const string Break = "[b]";

    /// <summary>What each says, in the order in which tables explain them.</summary>
    public static IReadOnlyList<(string Mark, string Words)> All { get; } =
    [
        (Confidential, "too few to show without pointing at someone, or hidden so that such a figure cannot be worked out. Counts beside it are rounded to 5."),
        (Low, "a small number, from 1 to 9."),
        (NotAvailable, "not available: by patch, trade and the like, figures end with the last whole week; what is no sum is told over whole months."),
        (NotApplicable, "nothing happened, so there is no rate."),
        (Unreliable, "more of these than of what they are measured against in this period, so no rate is given."),
        (Provisional, "may still change: until 14 days after the period ends, or for as long as it is so far."),
        (Revised, "has changed since the period was closed."),
        (Break, "what is counted changed here: compare with earlier periods with care."),
    ];

    /// <summary>The sentences that explain the marks of some figures, above a table.</summary>
    public static IEnumerable<string> Explain(IEnumerable<string?> marks)
    {
        var used = marks.OfType<string>().Distinct(StringComparer.Ordinal).SelectMany(m => m.Split(' ')).ToHashSet(StringComparer.Ordinal);
        return All.Where(m => used.Contains(m.Mark)).Select(m => $"{m.Mark}: {m.Words}");
    }

    public static bool Has(string? marks, string mark) => marks?.Split(' ').Contains(mark, StringComparer.Ordinal) == true;

    /// <summary>A figure's marks with one more, each once.</summary>
    public static string With(string? marks, string mark) =>
        marks is null ? mark : marks.Split(' ').Contains(mark, StringComparer.Ordinal) ? marks : $"{marks} {mark}";
}
