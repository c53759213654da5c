using System.Globalization;
using System.Security.Cryptography;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What choices by letter need that others do not: time for the post, and a reference to find them again.</summary>
internal static class LetterRule
{
    public const int Choices = 3;

    // Second-class post takes up to three working days each way, with a day to choose between them. Then two days in which the visit can be planned.
    private const int PostBothWays = 7;
    private const int BeforeTheVisit = 2;

    // Letters and digits take turns and there is no vowel: no word can come of it. Nothing in it looks like something else in it.
    private const string Letters = "CDFHJKMNPRTWXY";
    private const string Digits = "23456789";
    private const int Pairs = 3;

    /// <summary>The first day a letter of today may offer.</summary>
    public static DateOnly FirstDay(DateOnly today, IReadOnlySet<DateOnly> daysOff) => WorkingDays.From(today, PostBothWays + BeforeTheVisit, daysOff);

    /// <summary>The day by which a slip has to be with us: two working days before the first of its choices.</summary>
    public static DateOnly ReplyBy(DateOnly firstChoice, IReadOnlySet<DateOnly> daysOff) => WorkingDays.From(firstChoice, -BeforeTheVisit, daysOff);

    /// <summary>Until when its choices can be booked: a slip that came on the last day may be entered on the next.</summary>
    public static DateOnly LastDay(DateOnly replyBy, IReadOnlySet<DateOnly> daysOff) => WorkingDays.From(replyBy, 1, daysOff);

    /// <summary>"K7M2X5". It says nothing of anybody; unique within a landlord by constraint.</summary>
    public static string Reference() => string.Concat(Enumerable.Range(0, Pairs).Select(_ => RandomNumberGenerator.GetString(Letters, 1) + RandomNumberGenerator.GetString(Digits, 1)));

    /// <summary>"K7 M2 X5", as it is printed.</summary>
    public static string Printed(string reference) => string.Join(' ', reference.Chunk(2).Select(pair => new string(pair)));

    /// <summary>A reference as a person types it: in small letters, with blanks or dashes, or with a letter for the digit it looks like. Null where it is none.</summary>
    public static string? Read(string? typed)
    {
        var plain = string.Concat((typed ?? "").ToUpper(CultureInfo.InvariantCulture).Where(char.IsAsciiLetterOrDigit).Take(2 * Pairs + 1)
            .Select(c => c switch { 'Z' => '2', 'S' => '5', 'G' => '6', 'B' => '8', _ => c }));
        return plain.Length == 2 * Pairs && plain.Index().All(p => (p.Index % 2 == 0 ? Letters : Digits).Contains(p.Item, StringComparison.Ordinal)) ? plain : null;
    }
}
