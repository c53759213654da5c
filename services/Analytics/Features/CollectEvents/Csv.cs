using System.Runtime.CompilerServices;
using System.Text;

namespace Repairs.Analytics.Features.CollectEvents;

/// <summary>A record of a CSV file; null cells where it could not be read.</summary>
internal readonly record struct CsvRecord(long Line, string[]? Cells, string? Reason);

/// <summary>
/// CSV (RFC 4180) read so that one broken line costs that line alone: a quote that is never closed does not swallow the rest of the file, because a record
/// may run over twenty lines and must then have as many cells as the heading.
/// </summary>
internal static class Csv
{
    private const int MostLines = 20;

    /// <summary>Comma, semicolon, tab or bar: whichever the heading holds most of.</summary>
    public static char Delimiter(string heading) => ",;\t|".MaxBy(d => heading.Count(c => c == d));

    /// <summary>The heading's names.</summary>
    public static string[] Heading(string line, char delimiter) => [.. (Cells(line.TrimStart('\uFEFF'), delimiter) ?? [line]).Select(c => c.Trim())];

    /// <param name="lines">What follows the heading.</param>
    public static async IAsyncEnumerable<CsvRecord> RecordsAsync(IAsyncEnumerator<TextLine> lines, int width, char delimiter, [EnumeratorCancellation] CancellationToken ct)
    {
        var waiting = new LinkedList<TextLine>();
        while (!ct.IsCancellationRequested)
        {
            if (waiting.First is null && !await lines.MoveNextAsync())
                yield break;
            var line = waiting.First?.Value ?? lines.Current;
            if (waiting.First is not null)
                waiting.RemoveFirst();
            if (line.Text is "")
                continue;
            if (line.Text is null)
            {
                yield return new CsvRecord(line.Number, null, "the line is too long");
                continue;
            }

            var cells = Cells(line.Text, delimiter) ?? await JoinAsync(line, lines, waiting, width, delimiter);
            yield return cells is null ? new CsvRecord(line.Number, null, "a quotation mark is not closed, or text follows one that is")
                : cells.Length != width ? new CsvRecord(line.Number, null, $"it has {cells.Length} cells where the heading has {width}")
                : new CsvRecord(line.Number, cells, null);
        }
    }

    /// <summary>Follows a quoted cell over the next lines; where that leads nowhere the lines are given back.</summary>
    private static async Task<string[]?> JoinAsync(TextLine first, IAsyncEnumerator<TextLine> lines, LinkedList<TextLine> waiting, int width, char delimiter)
    {
        var text = new StringBuilder(first.Text);
        var node = waiting.First;
        for (var used = 1; used < MostLines; used++)
        {
            if (node is null)
            {
                if (!await lines.MoveNextAsync())
                    return null;
                node = waiting.AddLast(lines.Current);
            }

            if (node.Value.Text is null)
                return null;
            text.Append('\n').Append(node.Value.Text);
            if (Cells(text.ToString(), delimiter) is { } cells)
            {
                if (cells.Length != width)
                    return null;
                for (var i = 0; i < used; i++)
                    waiting.RemoveFirst();
                return cells;
            }

            node = node.Next;
        }

        return null;
    }

    /// <summary>The cells of a record; null while a quotation mark is open, or where text follows one that closed.</summary>
    internal static string[]? Cells(string text, char delimiter)
    {
        if (!text.Contains('"', StringComparison.Ordinal))
            return text.Split(delimiter);
        var cells = new List<string>();
        var at = 0;
        while (true)
        {
            string? cell;
            if (at < text.Length && text[at] == '"')
            {
                cell = Quoted(text, ref at);
                if (cell is null || (at < text.Length && text[at] != delimiter))
                    return null;
            }
            else
            {
                var end = text.IndexOf(delimiter, at);
                cell = text[at..(end < 0 ? text.Length : end)];
                at += cell.Length;
            }

            cells.Add(cell);
            if (at >= text.Length)
                return [.. cells];
            at++;
        }
    }

    private static string? Quoted(string text, ref int at)
    {
        var cell = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                cell.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                cell.Append('"');
                at++;
            }
            else
            {
                at++;
                return cell.ToString();
            }
        }

        return null;
    }
}
