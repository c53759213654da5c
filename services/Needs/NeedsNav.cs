using Repairs.Platform.Pages;

namespace Repairs.Needs;

/// <summary>The menu of those who look after needs.</summary>
internal static class NeedsNav
{
    public static NavLink[] Links { get; } = [new("Find a household", "/needs")];

    public static string Home(string householdRef) => $"/needs/households/{Uri.EscapeDataString(householdRef)}";
}
