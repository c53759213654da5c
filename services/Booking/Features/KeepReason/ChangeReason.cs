using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Why the desk changes or cancels a visit. For us to learn from; a resident never has to say why.</summary>
internal static class ChangeReason
{
    public const string Other = "other";
    private const string ResidentAsked = "resident-asked";

    /// <summary>Longest note.</summary>
    public const int NoteLimit = 500;

    /// <summary>What is kept, and what the desk reads.</summary>
    public static IReadOnlyList<(string Code, string Words)> All { get; } =
    [
        (ResidentAsked, "The resident asked"),
        ("operative-absent", "Who was to come cannot"),
        ("running-late", "We are running late"),
        ("parts", "Parts are not here"),
        ("weather", "The weather"),
        (Other, "Something else"),
    ];

    public static string? Words(string? code) => code == TakeBackRule.PersonFirst ? "A person gets in touch first" : All.FirstOrDefault(r => r.Code == code).Words;

    /// <summary>Whose wish it is.</summary>
    public static Actor By(string code) => code == ResidentAsked ? Actor.Resident : Actor.Landlord;

    /// <param name="needed">The desk's pages ask always; other systems may leave it out.</param>
    public static Faults Faults(string? reason, string? note, bool needed) => new Faults()
        .When(reason is null ? needed : !All.Any(r => r.Code == reason), "reason", $"Give one of: {string.Join(", ", All.Select(r => r.Code))}.")
        .When(reason == Other && string.IsNullOrWhiteSpace(note), "note", "Say in the note why")
        .When(note?.Length > NoteLimit, "note", $"Use at most {NoteLimit} characters");
}
