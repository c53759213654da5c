using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Repairs.Contracts;
using Repairs.Needs.Features.RecordAdjustment;
using Repairs.Platform;

namespace Repairs.Needs.Features.KeepAsked;

/// <param name="Language">For A08.</param>
internal sealed record AskedFor(IReadOnlyList<string>? Codes, string? Language);

/// <summary>For Booking: what a resident asked for on their own page. Asking there is the consent. What is in force already is not written down twice.</summary>
internal static class KeepAskedEndpoint
{
    private const string How = "On their own page";
    private const int Most = 24;

    public static async Task<IResult> PostAsync(string landlord, string householdRef, HttpContext http, Database<NeedsService> db, BusinessClock clock, CancellationToken ct)
    {
        var asked = await JsonSerializer.DeserializeAsync<AskedFor>(http.Request.Body, Json.Options, ct);
        if (!Households.IsRef(householdRef) || asked?.Codes is not { Count: > 0 and <= Most } codes)
            return Problems.NotFound();
        var now = clock.GetUtcNow();
        List<Adjustment> inForce;
        await using (var connection = await db.OpenAsync(ct))
            inForce = await AdjustmentsSql.InForceAsync(connection, new Reading(landlord, householdRef, "Booking", "not to write it down twice", now), ct);

        await using var unit = await db.BeginAsync(ct);
        var recorded = 0;
        foreach (var code in codes.Distinct(StringComparer.Ordinal).Where(c => inForce.TrueForAll(a => a.Code != c || (c == "A08" && a.Language != asked.Language))))
        {
            var (adjustment, _) = RecordAdjustmentRule.Judge(new NewAdjustment(code, Consent: new Consent(How, now), Language: code == "A08" ? asked.Language : null), now);
            if (adjustment is null)
                continue;
            var id = Guid.CreateVersion7();
            if (await RecordAdjustmentSql.InsertAsync(unit, landlord, householdRef, id, adjustment, "the resident", now, ct))
                unit.Publish(new AdjustmentRecorded(landlord, id, householdRef, code, now));
            recorded++;
        }

        return await unit.CommitAsync(200, new { recorded }, ct);
    }
}
