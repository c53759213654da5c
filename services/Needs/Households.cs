namespace Repairs.Needs;

/// <summary>Household references: opaque to us, given by the landlord's own system.</summary>
internal static class Households
{
    public static bool IsRef(string? text) => text is { Length: >= 1 and <= 100 } && text.All(c => !char.IsControl(c)) && !string.IsNullOrWhiteSpace(text);
}
