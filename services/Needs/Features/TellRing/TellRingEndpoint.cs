using Microsoft.AspNetCore.Http;
using Repairs.Needs.Features.TellContact;
using Repairs.Platform;

namespace Repairs.Needs.Features.TellRing;

/// <summary>For Booking: whether a household may be rung, when not, who hears first and in which language; no number.</summary>
internal static class TellRingEndpoint
{
    public static async Task<IResult> GetAsync(string landlord, string householdRef, Database<NeedsService> db, BusinessClock clock, CancellationToken ct)
    {
        var reading = new Reading(landlord, householdRef, "Booking", "whether to ring", clock.GetUtcNow());
        await using var connection = await db.OpenAsync(ct);
        var contact = await AdjustmentsSql.ContactOfAsync(connection, reading, ct);
        var answer = ContactRule.Of(contact, await AdjustmentsSql.InForceAsync(connection, reading, ct));
        return Results.Json(new { phone = answer.Channels.Any(c => c is { Channel: "text", Safe: true }), answer.NoCalls, answer.Language, answer.SupporterFirst, answer.QuietHours }, Json.Options);
    }
}
