using System.Text.RegularExpressions;
using Repairs.Platform;

namespace Repairs.Booking;

internal static partial class EndRule
{
    public static IReadOnlyList<string> Reasons { get; } = ["resident-asked", "duplicate", "raised-in-error", "already-fixed", "other"];

    public static Faults Faults(string? reason, string? note) => new Faults()
        .When(reason is null || !Reasons.Contains(reason), "reason", $"Give one of: {string.Join(", ", Reasons)}.")
        .When(reason == "other" && string.IsNullOrWhiteSpace(note), "note", "Say in the note why.")
        .Optional(note, "note", 2000)
        .When(SpeaksOfLackOfAccess(note), "note", "A visit that could not start is no reason to withdraw a repair: it stays open. Offer new times instead, or give the real reason.");

    public static Refusal? WhyNotReopen(RepairRow repair, DateTimeOffset now, BookingSettings settings) =>
        repair.Status == "finished" ? Refusal.NotOpen(repair.Status)
        : now > repair.EndedAt?.AddDays(settings.ReopenDays) ? new Refusal(409, "too-late-to-reopen", $"More than {settings.ReopenDays} days have passed. Raise the repair again: it takes a minute.")
        : null;

    /// <summary>True for any of the usual wordings of "we were not let in" (policy.md §6.3 and what desks write).</summary>
    public static bool SpeaksOfLackOfAccess(string? note) => note is not null && LackOfAccess().IsMatch(note.Normalize(System.Text.NormalizationForm.FormKC));

    [GeneratedRegex(
        """
        \bno[\s\-_]*acc?ess?\b | \bn/?a\s+at\s+(door|property)\b
        | \b(denied|refus\w*|declin\w*|prevent\w*|den(y|ies|ying)|withheld|block\w*)\s+(\w+\s+){0,2}(access|entry|admission)\b
        | \b(access|entry|admission)\s+(\w+\s+){0,3}(denied|refused|declined|prevented|withheld|not\s+(given|gained|granted|possible|obtained|provided|allowed|available)|unavailable|issue\w*|problem\w*|fail\w*)\b
        | \b(fail\w*|lack|unable|could\s*n[o']?t|can\s*n[o']?t|cannot|did\s*n[o']?t|without|not\s+(able|given|gain\w*|get\w*|allowed|granted|had|have))\s+(\w+\s+){0,4}(access|entry|get\s+in(to)?|gain|let\s+(us|me|him|her|them)?\s*in)\b
        | \bno[\s\-]*(one|body)\s+(was\s+|is\s+)?(at\s+home|home|in|there|answer\w*|present)\b
        | \b(no|not)[\s\-]*(answer\w*|repl(y|ied)|respon\w*)\s*(at|from|to|on)?\s*(the\s+)?(door|property|home|address|knock\w*|bell|card\w*)\b
        | \bno\s+(answer|reply|response)\b
        | \b(tenant|resident|customer|occupier|they|she|he|was|were)\s+(was\s+|were\s+)?(not|n't|never|wasn'?t|weren'?t)\s+(at\s+home|home|in|there|present|available)\b
        | \b(tenant|resident|customer|occupier)\s+(\w+\s+){0,2}(out|absent|away|unavailable)\b
        | \b(not|never|wouldn'?t|did\s*n[o']?t|would\s+not)\s+(\w+\s+){0,2}(let|open|allow)\w*\s+(us|me|them|the\s+\w+|operative\w*|in)\b
        | \bno[\s\-]*show\b | \bdid\s+not\s+attend\b | \bdna\b | \bmissed\s+(the\s+|their\s+|his\s+|her\s+|\d+\s+|two\s+|three\s+|several\s+)?(appointment|appt|visit)s?\b
        | \bcarded\b | \bleft\s+(a\s+)?card\b | \bfailed\s+(visit|appointment|attempt)s?\b | \bnon[\s\-]*(complian\w*|engag\w*|attend\w*)\b | \bunable\s+to\s+contact\b
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LackOfAccess();
}
