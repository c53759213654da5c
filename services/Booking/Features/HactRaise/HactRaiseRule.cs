using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A home that a document may mean.</summary>
internal sealed record HactHome(string PropertyRef, string HouseholdRef, bool ByReference);

/// <summary>Finds the one home a HACT document means. A guess would send someone to the wrong door, so there is none.</summary>
internal static class HactRaiseRule
{
    private const string Unit = "$.sitePropertyUnit";

    /// <summary>The home, by reference where one is known, else by address; a fault where it is none or more than one.</summary>
    public static HactHome? Home(IReadOnlyList<HactHome> found, HactRepair repair, Faults faults)
    {
        var named = found.Where(h => h.ByReference).ToList();
        var homes = named.Count > 0 ? named : found;
        if (homes is [var only])
            return only;

        faults.Add(Unit, homes.Count > 1
            ? "More than one household matches. Give the reference of one property with one household, or raise the repair at the desk."
            : repair.References.Count + repair.Addresses.Count == 0
                ? "This names no property. Give the property's reference or its address."
                : "No property has this reference or this address. Import it first, or check the reference.");
        return null;
    }

    public static NewRepair New(HactRepair repair, HactHome home, string? trade) =>
        new(home.HouseholdRef, home.PropertyRef, trade, repair.Description, repair.Priority, repair.Minutes);
}
