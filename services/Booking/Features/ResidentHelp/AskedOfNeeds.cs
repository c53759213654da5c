using Microsoft.Extensions.Logging;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Hands to Needs, which alone keeps it, what a resident asked for on their own page.</summary>
internal sealed class AskedOfNeeds(ServiceCalls calls, ILogger<AskedOfNeeds> log)
{
    /// <summary>False where Needs could not be reached: then nothing is kept, and the page says whom to ring.</summary>
    public async Task<bool> TellAsync(ResidentRepair repair, IReadOnlyList<string> codes, string? language, CancellationToken ct)
    {
        try
        {
            return await calls.PostAsync<Told>("Needs", $"/internal/needs/{Uri.EscapeDataString(repair.Landlord)}/{Uri.EscapeDataString(repair.HouseholdRef)}/asked", new { codes, language }, ct) is not null;
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException)
        {
            log.LogWarning("Needs did not take what a resident asked for ({Reason})", e.GetType().Name);
            return false;
        }
    }

    private sealed record Told(int Recorded);
}
