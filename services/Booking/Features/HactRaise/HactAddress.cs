using System.Globalization;
using System.Text;

namespace Repairs.Booking;

/// <summary>Addresses compared as people compare them: letters and digits count, commas and capitals do not.</summary>
internal static class HactAddress
{
    /// <summary>Members of a HACT address in the order they are written on an envelope.</summary>
    private static readonly string[] Parts = ["room", "floor", "buildingName", "complexName", "buildingNumber", "streetName", "cityName", "postalCode"];

    /// <summary>The spellings an address may have with us: by its lines, by its parts, each with and without town and postcode.</summary>
    public static IReadOnlyList<string> Spellings(HactNode address)
    {
        var lines = address["addressLine"].Items().Select(l => l.Text()).OfType<string>().ToList();
        var parts = Parts.Select(p => (Name: p, Text: address[p].Text())).Where(p => p.Text is not null).ToList();
        var postcode = parts.Where(p => p.Name == "postalCode").Select(p => p.Text!);
        var town = parts.Where(p => p.Name == "cityName").Select(p => p.Text!);
        IEnumerable<string>[] candidates =
        [
            lines,
            [.. lines, .. postcode],
            [.. lines, .. town],
            [.. lines, .. town, .. postcode],
            parts.Select(p => p.Text!),
            parts.Where(p => p.Name is not "postalCode").Select(p => p.Text!),
            parts.Where(p => p.Name is not "cityName").Select(p => p.Text!),
            parts.Where(p => p.Name is not ("cityName" or "postalCode")).Select(p => p.Text!),
        ];

        // A single line such as "line1" or a bare postcode may stand for many homes: the search wants exactly one.
        return [.. candidates.Select(c => Normal(string.Join(' ', c))).Where(a => a.Length > 0).Distinct()];
    }

    /// <summary>Lower-case Latin letters and digits, everything else a single blank: the same as in the SQL that compares.</summary>
    public static string Normal(string address)
    {
        var normal = new StringBuilder(address.Length);
        foreach (var c in address.Normalize(NormalizationForm.FormKC).ToLower(CultureInfo.InvariantCulture))
        {
            if (char.IsAsciiLetterOrDigit(c))
                normal.Append(c);
            else if (normal is { Length: > 0 } && normal[^1] != ' ')
                normal.Append(' ');
        }

        return normal.ToString().TrimEnd();
    }
}
