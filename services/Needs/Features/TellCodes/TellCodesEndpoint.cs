using Microsoft.AspNetCore.Http;
using Repairs.Platform;

namespace Repairs.Needs.Features.TellCodes;

/// <summary>For NoAccess and hazard triage: which adjustments are in place, as codes alone.</summary>
internal static class TellCodesEndpoint
{
    public static async Task<IResult> GetAsync(string landlord, string householdRef, Database<NeedsService> db, BusinessClock clock, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var inForce = await AdjustmentsSql.InForceAsync(connection, new Reading(landlord, householdRef, "NoAccess", "which adjustments are in place", clock.GetUtcNow()), ct);
        return Results.Json(new { codes = inForce.Select(a => a.Code).Distinct().Order().ToArray() }, Json.Options);
    }
}
