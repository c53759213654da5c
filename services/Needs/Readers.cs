namespace Repairs.Needs;

/// <summary>Who a resident may let see an adjustment. Tenancy and arrears are not on the list, and cannot be put there.</summary>
internal static class Readers
{
    public const string Operative = "operative";
    public const string Desk = "desk";
    public const string Messages = "messages";
    public const string Welfare = "welfare";
    public const string HazardTriage = "hazard-triage";

    public static IReadOnlyList<string> All { get; } = [Operative, Desk, Messages, Welfare, HazardTriage];
}
