namespace Repairs.Messages.Gates;

/// <summary>
/// The tone gate (policy.md §6.3): finds the phrases of the table however they are written (capitals, spacing, endings, look-alike letters, invisible
/// characters, digits for letters), but not ordinary words that merely contain one.
/// </summary>
internal static class Tone
{
    private const int WordsBetween = 3;
    private static readonly Node Root = Grow(PhraseTable.Read());

    public static IReadOnlyList<Finding> Check(string text)
    {
        var folded = new FoldedText(text);
        var hits = new List<Hit>();
        for (var i = 0; i < folded.Length; i++)
        {
            if (folded.Before(i) != Gap.None)
                Walk(folded, Root, i, i, hits);
        }

        return [.. hits.Where(h => h.Phrase.Level is not null && !hits.Any(other => Covers(other, h)))
            .GroupBy(h => h.Phrase)
            .SelectMany(g => g.DistinctBy(h => h.From))
            .OrderBy(h => h.From)
            .Select(h => Of(folded, h))];
    }

    /// <summary>An exception around a phrase lets it stand; a warning inside a phrase that stops says nothing more.</summary>
    private static bool Covers(Hit outer, Hit inner) =>
        outer.From <= inner.From && outer.To >= inner.To
        && (outer.Phrase.Level is null || (inner.Phrase.Level == Level.Warn && outer.Phrase.Level != Level.Warn));

    private static Finding Of(FoldedText folded, Hit hit)
    {
        var from = folded.At(hit.From);
        var to = folded.At(hit.To - 1) + 1;
        return new Finding(hit.Phrase.Level!.Value, "tone", from, folded.Original[from..to], hit.Phrase.Instead);
    }

    private static void Walk(FoldedText text, Node node, int start, int at, List<Hit> hits)
    {
        foreach (var (form, phrase) in node.Ends)
        {
            if (Stands(text, form, start, phrase.Level) && Follows(text, form, at) is { } to)
                hits.Add(new Hit(phrase, start, to));
        }

        if (at == text.Length)
            return;
        foreach (var letter in Readings(text[at]))
        {
            if (node.Next.TryGetValue(letter, out var next))
                Walk(text, next, start, at + 1, hits);
        }
    }

    /// <summary>Where the phrase ends in all; null where what must follow a gap does not.</summary>
    private static int? Follows(FoldedText text, Form form, int at)
    {
        if (form.Then.Count == 0)
            return at;
        var words = 0;
        for (var i = at; i < text.Length && words <= WordsBetween; i++)
        {
            if (i > at && text.Before(i) == Gap.None)
                continue;
            if (text.Before(i) == Gap.SentenceEnd)
                return null;
            if (i > at && !(IsLone(text, i) && IsLone(text, i - 1)))
                words++;
            var found = form.Then.FirstOrDefault(then => Spells(text, then, i) && Stands(text, then, i, Level.Block));
            if (found is not null)
                return i + found.Letters.Length;
        }

        return null;
    }

    /// <summary>One letter standing alone; a row of them is one word spelled out.</summary>
    private static bool IsLone(FoldedText text, int i) => text.Before(i) != Gap.None && text.Before(i + 1) != Gap.None;

    private static bool Spells(FoldedText text, Form form, int start)
    {
        if (start + form.Letters.Length > text.Length)
            return false;
        for (var i = 0; i < form.Letters.Length; i++)
        {
            if (!Readings(text[start + i]).Contains(form.Letters[i]))
                return false;
        }

        return true;
    }

    /// <summary>True where the letters stand as words: nothing runs on before or after, no sentence ends inside, and a word is split only as a trick would split it.</summary>
    private static bool Stands(FoldedText text, Form form, int start, Level? level)
    {
        var end = start + form.Letters.Length;
        if (text.Before(end) == Gap.None)
            return false;
        var digits = 0;
        for (var i = start; i < end; i++)
            digits += char.IsAsciiDigit(text[i]) ? 1 : 0;
        if (digits * 2 > form.Letters.Length)
            return false;
        for (var w = 0; w < form.WordStarts.Count; w++)
        {
            var from = form.WordStarts[w];
            var to = w + 1 < form.WordStarts.Count ? form.WordStarts[w + 1] : form.Letters.Length;
            if (w > 0 && text.Before(start + from) == Gap.SentenceEnd && !IsSpelledOut(text, start + from, start + to))
                return false;
            if (!IsOneWord(text, start + from, start + to, level))
                return false;
        }

        return true;
    }

    private static bool IsOneWord(FoldedText text, int from, int to, Level? level)
    {
        var spaces = 0;
        for (var i = from + 1; i < to; i++)
            spaces += text.Before(i) >= Gap.Space ? 1 : 0;
        return spaces == 0
            || (spaces == 1 && to - from >= 5 && level is Level.Block or Level.StatutoryOnly)
            || IsSpelledOut(text, from, to);
    }

    private static bool IsSpelledOut(FoldedText text, int from, int to)
    {
        for (var i = from + 1; i < to; i++)
        {
            if (text.Before(i) == Gap.None)
                return false;
        }

        return to - from > 1 || text.Before(to) != Gap.None;
    }

    private static string Readings(char c) => c switch
    {
        '0' => "o0",
        '1' => "il1",
        '3' => "e3",
        '4' => "a4",
        '5' => "s5",
        '6' => "g6",
        '7' => "t7",
        '8' => "b8",
        '9' => "g9",
        _ => Letters[c],
    };

    private static readonly Dictionary<char, string> Letters = Enumerable.Range('a', 26).Concat([(int)'2']).ToDictionary(c => (char)c, c => ((char)c).ToString());

    private static Node Grow(IReadOnlyList<Phrase> phrases)
    {
        var root = new Node();
        foreach (var phrase in phrases)
        {
            foreach (var form in phrase.Forms)
            {
                var node = root;
                foreach (var c in form.Letters)
                {
                    if (!node.Next.TryGetValue(c, out var next))
                        node.Next[c] = next = new Node();
                    node = next;
                }

                node.Ends.Add((form, phrase));
            }
        }

        return root;
    }

    private sealed class Node
    {
        public Dictionary<char, Node> Next { get; } = [];

        public List<(Form Form, Phrase Phrase)> Ends { get; } = [];
    }

    private sealed record Hit(Phrase Phrase, int From, int To);
}
