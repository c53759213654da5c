using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Platform;

namespace Repairs.Welfare.SeeFollowUps;

/// <summary>The list of follow-ups and one of them, for systems. Every read is written down.</summary>
internal static class SeeFollowUps
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/follow-ups", ListAsync).ForSystems(Roles.Welfare, Roles.Manager).WithTags("Welfare");
        app.MapGet("/api/follow-ups/{id:guid}", GetAsync).ForSystems(Roles.Welfare, Roles.Manager).WithTags("Welfare");
    }

    private static async Task<IResult> ListAsync(string? state, HttpContext http, Database<WelfareService> db, BusinessClock clock, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(state) && state is not ("open" or "closed"))
            return Problems.Invalid(new Faults().When(true, "state", "Ask for open or closed, or leave it out for both."));
        var caller = Caller.Of(http);
        await using var connection = await db.OpenAsync(ct);
        await SeeFollowUpsSql.AuditAsync(connection, caller, "list", null, clock.GetUtcNow(), ct);
        var rows = await SeeFollowUpsSql.ListAsync(connection, caller.Landlord, string.IsNullOrEmpty(state) ? null : state, ct);
        return Results.Json(rows.Select(Summary), Json.Options);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, Database<WelfareService> db, BusinessClock clock, CancellationToken ct)
    {
        var caller = Caller.Of(http);
        await using var connection = await db.OpenAsync(ct);
        if (await SeeFollowUpsSql.FindAsync(connection, caller.Landlord, id, ct) is not { } f)
            return Problems.NotFound();
        await SeeFollowUpsSql.AuditAsync(connection, caller, "follow-up", f, clock.GetUtcNow(), ct);
        var (attempts, reasons, pauses, helped) = await SeeFollowUpsSql.AroundAsync(connection, f, ct);
        return Results.Json(
            new
            {
                f.FollowUpId,
                f.HouseholdRef,
                f.Kind,
                f.RepairId,
                f.VisitIds,
                because = f.Because,
                risk = Spelled(f.Risk),
                proposedRisk = Spelled(f.ProposedRisk),
                f.DueBy,
                f.Owner,
                f.State,
                f.OpenedAt,
                f.WouldHelp,
                f.ClosedAt,
                f.Outcome,
                f.Reason,
                f.Supervisor,
                attempts,
                reasons,
                pauses,
                helpedBefore = helped,
            },
            Json.Options);
    }

    internal static object Summary(FollowUpRow f) =>
        new { f.FollowUpId, f.HouseholdRef, because = f.Because, risk = Spelled(f.Risk), f.DueBy, f.Owner, f.State, f.Kind };

    internal static string Spelled(string risk) => risk.ToLowerInvariant();
}
