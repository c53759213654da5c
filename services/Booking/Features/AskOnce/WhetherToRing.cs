using Microsoft.Extensions.Logging;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>How a household would like to be asked.</summary>
/// <param name="Phone">There is a number that is safe to ring.</param>
/// <param name="NoCalls">They asked us not to ring.</param>
/// <param name="Language">In which language they would like to talk.</param>
internal sealed record Ringing(bool Phone, bool NoCalls, string? Language)
{
    public bool MayRing => Phone && !NoCalls;
}

/// <summary>Asks Needs whether a household may be rung. While Needs cannot be reached a person rings: they find out.</summary>
internal sealed class WhetherToRing(ServiceCalls calls, ILogger<WhetherToRing> log)
{
    public async Task<Ringing> AskAsync(string landlord, string householdRef, CancellationToken ct)
    {
        try
        {
            return await calls.GetAsync<Ringing>("Needs", $"/internal/needs/{Uri.EscapeDataString(landlord)}/{Uri.EscapeDataString(householdRef)}/ring", ct) ?? new Ringing(true, false, null);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException)
        {
            log.LogWarning("Needs did not say whether to ring ({Reason})", e.GetType().Name);
            return new Ringing(true, false, null);
        }
    }
}
