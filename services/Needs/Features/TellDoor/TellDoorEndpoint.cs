using Microsoft.AspNetCore.Http;
using Repairs.Platform;

namespace Repairs.Needs.Features.TellDoor;

/// <summary>For Visits: what helps at this door.</summary>
internal static class TellDoorEndpoint
{
    public static async Task<IResult> GetAsync(string landlord, string householdRef, Database<NeedsService> db, BusinessClock clock, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return Results.Json(DoorRule.Of(await AdjustmentsSql.InForceAsync(connection, new Reading(landlord, householdRef, "Visits", "brief before a visit", clock.GetUtcNow()), ct)), Json.Options);
    }
}
