using System.Security.Claims;
using Repairs.Platform;
using Repairs.Platform.Pages;

namespace Repairs.NoAccess;

/// <summary>The navigation of the landlord's own people: what they may open.</summary>
internal static class NoAccessNav
{
    public static NavLink[] For(ClaimsPrincipal person)
    {
        NavLink[] links = [new("Visits to look at", "/disputes"), new("Complaints", "/complaints")];
        return person.IsInRole(Roles.Manager) ? [.. links, new("Money we owe", "/owed")] : links;
    }
}
