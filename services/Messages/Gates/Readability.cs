using System.Globalization;
using System.Text.RegularExpressions;

namespace Repairs.Messages.Gates;

/// <summary>
/// The reading gate (policy.md §6.1): Flesch–Kincaid grade at most 6 to aim for and 8 to pass, no sentence over 25 words, 15 on average, no block
/// capitals. One in seven adults in England reads at or below the level of a nine-year-old.
/// </summary>
internal static partial class Readability
{
    public const double TargetGrade = 6;
    public const double HighestGrade = 8;
    public const int LongestSentence = 25;
    public const double HighestMean = 15;

    /// <summary>Words a resident may be asked to send back; the only ones that may stand in capitals.</summary>
    private static readonly HashSet<string> Replies = new(["CALL", "CHANGE", "WRONG", "STOP"], StringComparer.Ordinal);

    private static readonly HashSet<string> Abbreviations = new(["mr", "mrs", "ms", "dr", "st", "e.g", "i.e", "etc"], StringComparer.OrdinalIgnoreCase);

    public static (double Grade, IReadOnlyList<Finding> Findings) Check(string text)
    {
        var findings = new List<Finding>();
        var sentences = Sentences(text);
        if (sentences.Count == 0)
            return (0, [new Finding(Level.Block, "empty", 0, "", "Write the message.")]);

        var words = sentences.Sum(s => s.Words.Count);
        var grade = Grade(sentences, words);
        if (grade > TargetGrade)
        {
            findings.Add(new Finding(grade > HighestGrade ? Level.Block : Level.Warn, "reading-grade", 0, Number(grade),
                $"Use shorter words and sentences: grade {Number(TargetGrade)} or less, at most {Number(HighestGrade)}."));
        }

        var mean = (double)words / sentences.Count;
        if (mean > HighestMean)
            findings.Add(new Finding(Level.Block, "mean-sentence", 0, Number(mean), "Split sentences: at most 15 words on average."));
        foreach (var s in sentences.Where(s => s.Words.Count > LongestSentence))
            findings.Add(new Finding(Level.Block, "long-sentence", s.At, Short(text[s.At..s.End].Trim()), $"Split it: {s.Words.Count} words, at most {LongestSentence}."));
        findings.AddRange(Capitals(sentences));
        return (Math.Round(grade, 1), findings);
    }

    private static double Grade(List<Sentence> sentences, int words)
    {
        var syllables = sentences.Sum(s => s.Words.Sum(w => Syllables.Count(w.Text)));
        return Math.Max(0, 0.39 * words / sentences.Count + 11.8 * syllables / words - 15.59);
    }

    private static IEnumerable<Finding> Capitals(List<Sentence> sentences)
    {
        foreach (var sentence in sentences)
        {
            for (var i = 0; i < sentence.Words.Count; i++)
            {
                var word = sentence.Words[i];
                if (Replies.Contains(word.Text) || !IsCapitals(word.Text, 2))
                    continue;
                var next = i + 1 < sentence.Words.Count ? sentence.Words[i + 1].Text : "";
                if (IsCapitals(word.Text, 4) || (IsCapitals(next, 2) && !Replies.Contains(next)))
                    yield return new Finding(Level.Block, "capitals", word.At, word.Text, "Write it in small letters: capitals read as shouting.");
            }
        }
    }

    private static bool IsCapitals(string word, int atLeast)
    {
        var letters = word.Count(char.IsLetter);
        return letters >= atLeast && word.All(c => !char.IsLetter(c) || char.IsUpper(c));
    }

    /// <summary>A sentence ends at a full stop, question or exclamation mark before a space, at an empty line, at a list item, and after a short line such as a greeting.</summary>
    private static List<Sentence> Sentences(string text)
    {
        var found = new List<Sentence>();
        var current = new List<Word>();
        var from = 0;
        var last = 0;
        foreach (Match word in WordOrLink().Matches(text))
        {
            if (current.Count > 0 && (AfterLink(current[^1].Text, word.Value) || Ends(text[last..word.Index], current[^1].Text, text.LastIndexOf('\n', Math.Max(0, last - 1)), last)))
            {
                found.Add(new Sentence(from, last, current));
                current = [];
            }

            if (current.Count == 0)
                from = word.Index;
            current.Add(new Word(word.Index, word.Value.Contains("://", StringComparison.Ordinal) ? "link" : word.Value));
            last = word.Index + word.Length;
        }

        if (current.Count > 0)
            found.Add(new Sentence(from, last, current));
        return found;
    }

    /// <summary>No full stop may follow a link, because it would become part of it; a capital letter after one begins a sentence.</summary>
    private static bool AfterLink(string before, string word) => before == "link" && char.IsUpper(word[0]);

    private static bool Ends(string between, string word, int lineBefore, int end)
    {
        if (between.Contains('\n', StringComparison.Ordinal) && (EmptyLine().IsMatch(between) || end - lineBefore < 40))
            return true;
        return between.AsSpan().IndexOfAny('.', '!', '?') is var stop and >= 0
            && stop + 1 < between.Length && between[(stop + 1)..].Any(char.IsWhiteSpace)
            && !Abbreviations.Contains(word);
    }

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Short(string text) => text.Length <= 80 ? text : text[..77] + "...";

    [GeneratedRegex(@"https?://\S+|[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[-'’.:/@][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*", RegexOptions.None, 1000)]
    private static partial Regex WordOrLink();

    [GeneratedRegex(@"\n[ \t\r]*\n|\n[ \t]*(?:[-*•–]|\d+[.)])[ \t]", RegexOptions.None, 1000)]
    private static partial Regex EmptyLine();

    private sealed record Word(int At, string Text);

    private sealed record Sentence(int At, int End, List<Word> Words);
}
