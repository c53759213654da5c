using System.Text.RegularExpressions;
using Repairs.NoAccess.KeepDuty;
using Repairs.NoAccess.SeeDuties;
using Repairs.Platform;

namespace Repairs.NoAccess.WriteSummary;

/// <summary>What a person completes of the written summary.</summary>
/// <param name="Found">Whether there is a hazard, and what it is.</param>
/// <param name="Action">What we do about it; where nothing, why.</param>
/// <param name="BeginBy">When we aim to begin; null where nothing is to be done.</param>
/// <param name="EndBy">When we aim to end; null where nothing is to be done.</param>
internal sealed record SummaryDraft(string? Found, string? Action, DateOnly? BeginBy, DateOnly? EndBy);

/// <summary>
/// The written summary (policy.md §1.2): whether a hazard was found and what, what we do with target dates to begin and to end, or why nothing, and how to reach us.
/// Facts make a draft; a person completes and sends it.
/// </summary>
internal static partial class SummaryRule
{
    public const int Longest = 2000;
    private const int LongestSentence = 35;

    public static SummaryDraft Draft(Hazard hazard)
    {
        var kind = HazardKinds.Words.GetValueOrDefault(hazard.Kind ?? "", "a hazard").ToLowerInvariant();
        return hazard.Severity switch
        {
            Severities.None => new($"We looked at your home because somebody was worried about this: {kind}. We did not find a hazard.", null, null, null),
            Severities.Emergency => new($"We looked at your home and found a hazard that has to be made safe at once: {kind}.", "We have made it safe, or are doing so now.", null, null),
            _ => new($"We looked at your home and found a hazard that can do harm: {kind}.", null, null, null),
        };
    }

    public static Faults Check(SummaryDraft draft, Hazard hazard)
    {
        var faults = new Faults()
            .Text(draft.Found, "found", Longest, "Say whether you found a hazard, and what it is.")
            .Text(draft.Action, "action", Longest, hazard.Severity == Severities.None ? "Say why nothing needs doing." : "Say what we do about it.")
            .When(hazard.Severity != Severities.None && draft.BeginBy is null, "beginBy", "Give the day we aim to begin.")
            .When(hazard.Severity != Severities.None && draft.EndBy is null, "endBy", "Give the day we aim to end.")
            .When(draft.EndBy < draft.BeginBy, "endBy", "The work cannot end before it begins.")
            .When((draft.BeginBy ?? default).Year > 2100 || (draft.EndBy ?? default).Year > 2100, "endBy", "Check the year.");
        foreach (var (field, text) in new[] { ("found", draft.Found), ("action", draft.Action) })
        {
            if (text is not null && Unkind().Match(text) is { Success: true } word)
                faults.Add(field, $"Leave out “{word.Value}”. Say what we saw and what we do, and nothing about how people live.");
            if (text is not null && text.Split('.', '!', '?', '\n').Any(s => s.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length > LongestSentence))
                faults.Add(field, $"One sentence is very long. Use at most {LongestSentence} words in each.");
        }

        return faults;
    }

    /// <summary>The summary as the resident reads it, paragraph by paragraph.</summary>
    public static IReadOnlyList<string> Text(Hazard hazard, LandlordSettings landlord)
    {
        List<string> text =
        [
            $"We first knew about this at {DutyWords.At(hazard.BecameAwareAt)}.",
            hazard.ConcludedAt is { } ended ? $"We finished looking into it at {DutyWords.At(ended)}." : "We are still looking into it.",
            hazard.FoundWords ?? "",
            hazard.ActionWords ?? "",
        ];
        if (hazard is { BeginBy: { } begin, EndBy: { } end })
            text.Add($"We aim to begin by {LondonTime.Words(begin)} {begin.Year} and to end by {LondonTime.Words(end)} {end.Year}.");
        text.Add("You can ask us to come and look again, in person.");
        if (hazard.Severity != Severities.None)
            text.Add("If your home is not safe in time, we find you somewhere else to stay and pay for it. You can say no to that.");
        text.Add($"To talk about this, ring {landlord.ContactPerson} at {landlord.Name} on {landlord.Phone}. If you are in danger now, ring 999. If you smell gas, ring 0800 111 999.");
        return [.. text.Where(t => t.Length > 0)];
    }

    [GeneratedRegex(@"\b(lifestyle|refus\w*|denied|den(y|ying)\b|fail(ed|ure|ing)?|non-?complian\w*|no access|you must|your fault|blame\w*|hoard\w*|uncooperative)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unkind();
}
