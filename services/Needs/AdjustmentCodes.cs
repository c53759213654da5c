namespace Repairs.Needs;

/// <summary>What we do differently, in plain words, and what the person at the door reads where the resident approved no words of their own.</summary>
/// <param name="Code">A01 to A24 (policy.md §5.2).</param>
/// <param name="Title">How the code reads on the needs page.</param>
/// <param name="Door">The instruction at the door; null where the door has nothing to know.</param>
internal sealed record AdjustmentCode(string Code, string Title, string? Door);

/// <summary>
/// The registry. What each code changes is in <see cref="Features.TellDoor.DoorRule"/>, <see cref="Features.TellSlots.SlotsRule"/> and
/// <see cref="Features.TellContact.ContactRule"/>; a test fails where a code changes none of the three.
/// </summary>
internal static class AdjustmentCodes
{
    public static IReadOnlyList<AdjustmentCode> All { get; } =
    [
        new("A01", "Knock loudly and wait", "Knock loudly and wait."),
        new("A02", "Text before you come", "Text before you arrive. Pressing \"On my way\" does this."),
        new("A03", "Ring before you come", "Ring before you arrive. The desk has the number."),
        new("A04", "No phone calls, text only", "Do not ring my phone. Text instead."),
        new("A05", "Letters in large print", null),
        new("A06", "Easy Read", null),
        new("A07", "British Sign Language or relay", "I use British Sign Language. Face me, write things down, do not phone."),
        new("A08", "An interpreter", "I would like an interpreter. Ring the desk for one. Never ask a child."),
        new("A09", "A woman, or a man, to do the work", null),
        new("A10", "The same person each time", null),
        new("A11", "At most so many people", "At most one person."),
        new("A12", "Show ID and say your name first", "Show ID and say your name at the window or door."),
        new("A13", "Someone with me", "I want someone with me. Wait for them before you start."),
        new("A14", "A visit or a photo of who is coming first", "Show your photo card and say who you are before you come in."),
        new("A15", "Short visits or breaks", "Stop for a break when I ask, or finish another day."),
        new("A16", "Several jobs in one visit", "Do as many of my jobs as you can in this visit."),
        new("A17", "Not before or after a time", null),
        new("A18", "Dates to avoid", null),
        new("A19", "Talk to my supporter first", "My supporter hears first. Ring the desk before you go."),
        new("A20", "Explain each step", "Tell me each step before you do it."),
        new("A21", "Customs in my home: shoes, faith, space, photos", "Ask me about shoes and where to walk before you come in."),
        new("A22", "Equipment that must keep its power", "Ask me before you switch anything off. Some things must stay on."),
        new("A23", "Space to turn", "Keep doors and paths clear. I need space to turn."),
        new("A24", "Little noise or smell", "Keep noise and smells low. Tell me before you drill."),
    ];

    public static IReadOnlyDictionary<string, AdjustmentCode> ByCode { get; } = All.ToDictionary(c => c.Code, StringComparer.Ordinal);
}
