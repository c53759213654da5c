using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Contracts;
using Repairs.NoAccess.WeighOutcome;
using Repairs.Platform;

namespace Repairs.NoAccess.DecideDispute;

/// <summary>The queue of disputes and their decisions: by the landlord's own people, never the contractor's, and with reasons the resident can read.</summary>
internal sealed class DecideDispute(WeighHousehold household)
{
    internal sealed record Body(bool? Upheld, string? Reasons);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/disputes", GetAsync).ForSystems(Roles.Desk, Roles.Manager).WithTags("NoAccess");
        app.MapPost("/api/disputes/{visitId:guid}/decision", PostAsync).ForSystems(Roles.Desk, Roles.Manager).WithTags("NoAccess");
    }

    private static async Task<IResult> GetAsync(HttpContext http, Database<NoAccessService> db, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var open = await DecideDisputeSql.OpenAsync(connection, Caller.Of(http).Landlord, ct);
        return Results.Json(open.Select(d => new { d.VisitId, d.RepairId, d.Outcome, d.WindowStart, d.WindowEnd, d.RaisedAt, d.Words }), Json.Options);
    }

    private static async Task<IResult> PostAsync(Guid visitId, HttpContext http, Database<NoAccessService> db, DecideDispute decide, BusinessClock clock, CancellationToken ct)
    {
        var body = await JsonSerializer.DeserializeAsync<Body>(http.Request.Body, Json.Options, ct) ?? new Body(null, null);
        var faults = Check(body);
        if (faults.Any)
            return Problems.Invalid(faults);
        if (!IsOutside(Caller.Of(http)))
            return Problems.Of(403, "not-the-contractors", "Somebody outside the contractor decides what happened on a visit.");
        await using var unit = await db.BeginAsync(ct);
        return await decide.DecideAsync(unit, Caller.Of(http), visitId, body, clock.GetUtcNow(), ct) switch
        {
            null => Problems.NotFound(),
            false => Problems.Of(409, "already-decided", "Somebody decided this one already. What they wrote stands."),
            true => await unit.CommitAsync(200, new { visitId, upheld = body.Upheld }, ct),
        };
    }

    /// <summary>Whoever goes on visits decides about none, whatever else they may do.</summary>
    public static bool IsOutside(Caller caller) => caller.OperativeRef is null && !caller.Roles.Contains(Roles.Operative);

    public static Faults Check(Body body) => new Faults()
        .When(body.Upheld is null, "upheld", "Say whether the resident is right about what happened.")
        .Text(body.Reasons, "reasons", 2000, "Write why. The resident reads this.");

    /// <summary>Null: no such dispute. False: decided before.</summary>
    public async Task<bool?> DecideAsync(UnitOfWork unit, Caller caller, Guid visitId, Body body, DateTimeOffset now, CancellationToken ct)
    {
        if (await DecideDisputeSql.FindAsync(unit, caller.Landlord, visitId, ct) is not { } dispute)
            return null;
        if (!await DecideDisputeSql.DecideAsync(unit, caller, visitId, body.Upheld!.Value, body.Reasons!.Trim(), now, ct))
            return false;
        var decided = new DisputeDecided(caller.Landlord, visitId, dispute.RepairId, dispute.HouseholdRef, body.Upheld.Value, now);
        unit.Publish(decided, StableId.Of("decided", visitId.ToString()));
        await household.AddAsync(unit, decided, dispute.HouseholdRef, now, ct);
        return true;
    }
}
