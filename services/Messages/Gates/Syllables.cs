namespace Repairs.Messages.Gates;

/// <summary>Counts the syllables of an English word by its vowel groups. Within one of a dictionary for nearly all words, which is as good as the formula needs.</summary>
internal static class Syllables
{
    public static int Count(ReadOnlySpan<char> word)
    {
        Span<char> letters = word.Length <= 64 ? stackalloc char[word.Length] : new char[word.Length];
        var n = 0;
        var digits = 0;
        foreach (var c in word)
        {
            if (char.IsAsciiDigit(c))
                digits++;
            else if (char.IsLetter(c))
                letters[n++] = char.ToLowerInvariant(c);
        }

        if (n == 0)
            return Math.Max(1, (digits + 1) / 2);
        var spoken = WithoutSilentEnd(letters[..n]);
        var groups = 0;
        var run = 0;
        for (var i = 0; i < spoken.Length; i++)
        {
            if (!IsVowel(spoken[i]) || (i == 0 && spoken[i] == 'y'))
            {
                run = 0;
                continue;
            }

            // Two vowels sound as one; a third begins another.
            if (run % 2 == 0)
                groups++;
            run++;
        }

        return Math.Max(1, groups) + (digits + 1) / 2;
    }

    private static ReadOnlySpan<char> WithoutSilentEnd(ReadOnlySpan<char> word)
    {
        if (word.Length <= 3)
            return word;
        if (word.EndsWith("es") && !IsVowel(word[^3]) && word[^3] is not ('l' or 's' or 'x' or 'z' or 'h' or 'g' or 'c'))
            return word[..^2];
        if (word.EndsWith("ed") && word[^3] is not ('t' or 'd') && !IsVowel(word[^3]))
            return word[..^2];
        return word[^1] == 'e' && word[^2] != 'l' && !IsVowel(word[^2]) ? word[..^1] : word;
    }

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';
}
