using Repairs.Welfare.RecordAttempt;

namespace Repairs.Welfare.ShareReason;

/// <summary>Reasons in the words a resident reads: what we may have got wrong comes first. One for each code of <see cref="Words.Reasons"/>.</summary>
internal static class ReasonWords
{
    public static IReadOnlyList<(string Code, string Words)> All { get; } =
    [
        ("R01", "I did not know about the visit"),
        ("R02", "Your message did not reach me, or I could not use it"),
        ("R20", "I was in, and no one came"),
        ("R21", "The time changed, or it was too long to wait"),
        ("R05", "I did not hear the door, or could not get there in time"),
        ("R03", "I forgot"),
        ("R04", "Work, school, or caring for someone"),
        ("R06", "I was in hospital"),
        ("R08", "I was not well"),
        ("R07", "I was away"),
        ("R22", "Someone died, or I was in a crisis"),
        ("R09", "I was anxious, or did not feel safe letting someone in"),
        ("R10", "A bad time with you or your people before"),
        ("R11", "I was worried about how my home looks"),
        ("R12", "Someone else makes it unsafe for me to answer"),
        ("R13", "I wanted someone with me"),
        ("R14", "I wanted someone else to come, for example a woman"),
        ("R15", "I needed another language"),
        ("R17", "I did not understand what it was for"),
        ("R16", "I did not think it was needed, or it was fixed already"),
        ("R18", "There were too many visits"),
        ("R19", "I was worried about cost, or about losing my home"),
        ("R99", "Something else"),
        ("R98", "I would rather not say"),
    ];

    /// <summary>Never shown again, not even to whoever has the code: somebody may look over their shoulder.</summary>
    public static bool IsPrivate(string code) => ReasonKind.Of(code) is { Travels: false };

    public static string Of(string code) => All.FirstOrDefault(r => r.Code == code).Words ?? "Something else";

    /// <summary>Ways to reach somebody for whom it is unsafe at home.</summary>
    public static IReadOnlyList<(string Code, string Words)> Ways { get; } =
    [
        ("as-sent", "Write to the phone or email that the code went to"),
        ("wait", "Do not write or ring. I will get in touch"),
        ("other", "Another way"),
    ];
}
