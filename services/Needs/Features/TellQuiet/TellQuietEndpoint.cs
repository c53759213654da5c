using Microsoft.AspNetCore.Http;
using Repairs.Platform;

namespace Repairs.Needs.Features.TellQuiet;

/// <summary>For Booking: the hours at which a household is left alone, and nothing else of how to reach it.</summary>
internal static class TellQuietEndpoint
{
    public static async Task<IResult> GetAsync(string landlord, string householdRef, Database<NeedsService> db, BusinessClock clock, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var contact = await AdjustmentsSql.ContactOfAsync(connection, new Reading(landlord, householdRef, "Booking", "when to leave them alone", clock.GetUtcNow()), ct);
        return Results.Json(new { from = contact?.QuietFrom, to = contact?.QuietTo }, Json.Options);
    }
}
