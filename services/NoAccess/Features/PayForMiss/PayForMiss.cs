using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.NoAccess.WeighOutcome;
using Repairs.Platform;

namespace Repairs.NoAccess.PayForMiss;

/// <summary>A payment for a visit we missed: proposed by the miss itself, in its transaction; owed only once a manager has said so, with reasons. The resident hears of it then, and not before.</summary>
internal sealed class PayForMiss(NoAccessSettings settings)
{
    internal sealed record Body(bool? Approved, string? Reasons);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/owed", GetAsync).ForSystems(Roles.Manager).WithTags("NoAccess");
        app.MapPost("/api/owed/{visitId:guid}/decision", PostAsync).ForSystems(Roles.Manager).WithTags("NoAccess");
    }

    /// <summary>Proposes what the landlord's policy pays for this miss, once for a visit.</summary>
    public async Task ProposeAsync(UnitOfWork unit, string landlord, string household, WeighedVisit visit, DateTimeOffset now, CancellationToken ct)
    {
        var money = settings.For(landlord).Money;
        if (PayRule.Propose(visit.Cause, money) is { } pence)
            await PayForMissSql.ProposeAsync(unit, landlord, household, visit, pence, money.Source, now, ct);
    }

    /// <summary>Null: nothing was proposed for this visit. False: decided before.</summary>
    public static async Task<bool?> DecideAsync(UnitOfWork unit, Caller caller, Guid visitId, Body body, DateTimeOffset now, CancellationToken ct) =>
        await PayForMissSql.FindAsync(unit, caller.Landlord, visitId, ct) is null ? null
            : await PayForMissSql.DecideAsync(unit, caller, visitId, body.Approved!.Value, body.Reasons!.Trim(), now, ct);

    public static Faults Check(Body body) => new Faults()
        .When(body.Approved is null, "approved", "Say whether we pay this.")
        .Text(body.Reasons, "reasons", 2000, "Write why, so that others can decide alike.");

    private static async Task<IResult> GetAsync(HttpContext http, Database<NoAccessService> db, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var open = await PayForMissSql.OpenAsync(connection, Caller.Of(http).Landlord, ct);
        return Results.Json(open.Select(o => new { o.VisitId, o.RepairId, o.Cause, o.Attribution, o.Pence, o.Source, o.ProposedAt, o.WindowStart, o.WindowEnd }), Json.Options);
    }

    private static async Task<IResult> PostAsync(Guid visitId, HttpContext http, Database<NoAccessService> db, BusinessClock clock, CancellationToken ct)
    {
        var body = await JsonSerializer.DeserializeAsync<Body>(http.Request.Body, Json.Options, ct) ?? new Body(null, null);
        var faults = Check(body);
        if (faults.Any)
            return Problems.Invalid(faults);
        await using var unit = await db.BeginAsync(ct);
        return await DecideAsync(unit, Caller.Of(http), visitId, body, clock.GetUtcNow(), ct) switch
        {
            null => Problems.NotFound(),
            false => Problems.Of(409, "already-decided", "Somebody decided this one already. What they wrote stands."),
            true => await unit.CommitAsync(200, new { visitId, approved = body.Approved }, ct),
        };
    }
}
