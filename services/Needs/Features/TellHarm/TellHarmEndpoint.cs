using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Repairs.Platform;

namespace Repairs.Needs.Features.TellHarm;

/// <param name="By">The person who looks.</param>
/// <param name="Purpose">What for: it goes into the audit as it is.</param>
internal sealed record HarmAsked(string? By, string? Purpose);

/// <summary>For whoever judges a hazard: what a household agreed that hazard triage may see. The person and the purpose are written down as it is read.</summary>
internal static class TellHarmEndpoint
{
    public static async Task<IResult> PostAsync(string landlord, string householdRef, HttpContext http, Database<NeedsService> db, BusinessClock clock, CancellationToken ct)
    {
        var asked = await JsonSerializer.DeserializeAsync<HarmAsked>(http.Request.Body, Json.Options, ct);
        var faults = new Faults().Text(asked?.By, "by", 200, "Say who looks.").Text(asked?.Purpose, "purpose", 200, "Say what for.");
        if (faults.Any)
            return Problems.Invalid(faults);
        await using var connection = await db.OpenAsync(ct);
        var inForce = await AdjustmentsSql.InForceAsync(connection, new Reading(landlord, householdRef, asked!.By!, asked.Purpose!, clock.GetUtcNow()), ct);
        return Results.Json(new
        {
            facts = inForce.Where(a => a.SeenBy.Contains(Readers.HazardTriage)).Select(a => new { a.Code, title = AdjustmentCodes.ByCode[a.Code].Title, words = a.DoorWords }).Distinct(),
            others = inForce.Count(a => !a.SeenBy.Contains(Readers.HazardTriage)),
        }, Json.Options);
    }
}
