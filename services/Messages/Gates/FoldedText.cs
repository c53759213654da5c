using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Repairs.Messages.Gates;

/// <summary>What separates a letter from the one before it.</summary>
internal enum Gap : byte
{
    None,
    Mark,

    /// <summary>A full stop or its like, with nothing after it yet.</summary>
    Stop,
    Space,
    SentenceEnd,
}

/// <summary>
/// A text as the eye reads it: letters and digits only, in small letters, without accents, look-alikes from other alphabets, invisible characters or
/// the tokens of links; with the place each came from and what stood before it.
/// </summary>
internal sealed partial class FoldedText
{
    private static readonly Dictionary<int, char> LookAlikes = Pairs(
        "аa бb вb гr дd еe ёe зe иu кk мm нh оo пn рp сc тt уy хx ѕs іi їi јj ԁd һh ԛq ԝw ӏl ьb ѵv ԍg ԑe ոn օo սu " +
        "αa βb γy δd εe ηn ιi κk λl μm νv οo ρp σo ςc τt υu χx ωw " +
        "ıi łl øo đd ħh ŧt ƒf ɑa ɡg ɩi ʀr ɴn ʟl ʏy ʜh ɢg ɪi ɸo ᴀa ʙb ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz ƨs ǀl ßs æa œo þp ðd");

    private readonly List<char> _letters = [];
    private readonly List<int> _at = [];
    private readonly List<Gap> _gaps = [];

    public FoldedText(string text)
    {
        Original = text;
        var hidden = HiddenParts().Matches(text).Select(m => m.Groups["token"]).Select(g => (g.Index, End: g.Index + g.Length)).ToList();
        var gap = Gap.Space;
        for (var i = 0; i < text.Length;)
        {
            if (hidden.FirstOrDefault(h => h.Index <= i && i < h.End) is { End: > 0 } link)
            {
                i = link.End;
                gap = Gap.Space;
                continue;
            }

            if (Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length) != OperationStatus.Done)
                rune = Rune.ReplacementChar;
            gap = Take(rune, i, i + length, gap);
            i += length;
        }
    }

    public string Original { get; }

    public int Length => _letters.Count;

    public char this[int i] => _letters[i];

    public int At(int i) => _at[i];

    /// <summary>What stands before a letter; after the last, the end of a sentence.</summary>
    public Gap Before(int i) => i < _gaps.Count ? _gaps[i] : Gap.SentenceEnd;

    private Gap Take(Rune rune, int at, int next, Gap gap)
    {
        if (rune.IsAscii)
        {
            var c = (char)rune.Value;
            if (char.IsAsciiLetterOrDigit(c))
                return Add(char.ToLowerInvariant(c), at, gap);
            if (Standing(c) is { } letter && Touches(at, next))
                return Add(letter, at, gap);
            return c == '\'' ? gap : Wider(gap, c);
        }

        var category = Rune.GetUnicodeCategory(rune);
        if (category is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark || rune.Value is '’' or 'ʼ' or '‘' or 0x115F or 0x1160 or 0x3164)
            return gap;
        var folded = Fold(rune);
        if (folded.Length == 0)
            return Wider(gap, Rune.IsWhiteSpace(rune) ? ' ' : Rune.IsLetterOrDigit(rune) ? 'x' : '-');
        foreach (var c in folded)
            gap = Add(c, at, gap);
        return gap;
    }

    private Gap Add(char c, int at, Gap gap)
    {
        _letters.Add(c);
        _at.Add(at);
        _gaps.Add(gap);
        return Gap.None;
    }

    private static Gap Wider(Gap gap, char c) => c switch
    {
        '.' or '!' or '?' => gap < Gap.Stop ? Gap.Stop : gap,
        _ when char.IsWhiteSpace(c) => gap switch { Gap.None or Gap.Mark => Gap.Space, Gap.Stop => Gap.SentenceEnd, _ => gap },
        _ => gap == Gap.None ? Gap.Mark : gap,
    };

    /// <summary>A sign that stands for a letter, where letters touch it on both sides.</summary>
    private static char? Standing(char c) => c switch { '@' => 'a', '$' => 's', '!' => 'i', '|' => 'l', '+' => 't', _ => null };

    private bool Touches(int at, int next) =>
        at > 0 && next < Original.Length && char.IsLetterOrDigit(Original[at - 1]) && char.IsLetterOrDigit(Original[next]);

    private static string Fold(Rune rune)
    {
        if (LookAlikes.TryGetValue(Rune.ToLowerInvariant(rune).Value, out var known))
            return known.ToString();
        var plain = new StringBuilder();
        foreach (var part in rune.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            var small = Rune.ToLowerInvariant(part);
            if (small.IsAscii && Rune.IsLetterOrDigit(small))
                plain.Append((char)small.Value);
            else if (LookAlikes.TryGetValue(small.Value, out var alike))
                plain.Append(alike);
        }

        return plain.ToString();
    }

    private static Dictionary<int, char> Pairs(string pairs) =>
        pairs.Split(' ').ToDictionary(p => p.EnumerateRunes().First().Value, p => p[^1]);

    /// <summary>Long random parts of links, which may spell anything.</summary>
    [GeneratedRegex(@"https?://[^\s/]+(?:/[^\s/]{0,24})*?/(?<token>[A-Za-z0-9_-]{32,})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HiddenParts();
}
