using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Repairs.Needs.Features.TellDoor;

/// <summary>What helps at a door.</summary>
/// <param name="Version">The same for the same instructions; changes whenever one does.</param>
internal sealed record DoorAnswer(string Version, IReadOnlyList<DoorInstruction> Instructions, DoorEvidenceTerms Evidence);

internal sealed record DoorInstruction(string Code, string Text);

/// <param name="NoPhotos">No photo of the card at this door.</param>
/// <param name="WaitMinutes">How long the household asked to be waited for.</param>
internal sealed record DoorEvidenceTerms(bool NoPhotos, int? WaitMinutes);

/// <summary>Which adjustments the person at the door reads, and in which words: those the resident approved, or else our plain ones; never health words.</summary>
internal static class DoorRule
{
    public static DoorAnswer Of(IReadOnlyList<Adjustment> inForce)
    {
        DoorInstruction[] instructions =
        [
            .. inForce.Where(a => a.SeenBy.Contains(Readers.Operative) && (a.DoorWords is not null || AdjustmentCodes.ByCode[a.Code].Door is not null))
                .OrderBy(a => a.Code, StringComparer.Ordinal).ThenBy(a => a.AdjustmentId)
                .Select(a => new DoorInstruction(a.Code, TextOf(a)))
                .Distinct(),
        ];
        var evidence = new DoorEvidenceTerms(inForce.Any(a => a.NoPhotos), inForce.Max(a => a.WaitMinutes));
        return new DoorAnswer(VersionOf(instructions, evidence), instructions, evidence);
    }

    private static string TextOf(Adjustment a) => a.DoorWords ?? (a.Code, a) switch
    {
        ("A01", { WaitMinutes: { } minutes }) => string.Create(CultureInfo.InvariantCulture, $"Knock loudly and wait {minutes} minutes."),
        ("A11", { People: > 1 and { } people }) => string.Create(CultureInfo.InvariantCulture, $"At most {people} people."),
        ("A08", { Language: { } language }) => $"I would like an interpreter: {language}. Ring the desk for one. Never ask a child.",
        ("A21", { NoPhotos: true }) => "Take no photos at my door. Ring and text instead.",
        _ => AdjustmentCodes.ByCode[a.Code].Door!,
    };

    private static string VersionOf(IReadOnlyList<DoorInstruction> instructions, DoorEvidenceTerms evidence)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{evidence.NoPhotos} {evidence.WaitMinutes}");
        foreach (var (code, words) in instructions)
            text.Append('\n').Append(code).Append(' ').Append(words);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));
    }
}
