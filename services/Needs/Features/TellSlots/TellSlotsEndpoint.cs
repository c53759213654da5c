using Microsoft.AspNetCore.Http;
using Repairs.Platform;

namespace Repairs.Needs.Features.TellSlots;

/// <summary>For Booking: what a choice of times must respect.</summary>
internal static class TellSlotsEndpoint
{
    public static async Task<IResult> GetAsync(string landlord, string householdRef, Database<NeedsService> db, BusinessClock clock, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return Results.Json(SlotsRule.Of(await AdjustmentsSql.InForceAsync(connection, new Reading(landlord, householdRef, "Booking", "choices of time", clock.GetUtcNow()), ct)), Json.Options);
    }
}
