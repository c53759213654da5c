using System.Buffers;
using System.Text.RegularExpressions;

namespace Repairs.Booking;

/// <summary>Writes CSV that a spreadsheet shows as text: what would be taken for a formula gets an apostrophe in front. Plain numbers stay as they are.</summary>
internal static partial class SafeCsv
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n;\t");

    public static string Line(IEnumerable<string> fields) => string.Join(',', fields.Select(Field)) + "\r\n";

    public static string Field(string text)
    {
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠' && !PlainNumber().IsMatch(text) ? "'" + text : text;
        return safe.AsSpan().ContainsAny(Special) || safe != safe.Trim() ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    [GeneratedRegex(@"^[+-]?\d+(\.\d+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainNumber();
}
