using System.Text.RegularExpressions;

namespace Repairs.Messages.Gates;

/// <summary>
/// The shape gate (policy.md §9 requirement 30): who we are, why, your options, what happens if we hear nothing and when, what we will do, a way to say
/// no, a named human. Judged on the template's marked sections, never by guessing from the words.
/// </summary>
internal static partial class Shape
{
    /// <summary>The sections every message has, and what each is for.</summary>
    public static readonly IReadOnlyList<(string Name, string For)> Sections =
    [
        ("who", "who we are"),
        ("why", "why we write"),
        ("options", "what they can choose"),
        ("silence", "what happens if we hear nothing, and when"),
        ("will", "what we will do"),
        ("no", "a way to say no"),
        ("human", "a named human and how to reach them"),
    ];

    public static IReadOnlyList<Finding> Check(IReadOnlyDictionary<string, string> sections, string person, string phone)
    {
        var findings = new List<Finding>();
        foreach (var (name, what) in Sections)
        {
            if (!sections.TryGetValue(name, out var text) || string.IsNullOrWhiteSpace(text))
                findings.Add(new Finding(Level.Block, "shape", 0, name, $"Say {what}."));
        }

        if (sections.TryGetValue("silence", out var silence) && silence.Length > 0 && !Moment().IsMatch(silence))
            findings.Add(new Finding(Level.Block, "shape", 0, "silence", "Say when: name the day."));
        if (sections.TryGetValue("human", out var human) && human.Length > 0
            && !(human.Contains(person, StringComparison.Ordinal) && human.Contains(phone, StringComparison.Ordinal)))
            findings.Add(new Finding(Level.Block, "shape", 0, "human", "Name the person and give the number."));
        return findings;
    }

    [GeneratedRegex(@"\b(?:today|tomorrow|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Moment();
}
