using System.Globalization;
using System.Text;
using Repairs.Messages.Gates;

namespace Repairs.Messages.Wording;

/// <summary>Who reads a message and what surrounds it, asked for when it is sent and not kept.</summary>
/// <param name="Name">As the resident gave it; may be missing.</param>
/// <param name="NoCalls">They asked us not to ring, or no number is known that is safe to ring.</param>
/// <param name="Operative">First name of the person who comes, where the message tells it.</param>
internal sealed record Reader(string? Name, bool NoCalls, string Landlord, string Person, string Phone, string Link, string? Operative)
{
    private const int LongestName = 60;

    /// <summary>
    /// "Hello Sam Okafor" or, where a name would trip the gates or is no name, "Hello": nobody's message is stopped by what they are called.
    /// </summary>
    public string Greeting()
    {
        var name = Plain(Name ?? "");
        if (name.Length == 0 || new StringInfo(name).LengthInTextElements > LongestName || !name.Any(char.IsLetter))
            return "Hello";
        var greeting = $"Hello {name}";
        return Gate.Check($"{greeting}. You can tell us.").Ok ? greeting : "Hello";
    }

    /// <summary>One line without control or direction characters; a name in capitals reads as a name.</summary>
    private static string Plain(string name)
    {
        var plain = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate))
                plain.Append(rune.ToString());
        }

        var words = plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(w => w.Length > 1 && w.All(c => !char.IsLetter(c) || char.IsUpper(c)) ? CultureInfo.GetCultureInfo("en-GB").TextInfo.ToTitleCase(w.ToLowerInvariant()) : w);
        return string.Join(' ', words).Trim(' ', ',', '.', '!', '?');
    }
}
