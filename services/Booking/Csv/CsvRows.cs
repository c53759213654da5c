using System.Runtime.CompilerServices;
using System.Text;

namespace Repairs.Booking;

/// <summary>One row of a file, or what is wrong with it.</summary>
/// <param name="Line">The heading is line 1.</param>
/// <param name="Text">The row as it was given.</param>
internal sealed record CsvRow(int Line, IReadOnlyDictionary<string, int> Columns, IReadOnlyList<string> Fields, string? Fault, string Text = "")
{
    /// <summary>The trimmed text of a column; empty where the row or the file has none.</summary>
    public string this[string column] => Columns.TryGetValue(column, out var i) && i < Fields.Count ? Fields[i].Trim() : "";
}

/// <summary>The file's first line does not name the columns we need.</summary>
internal sealed class CsvHeadingException(string message) : Exception(message);

/// <summary>
/// Reads CSV (RFC 4180) row by row. UTF-8, or Windows-1252 where the bytes are no UTF-8. Our own few lines, because a quotation mark left open costs
/// its own row here and never the rows after it; readers in packages take such a field to the end of the file.
/// </summary>
internal static class CsvRows
{
    private const int LongestRow = 100_000;
    private const int MostLinesInARow = 20;

    /// <param name="stream">Can be read twice.</param>
    /// <param name="columns">Columns that have to be there, in any order.</param>
    public static async IAsyncEnumerable<CsvRow> ReadAsync(Stream stream, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken ct)
    {
        using var reader = new StreamReader(stream, await EncodingOfAsync(stream, ct), detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16, leaveOpen: true);
        var heading = Heading(await reader.ReadLineAsync(ct), columns);
        var line = 1;
        string? next = null;
        while ((next ?? await reader.ReadLineAsync(ct)) is { } text)
        {
            next = null;
            var start = ++line;
            string? fault = null;
            if (Open(text))
            {
                var (whole, read, left) = await CloseAsync(reader, text, heading.Count, ct);
                fault = whole is null ? "A quotation mark is not closed." : null;
                text = whole ?? text;
                line += read;
                next = left;
            }

            if (string.IsNullOrWhiteSpace(text))
                continue;
            fault ??= text.Length > LongestRow ? "The row is too long." : text.Contains('\0', StringComparison.Ordinal) ? "The row holds a NUL character." : null;
            yield return new CsvRow(start, heading, fault is null ? Split(text) : [], fault, text);
        }
    }

    /// <summary>Joins the lines of a field that holds line breaks. A next line that is a whole row by itself shows that the mark was left open by mistake.</summary>
    private static async Task<(string? Whole, int Read, string? Left)> CloseAsync(StreamReader reader, string first, int columns, CancellationToken ct)
    {
        var whole = new StringBuilder(first);
        for (var read = 0; read < MostLinesInARow; read++)
        {
            if (await reader.ReadLineAsync(ct) is not { } more)
                return (null, read, null);
            if (!Open(more) && Split(more).Count >= columns)
                return (null, read, more);
            whole.Append('\n').Append(more);
            if (Open(more))
                return (whole.ToString(), read + 1, null);
        }

        return (null, MostLinesInARow, null);
    }

    /// <summary>The fields of a row as it was given; where a quotation mark is not closed, the row as one field.</summary>
    public static IReadOnlyList<string> FieldsOf(string text) => Open(text) ? [text] : Split(text);

    private static bool Open(string line) => line.AsSpan().Count('"') % 2 == 1;

    private static IReadOnlyList<string> Split(string text)
    {
        if (!text.Contains('"', StringComparison.Ordinal))
            return text.Split(',');
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"')
                field.Append(text[++i]);
            else if (text[i] == '"')
                quoted = !quoted;
            else if (text[i] == ',' && !quoted)
                Next();
            else
                field.Append(text[i]);
        }

        Next();
        return fields;

        void Next()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }

    private static Dictionary<string, int> Heading(string? line, IReadOnlyList<string> columns)
    {
        var heading = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, i) in Split(line ?? "").Select((n, i) => (n.Trim(), i)))
            heading.TryAdd(name, i);
        var missing = columns.Where(c => !heading.ContainsKey(c)).ToList();
        return missing.Count == 0
            ? heading
            : throw new CsvHeadingException($"The first line names the columns. Missing: {string.Join(", ", missing)}. Expected: {string.Join(",", columns)}.");
    }

    private static async Task<Encoding> EncodingOfAsync(Stream stream, CancellationToken ct)
    {
        var start = stream.Position;
        var utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
        try
        {
            var decoder = utf8.GetDecoder();
            var bytes = new byte[1 << 16];
            var chars = new char[utf8.GetMaxCharCount(bytes.Length)];
            int n;
            while ((n = await stream.ReadAsync(bytes, ct)) > 0)
                decoder.GetChars(bytes, 0, n, chars, 0, flush: false);
            decoder.GetChars([], 0, 0, chars, 0, flush: true);
            return utf8;
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        }
        finally
        {
            stream.Position = start;
        }
    }
}
