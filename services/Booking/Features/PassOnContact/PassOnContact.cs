using System.Net;
using Microsoft.Extensions.Logging;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>
/// Contact details given with a repair belong to Needs. They are handed over at once; while Needs cannot be reached they wait in one row, which is deleted
/// as soon as they are handed over. What Needs does not take is not tried again: the desk is told to ask for the details once more.
/// </summary>
internal sealed class PassOnContact(ServiceCalls calls, ILogger<PassOnContact> log) : IDueWork
{
    public async Task GivenAsync(UnitOfWork unit, RepairKey key, string householdRef, GivenContact? contact, DateTimeOffset now, CancellationToken ct)
    {
        if (contact is null or { Name: null, Phone: null, Email: null })
            return;
        var handed = await HandOverAsync(key.Landlord, householdRef, contact, ct);
        if (handed == Handed.NotReached)
            await PassOnContactSql.KeepAsync(unit, key, householdRef, contact, now, ct);
        else if (handed == Handed.NotTaken)
            await PassOnContactSql.TellDeskAsync(unit, key, ct);
    }

    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        if (await PassOnContactSql.ClaimAsync(unit, now, ct) is not { } waiting)
            return 0;
        var handed = await HandOverAsync(waiting.Landlord, waiting.HouseholdRef, waiting.Read(), ct);
        if (handed == Handed.NotReached)
            return 0;
        if (handed == Handed.NotTaken)
            await PassOnContactSql.TellDeskAsync(unit, new RepairKey(waiting.Landlord, waiting.RepairId), ct);
        await PassOnContactSql.DeleteAsync(unit, waiting, ct);
        return 1;
    }

    private enum Handed
    {
        Over,

        /// <summary>Needs answered that it cannot keep these details: another try would be answered the same.</summary>
        NotTaken,
        NotReached,
    }

    private async Task<Handed> HandOverAsync(string landlord, string householdRef, GivenContact contact, CancellationToken ct)
    {
        try
        {
            await calls.PostAsync<object>("Needs", $"/internal/needs/{Uri.EscapeDataString(landlord)}/{Uri.EscapeDataString(householdRef)}/contact", contact, ct);
            return Handed.Over;
        }
        catch (HttpRequestException e) when (e.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity)
        {
            log.LogWarning("Needs does not take contact details given with a repair ({Status}): the desk asks again", (int)e.StatusCode);
            return Handed.NotTaken;
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException)
        {
            log.LogWarning("Needs did not take contact details: they wait ({Reason})", e.GetType().Name);
            return Handed.NotReached;
        }
    }
}
