using System.Reflection;

namespace Repairs.Messages.Gates;

/// <summary>One way of writing a phrase: its letters run together, and where its words meet.</summary>
/// <param name="Then">What must follow within three more words of the same sentence, where the phrase has a gap.</param>
internal sealed record Form(string Letters, IReadOnlyList<int> WordStarts, IReadOnlyList<Form> Then);

/// <summary>A row of the phrase table.</summary>
/// <param name="Level">Null: an exception, words that may stand although a phrase lies in them.</param>
internal sealed record Phrase(Level? Level, string Words, string Instead, IReadOnlyList<Form> Forms);

/// <summary>
/// Reads <c>Phrases.txt</c> (policy.md §6.3). A row is <c>level | phrase | instead</c>. In a phrase <c>{a,b}</c> means either, <c>word~</c> the word with
/// its usual endings, <c>..</c> up to three words of any kind.
/// </summary>
internal static class PhraseTable
{
    public static IReadOnlyList<Phrase> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Repairs.Messages.Gates.Phrases.txt")
            ?? throw new InvalidOperationException("The phrase table is not in the assembly");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    public static IReadOnlyList<Phrase> Parse(string table) =>
        [.. table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(row => row is [var level, var words, var instead]
                ? new Phrase(LevelOf(level), words, instead, [.. Written(words).SelectMany(Shapes)])
                : throw new InvalidDataException($"A row of the phrase table has no three parts: {row[0]}"))];

    /// <summary>Every way of writing a phrase, endings left off: what a test inserts into a message.</summary>
    public static IEnumerable<string> Written(string words)
    {
        var open = words.IndexOf('{', StringComparison.Ordinal);
        if (open < 0)
            return [words];
        var close = words.IndexOf('}', open);
        return words[(open + 1)..close].Split(',')
            .SelectMany(choice => Written($"{words[..open]}{choice}{words[(close + 1)..]}"));
    }

    private static Level? LevelOf(string word) => word switch
    {
        "block" => Level.Block,
        "statutory-only" => Level.StatutoryOnly,
        "warn" => Level.Warn,
        "allow" => null,
        _ => throw new InvalidDataException($"No level of the phrase table is called {word}"),
    };

    private static IEnumerable<Form> Shapes(string written)
    {
        var parts = written.Split("..", 2, StringSplitOptions.TrimEntries);
        var then = parts.Length == 2 ? Inflected(parts[1]).Select(w => Of(w, [])).ToList() : [];
        return Inflected(parts[0]).Select(w => Of(w, then));
    }

    private static Form Of(IReadOnlyList<string> words, IReadOnlyList<Form> then)
    {
        var starts = new List<int>();
        var at = 0;
        foreach (var word in words)
        {
            starts.Add(at);
            at += word.Length;
        }

        return new Form(string.Concat(words), starts, then);
    }

    private static IEnumerable<IReadOnlyList<string>> Inflected(string written)
    {
        IEnumerable<IReadOnlyList<string>> all = [[]];
        foreach (var word in written.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            all = all.SelectMany(head => Endings(word).Select(w => (IReadOnlyList<string>)[.. head, w]));
        return all;
    }

    private static IEnumerable<string> Endings(string word)
    {
        if (!word.EndsWith('~'))
            return [word];
        var stem = word[..^1];
        return stem[^1] switch
        {
            'e' => [stem, stem + "s", stem + "d", stem[..^1] + "ing", stem + "r", stem + "rs"],
            'y' => [stem, stem[..^1] + "ies", stem[..^1] + "ied", stem + "ing", stem + "s"],
            'h' or 's' or 'x' => [stem, stem + "es", stem + "ed", stem + "ing"],
            _ => [stem, stem + "s", stem + "ed", stem + "ing", stem + "er", stem + "ers"],
        };
    }
}
