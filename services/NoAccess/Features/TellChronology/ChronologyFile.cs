using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Repairs.NoAccess.SeeDuties;
using Repairs.Platform;

namespace Repairs.NoAccess.TellChronology;

/// <summary>A chronology as it leaves us.</summary>
/// <param name="MadeAt">When it was opened, or when the resident fetched theirs.</param>
/// <param name="By">The named manager; null: the resident's own.</param>
/// <param name="Purpose">What the manager said it is for; the resident reads it too.</param>
internal sealed record Copy(string Landlord, string LandlordName, Guid RepairId, IReadOnlyList<Entry> Entries, DateTimeOffset MadeAt, string? By, string? Purpose);

/// <summary>What a file says of itself, and what is wrong with it.</summary>
/// <param name="Head">The hash of its last entry.</param>
internal sealed record FileRead(IReadOnlyList<string> Faults, string? Landlord = null, Guid? RepairId = null, int Count = 0, string? Head = null);

/// <summary>
/// Copies as CSV and as a page to print. Both end with a seal: repair, count, last hash, and a code over every byte before it that only this installation can make, so
/// that no byte can be changed, left out or moved unseen, not even by making a new chain. The CSV also has every part of every hash, for anyone to count again.
/// </summary>
internal static class ChronologyFile
{
    private const string Shape = "repairs-chronology-1";
    private const int CodeLength = 64;
    private const string CsvEnd = "\"\r\n";
    private const string HtmlEnd = " -->\n";
    private static readonly string[] Heading = ["number", "when", "what happened", "our miss", "kind", "key", "hash before", "hash"];

    /// <summary>The key of the seal, from the installation's own.</summary>
    public static byte[] KeyOf(PlatformSettings settings) => HMACSHA256.HashData(Convert.FromBase64String(settings.LinkKey), Encoding.UTF8.GetBytes(Shape));

    /// <summary>Our own misses first, then the rest; each by when it happened.</summary>
    public static IEnumerable<Entry> InOrder(IEnumerable<Entry> entries) => entries.OrderByDescending(e => e.Ours).ThenBy(e => e.At).ThenBy(e => e.Seq);

    public static byte[] Csv(Copy copy, byte[] key)
    {
        var text = new StringBuilder("\uFEFF").Append(Row(Heading));
        foreach (var e in InOrder(copy.Entries))
            text.Append(Row([e.Seq.ToString(CultureInfo.InvariantCulture), Chain.Instant(e.At), e.Words, e.Ours ? "ours" : "", e.Kind, e.Key.ToString(), e.Previous, e.Hash]));
        if (copy.By is not null)
            text.Append(Row(["opened", Chain.Instant(copy.MadeAt), copy.Purpose ?? "", copy.By, "", "", "", ""]));
        var seal = Row(["seal", Chain.Instant(copy.MadeAt), Shape, "", copy.Landlord, copy.RepairId.ToString(), HeadOf(copy), ""]);
        text.Append(seal[..^CsvEnd.Length]);
        return Sealed(text.ToString(), CsvEnd, key);
    }

    public static byte[] Html(Copy copy, byte[] key)
    {
        string Safe(string text) => HtmlEncoder.Default.Encode(text);
        var text = new StringBuilder($$"""
            <!DOCTYPE html>
            <html lang="en-GB">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>What happened with this repair</title>
            <style>
            body { font-family: Arial, sans-serif; font-size: 1rem; line-height: 1.5; margin: 1.5rem auto; max-width: 60rem; padding: 0 1rem; color: #0b0c0c; }
            h1, h2 { line-height: 1.2; }
            table { border-collapse: collapse; width: 100%; }
            th, td { border-bottom: 1px solid #505a5f; padding: .5rem .75rem .5rem 0; text-align: left; vertical-align: top; }
            .hash { font-family: monospace; font-size: .75rem; overflow-wrap: anywhere; }
            @media print {
              @page { margin: 2cm; }
              body { font-size: 12pt; margin: 0; max-width: none; padding: 0; }
              thead { display: table-header-group; }
              tr, h2 { break-inside: avoid; }
              h2 { break-after: avoid; }
            }
            </style>
            </head>
            <body>
            <h1>What happened with this repair</h1>
            <p>{{Safe(copy.LandlordName)}}. Made {{Safe(DutyWords.At(copy.MadeAt))}}. {{(copy.By is null ? "Your own copy." : $"Opened by {Safe(copy.By)}, for: {Safe(copy.Purpose ?? "")}. The resident has the same copy.")}}</p>
            <p>It tells of one repair and of nothing about a person. Why somebody could not be at home, what they told us in confidence and pictures are not in it.</p>

            """);
        Table(text, "What we got wrong", copy.Entries.Where(e => e.Ours), "We found no mistake of ours in what we know.");
        Table(text, "Everything else, in order", copy.Entries.Where(e => !e.Ours), "Nothing yet.");
        text.Append(CultureInfo.InvariantCulture, $"<h2>How to see that nothing is missing</h2>\n<p>Each line is bound to the one written before it. There are {copy.Entries.Count}. The last one's hash is <span class=\"hash\">{HeadOf(copy).Split(':')[1]}</span>. Keep it: if a line is changed or left out later, it is another.</p>\n</body>\n</html>\n<!-- {Shape} {copy.Landlord} {copy.RepairId} {HeadOf(copy)} ");
        return Sealed(text.ToString(), HtmlEnd, key);

        void Table(StringBuilder to, string title, IEnumerable<Entry> entries, string none)
        {
            var rows = InOrder(entries).ToList();
            to.Append(CultureInfo.InvariantCulture, $"<h2>{title}</h2>\n");
            if (rows.Count == 0)
            {
                to.Append(CultureInfo.InvariantCulture, $"<p>{none}</p>\n");
                return;
            }

            to.Append("<table>\n<thead><tr><th scope=\"col\">When</th><th scope=\"col\">What happened</th><th scope=\"col\">Line</th></tr></thead>\n<tbody>\n");
            foreach (var e in rows)
                to.Append(CultureInfo.InvariantCulture, $"<tr><td>{Safe(DutyWords.At(e.At))}</td><td>{Safe(e.Words)}</td><td>{e.Seq}<br><span class=\"hash\">{e.Hash}</span></td></tr>\n");
            to.Append("</tbody>\n</table>\n");
        }
    }

