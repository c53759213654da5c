using Microsoft.AspNetCore.Http;
using Repairs.Platform;

namespace Repairs.Needs.Features.TellContact;

/// <summary>For Messages: how this household may be reached. Asked each time, never kept there.</summary>
internal static class TellContactEndpoint
{
    public static async Task<IResult> GetAsync(string landlord, string householdRef, Database<NeedsService> db, BusinessClock clock, CancellationToken ct)
    {
        var reading = new Reading(landlord, householdRef, "Messages", "reaching the household", clock.GetUtcNow());
        await using var connection = await db.OpenAsync(ct);
        var contact = await AdjustmentsSql.ContactOfAsync(connection, reading, ct);
        return Results.Json(ContactRule.Of(contact, await AdjustmentsSql.InForceAsync(connection, reading, ct)), Json.Options);
    }
}
