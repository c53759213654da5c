using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.NoAccess.KeepDuty;
using Repairs.Platform;

namespace Repairs.NoAccess.SeeDuties;

/// <summary>What is owed for hazards, for the landlord's own systems: late first.</summary>
internal static class SeeDutiesApi
{
    private const int Most = 500;

    internal sealed record DutyAnswer(Guid HazardId, Guid RepairId, string? Kind, string? Severity, string Step, DateTimeOffset? DueAt, DateOnly? ByDay, bool Late, bool NotNeeded, string? Owner, DateTimeOffset? DoneAt, string Source);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/hazards", ListAsync).ForSystems(Roles.Desk, Roles.Manager).WithTags("Hazards");
        app.MapGet("/api/hazards/{hazardId:guid}", OneAsync).ForSystems(Roles.Desk, Roles.Manager).WithTags("Hazards");
    }

    private static async Task<IResult> ListAsync(HttpContext http, Database<NoAccessService> db, BusinessClock clock, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var now = clock.GetUtcNow();
        return Results.Json((await HazardSql.OpenAsync(connection, Caller.Of(http).Landlord, Most, ct)).Select(d => Tell(d, now)), Json.Options);
    }

    private static async Task<IResult> OneAsync(Guid hazardId, HttpContext http, Database<NoAccessService> db, BusinessClock clock, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        if (await HazardSql.FindAsync(connection, Caller.Of(http).Landlord, hazardId, ct) is not { } hazard)
            return Problems.NotFound();
        var now = clock.GetUtcNow();
        return Results.Json(
            new
            {
                hazard.HazardId, hazard.RepairId, hazard.ToldBy, hazard.Jurisdiction, hazard.BecameAwareAt, hazard.Kind, hazard.Severity, hazard.EmergencyFoundAt, hazard.ConcludedAt, hazard.WorksNeeded, hazard.SentAt, hazard.ClosedAt,
                duties = (await HazardSql.DutiesAsync(connection, hazard, ct)).Select(d => Tell(d, now)),
                tried = (await HazardSql.TriedAsync(connection, hazard, ct)).Select(t => new { at = t.Moment, t.Outcome, attribution = t.Attribution == Contracts.Attribution.Paused ? Contracts.Attribution.AgreedChange : t.Attribution }),
            },
            Json.Options);
    }

    private static DutyAnswer Tell(Duty d, DateTimeOffset now) => new(d.HazardId, d.RepairId, d.Kind, d.Severity, d.Step, d.DueAt, d.ByDay, d.IsLate(now), d.NotNeeded, d.Owner, d.DoneAt, d.Source);
}