    /// <summary>Reads a file as it was given back to us.</summary>
    public static FileRead Read(ReadOnlySpan<byte> file, byte[] key)
    {
        var end = file.Length > 0 && file[0] == '<' ? HtmlEnd : CsvEnd;
        var at = file.Length - end.Length - CodeLength;
        if (at < 1 || !file[^end.Length..].SequenceEqual(Encoding.UTF8.GetBytes(end)))
            return new FileRead(["This is no chronology of ours, or its end is missing or changed."]);
        List<string> faults = [];
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(CodeOf(file[..at], key)), file.Slice(at, CodeLength)))
            faults.Add("The seal does not fit: something in this file was changed, left out, added or moved.");
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file);
        }
        catch (DecoderFallbackException)
        {
            return new FileRead([.. faults, "It is not UTF-8 any more."]);
        }

        return end == HtmlEnd ? ReadHtml(text, faults) : ReadCsv(text, faults);
    }

    private static FileRead ReadHtml(string text, List<string> faults)
    {
        var seal = text[(text.LastIndexOf("<!-- ", StringComparison.Ordinal) is var at and >= 0 ? at + 5 : 0)..].Split(' ');
        return seal.Length >= 5 && seal[0] == Shape && Guid.TryParse(seal[2], out var repair) && HeadIn(seal[3]) is var (count, head)
            ? new FileRead(faults, seal[1], repair, count, head)
            : new FileRead([.. faults, "Its seal cannot be read."]);
    }

    private static FileRead ReadCsv(string text, List<string> faults)
    {
        var rows = Rows(text.TrimStart('\uFEFF'));
        if (rows is not [.., var seal] || seal.Count != Heading.Length || seal[0] != "seal" || seal[2] != Shape || !Guid.TryParse(seal[5], out var repair) || HeadIn(seal[6]) is not var (count, head))
            return new FileRead([.. faults, "Its seal cannot be read."]);
        List<Entry> entries = [];
        foreach (var row in rows.Skip(1).SkipLast(1).Where(r => r[0] != "opened"))
        {
            if (row.Count != Heading.Length || !int.TryParse(row[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seq) || !Guid.TryParse(row[5], out var id)
                || !DateTimeOffset.TryParseExact(row[1], "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var when))
            {
                faults.Add($"A line cannot be read: {row[0]}.");
                continue;
            }

            entries.Add(new Entry { RepairId = repair, Seq = seq, At = when, Words = row[2], Ours = row[3] == "ours", Kind = row[4], Key = id, Previous = row[6], Hash = row[7] });
        }

        entries.Sort((a, b) => a.Seq.CompareTo(b.Seq));
        faults.AddRange(Chain.Faults(seal[4], repair, entries));
        if (entries.Count != count)
            faults.Add($"There are {entries.Count} lines, and there were {count}.");
        if ((entries.Count > 0 ? entries[^1].Hash : Chain.Nothing) != head)
            faults.Add("The last line is not the one that was last.");
        return new FileRead(faults, seal[4], repair, count, head);
    }

    private static string HeadOf(Copy copy) => string.Create(CultureInfo.InvariantCulture, $"{copy.Entries.Count}:{(copy.Entries.Count > 0 ? copy.Entries[^1].Hash : Chain.Nothing)}");

    private static (int Count, string Head)? HeadIn(string text) =>
        text.Split(':') is [var n, { Length: CodeLength } head] && int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? (count, head) : null;

    private static byte[] Sealed(string text, string end, byte[] key)
    {
        var body = Encoding.UTF8.GetBytes(text);
        return [.. body, .. Encoding.ASCII.GetBytes(CodeOf(body, key)), .. Encoding.ASCII.GetBytes(end)];
    }

    private static string CodeOf(ReadOnlySpan<byte> body, byte[] key) => Convert.ToHexStringLower(HMACSHA256.HashData(key, body));

    private static string Row(IEnumerable<string> fields) => string.Join(',', fields.Select(f => $"\"{Harmless(f).Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n";

    /// <summary>What a spreadsheet would take for a formula gets an apostrophe in front; line ends become spaces, so that a line is a line.</summary>
    private static string Harmless(string text)
    {
        var line = text.ReplaceLineEndings(" ").Replace('\t', ' ');
        return line.Length > 0 && line[0] is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠' ? "'" + line : line;
    }

    /// <summary>Every field in quotation marks, as we write it.</summary>
    private static List<List<string>> Rows(string text) =>
    [
        .. text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(l => l.Length < 2 ? [""] : l[1..^1].Split("\",\"").Select(f => f.Replace("\"\"", "\"", StringComparison.Ordinal)).ToList()),
    ];
}
