using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Welfare.SeeFollowUps;

namespace Repairs.Welfare.CloseFollowUp;

/// <summary>A person closes a follow-up, with a reason. It needs contact made, or a decision to stop trying that a supervisor stands behind by name.</summary>
internal static class CloseFollowUp
{
    /// <param name="Supervisor">Who agreed to stop trying, where nobody was reached.</param>
    internal sealed record Body(string? Outcome, string? Reason, string? Supervisor);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/follow-ups/{id:guid}/close", PostAsync).ForSystems(Roles.Welfare, Roles.Manager).WithTags("Welfare");

    private static async Task<IResult> PostAsync(Guid id, HttpContext http, Database<WelfareService> db, BusinessClock clock, CancellationToken ct)
    {
        var body = await JsonSerializer.DeserializeAsync<Body>(http.Request.Body, Json.Options, ct) ?? new Body(null, null, null);
        var caller = Caller.Of(http);
        await using var unit = await db.BeginAsync(ct);
        if (await SeeFollowUpsSql.TakeAsync(unit, caller.Landlord, id, ct) is not { } f)
            return Problems.NotFound();
        if (f.State == "closed")
            return Problems.Of(409, "already-closed", "This follow-up is closed already.");
        var faults = Check(body, f.Reached);
        if (faults.Any)
            return Problems.Invalid(faults);
        await SaveAsync(unit, caller, f, body, clock.GetUtcNow(), ct);
        return await unit.CommitAsync(200, new { f.FollowUpId, state = "closed" }, ct);
    }

    public static Faults Check(Body body, bool reached) => new Faults()
        .Text(body.Outcome, "outcome", 200, "Say in plain words how it ended.")
        .Text(body.Reason, "reason", 2000, "Say why it can be closed.")
        .Optional(body.Supervisor, "supervisor", 100)
        .When(!reached && string.IsNullOrWhiteSpace(body.Supervisor), "supervisor", "Nobody has spoken with them yet. Name the supervisor who agreed to stop trying, or try once more.");

    public static async Task SaveAsync(UnitOfWork unit, Caller caller, FollowUpRow f, Body body, DateTimeOffset now, CancellationToken ct)
    {
        await CloseFollowUpSql.SaveAsync(unit, f, body.Outcome!.Trim(), body.Reason!.Trim(), string.IsNullOrWhiteSpace(body.Supervisor) ? null : body.Supervisor.Trim(), caller.Subject, now, ct);
        unit.Publish(new FollowUpClosed(f.Landlord, f.FollowUpId, f.RequestId, f.HouseholdRef, f.Reached, now), StableId.Of("closed", f.FollowUpId.ToString()));
    }
}
