using System.Text.Json;
using Repairs.Platform;

namespace Repairs.Visits;

/// <summary>What helps at a door, as Needs answers it: only words the resident approved for the person at the door.</summary>
/// <param name="Version">Changes whenever the instructions do.</param>
internal sealed record Door(string Version, IReadOnlyList<DoorInstruction> Instructions, DoorEvidenceTerms Evidence)
{
    /// <summary>Shown in place of the instructions while Needs cannot be reached; it cannot be confirmed as read.</summary>
    public static IReadOnlyList<DoorInstruction> NotFetched { get; } =
        [new("desk", "Instructions could not be fetched: ring the desk before you go.")];

    /// <summary>True where the resident asked us not to phone.</summary>
    public bool NoCalls => Instructions.Any(i => i.Code is "A04" or "A07");
}

/// <summary>One instruction in the resident's words.</summary>
internal sealed record DoorInstruction(string Code, string Text);

/// <summary>How this household changes what counts as evidence.</summary>
/// <param name="NoPhotos">No photos at this door: a call and a text take their place.</param>
/// <param name="WaitMinutes">How long to wait here, where the resident said so.</param>
internal sealed record DoorEvidenceTerms(bool NoPhotos, int? WaitMinutes);

/// <summary>Asks Needs what helps at a door, each time it is wanted: nothing of it is kept but what was confirmed as read.</summary>
internal sealed class DoorInstructions(ServiceCalls calls)
{
    /// <summary>Null while Needs cannot be reached, which is never the same as "nothing to know".</summary>
    public async Task<Door?> OfAsync(string landlord, string householdRef, CancellationToken ct)
    {
        try
        {
            return await calls.GetAsync<Door>("Needs", $"/internal/needs/{Uri.EscapeDataString(landlord)}/{Uri.EscapeDataString(householdRef)}/door", ct);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException or JsonException)
        {
            return null;
        }
    }
}
