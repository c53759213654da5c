namespace Repairs.Messages.Features.CodeContacts;

/// <summary>What a person may do with a contact that came in.</summary>
internal enum CodingTurn
{
    /// <summary>Nobody has coded it.</summary>
    First,

    /// <summary>It is sampled, and somebody else coded it: code it again without seeing that.</summary>
    Second,

    /// <summary>There is nothing to do for them.</summary>
    None,
}

/// <summary>Who codes what.</summary>
internal static class Coding
{
    public static CodingTurn TurnOf(CodedContact contact, string subject) =>
        contact.Code is null ? CodingTurn.First
        : contact is { Sampled: true, SecondCode: null } && contact.CodedBy != subject ? CodingTurn.Second
        : CodingTurn.None;

    /// <summary>"You did not come (FD02)".</summary>
    public static string Words(string? code) => code is null ? "Not coded" : $"{RecordContact.RecordContact.Codes.FirstOrDefault(c => c.Code == code).Words} ({code})";
}
