using Microsoft.Extensions.Logging;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>
/// Contact details given with a repair belong to Needs. They are handed over at once; while Needs cannot be reached they wait in one row, which is deleted
/// as soon as they are handed over.
/// </summary>
internal sealed class PassOnContact(ServiceCalls calls, ILogger<PassOnContact> log) : IDueWork
{
    public async Task GivenAsync(UnitOfWork unit, RepairKey key, string householdRef, GivenContact? contact, DateTimeOffset now, CancellationToken ct)
    {
        if (contact is null or { Name: null, Phone: null, Email: null })
            return;
        if (!await HandOverAsync(key.Landlord, householdRef, contact, ct))
            await PassOnContactSql.KeepAsync(unit, key, householdRef, contact, now, ct);
    }

    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        if (await PassOnContactSql.ClaimAsync(unit, now, ct) is not { } waiting)
            return 0;
        if (!await HandOverAsync(waiting.Landlord, waiting.HouseholdRef, waiting.Read(), ct))
            return 0;
        await PassOnContactSql.DeleteAsync(unit, waiting, ct);
        return 1;
    }

    private async Task<bool> HandOverAsync(string landlord, string householdRef, GivenContact contact, CancellationToken ct)
    {
        try
        {
            await calls.PostAsync<object>("Needs", $"/internal/needs/{Uri.EscapeDataString(landlord)}/{Uri.EscapeDataString(householdRef)}/contact", contact, ct);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException)
        {
            log.LogWarning("Needs did not take contact details: they wait ({Reason})", e.GetType().Name);
            return false;
        }
    }
}
