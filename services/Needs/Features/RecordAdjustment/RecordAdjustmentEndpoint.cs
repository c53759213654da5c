using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Needs.Features.RecordAdjustment;

/// <param name="GentleNote">A kind sentence where the words hold more about health than we need; otherwise absent.</param>
internal sealed record AdjustmentTaken(Guid AdjustmentId, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? GentleNote);

/// <summary><c>POST /api/households/{ref}/adjustments</c>.</summary>
internal static class RecordAdjustmentEndpoint
{
    public static async Task<IResult> PostAsync(string householdRef, HttpContext http, Database<NeedsService> db, RecordAdjustment deed, CancellationToken ct)
    {
        if (!Households.IsRef(householdRef))
            return Problems.NotFound();
        var asked = await JsonSerializer.DeserializeAsync<NewAdjustment>(http.Request.Body, Json.Options, ct)
            ?? throw new JsonException("An adjustment is an object, not null");
        await using var unit = await db.BeginAsync(ct);
        var (taken, faults) = await deed.RecordAsync(unit, Caller.Of(http), householdRef, asked, ct);
        return taken is null ? Problems.Invalid(faults) : await unit.CommitAsync(201, taken, ct, $"/api/households/{Uri.EscapeDataString(householdRef)}/adjustments");
    }
}

/// <summary>Records an adjustment, by page or by API.</summary>
internal sealed class RecordAdjustment(BusinessClock clock)
{
    /// <param name="adjustmentId">Made by a page, so that a form sent twice is one adjustment.</param>
    /// <summary>Stores it and queues its event in <paramref name="unit"/>; the caller commits. Null with faults where it cannot be recorded.</summary>
    public async Task<(AdjustmentTaken? Taken, Faults Faults)> RecordAsync(UnitOfWork unit, Caller caller, string householdRef, NewAdjustment asked, CancellationToken ct, Guid? adjustmentId = null)
    {
        var now = clock.GetUtcNow();
        var (adjustment, faults) = RecordAdjustmentRule.Judge(asked, now);
        if (adjustment is null)
            return (null, faults);
        var id = adjustmentId ?? Guid.CreateVersion7();
        if (await RecordAdjustmentSql.InsertAsync(unit, caller.Landlord, householdRef, id, adjustment, caller.Subject, now, ct))
            unit.Publish(new AdjustmentRecorded(caller.Landlord, id, householdRef, adjustment.Code, now));
        return (new AdjustmentTaken(id, RecordAdjustmentRule.HasHealthWords(adjustment.Words) ? RecordAdjustmentRule.GentleNote : null), faults);
    }
}
