namespace Repairs.Needs.Features.TellContact;

/// <summary>How a household may be reached, for Messages.</summary>
/// <param name="Preferred">The channel the resident chose.</param>
/// <param name="Format"><c>large-print</c>, <c>easy-read</c>, <c>bsl</c>, <c>audio</c>.</param>
/// <param name="NoCalls">Nobody rings this household.</param>
/// <param name="BeforeVisit"><c>text</c> or <c>call</c>: what to do before a visit besides the usual.</param>
/// <param name="SupporterFirst">The resident's supporter hears first.</param>
/// <param name="WhoIsComing">Send who is coming ahead of the visit.</param>
internal sealed record ContactAnswer(
    string? Name, IReadOnlyList<ContactChannel> Channels, string? Preferred, string? Language, string? Format, QuietHours? QuietHours, bool NoCalls,
    IReadOnlyList<string> BeforeVisit, bool SupporterFirst, bool WhoIsComing);

/// <param name="Address">Null for a letter: it goes to the home.</param>
/// <param name="Safe">False: somebody else may read it.</param>
internal sealed record ContactChannel(string Channel, string? Address, bool Safe);

/// <param name="From">Local time from which nothing is sent.</param>
internal sealed record QuietHours(TimeOnly From, TimeOnly To);

/// <summary>A household's own contact row.</summary>
internal sealed record Contact
{
    public string? Name { get; init; }

    public string? Phone { get; init; }

    public bool PhoneSafe { get; init; } = true;

    public string? Email { get; init; }

    public bool EmailSafe { get; init; } = true;

    public bool LetterSafe { get; init; } = true;

    public string? Preferred { get; init; }

    public string? Language { get; init; }

    public string? Format { get; init; }

    public TimeOnly? QuietFrom { get; init; }

    public TimeOnly? QuietTo { get; init; }

    public bool NoCalls { get; init; }
}

internal static class ContactRule
{
    /// <param name="contact">Null where nobody gave any details: a letter still reaches the home.</param>
    public static ContactAnswer Of(Contact? contact, IReadOnlyList<Adjustment> inForce)
    {
        contact ??= new Contact();
        var codes = inForce.Select(a => a.Code).ToHashSet(StringComparer.Ordinal);
        var noCalls = contact.NoCalls || codes.Contains("A04") || codes.Contains("A07");
        return new ContactAnswer(
            contact.Name,
            [.. Channels(contact)],
            codes.Contains("A04") ? "text" : contact.Preferred,
            inForce.FirstOrDefault(a => a.Code == "A08" && a.Language is not null)?.Language ?? contact.Language,
            FormatOf(codes) ?? contact.Format,
            contact is { QuietFrom: { } from, QuietTo: { } to } ? new QuietHours(from, to) : null,
            noCalls,
            [.. BeforeVisit(codes, noCalls)],
            codes.Contains("A19"),
            codes.Contains("A14"));
    }

    private static IEnumerable<ContactChannel> Channels(Contact contact)
    {
        if (contact.Phone is not null)
            yield return new ContactChannel("text", contact.Phone, contact.PhoneSafe);
        if (contact.Email is not null)
            yield return new ContactChannel("email", contact.Email, contact.EmailSafe);
        yield return new ContactChannel("letter", null, contact.LetterSafe);
    }

    private static string? FormatOf(HashSet<string> codes) =>
        codes.Contains("A06") ? "easy-read"
        : codes.Contains("A05") ? "large-print"
        : codes.Contains("A07") ? "bsl"
        : null;

    private static IEnumerable<string> BeforeVisit(HashSet<string> codes, bool noCalls)
    {
        if (codes.Contains("A02"))
            yield return "text";
        if (codes.Contains("A03") && !noCalls)
            yield return "call";
    }
}
