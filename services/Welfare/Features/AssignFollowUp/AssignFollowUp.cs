using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Welfare.OpenFollowUp;
using Repairs.Welfare.SeeFollowUps;

namespace Repairs.Welfare.AssignFollowUp;

/// <summary>A person names another owner, or sets the risk that the rule only proposed.</summary>
internal static class AssignFollowUp
{
    internal sealed record Body(string? Owner, Risk? Risk);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/follow-ups/{id:guid}/assign", PostAsync).ForSystems(Roles.Welfare, Roles.Manager).WithTags("Welfare");

    private static async Task<IResult> PostAsync(Guid id, HttpContext http, Database<WelfareService> db, CancellationToken ct)
    {
        var body = await JsonSerializer.DeserializeAsync<Body>(http.Request.Body, Json.Options, ct) ?? new Body(null, null);
        var faults = Check(body);
        if (faults.Any)
            return Problems.Invalid(faults);
        await using var unit = await db.BeginAsync(ct);
        return await SaveAsync(unit, Caller.Of(http).Landlord, id, body, ct) switch
        {
            null => Problems.NotFound(),
            { State: "closed" } => Problems.Of(409, "already-closed", "This follow-up is closed."),
            var f => await unit.CommitAsync(200, SeeFollowUps.SeeFollowUps.Summary(f), ct),
        };
    }

    public static Faults Check(Body body) => new Faults()
        .Optional(body.Owner, "owner", 100)
        .When(string.IsNullOrWhiteSpace(body.Owner) && body.Risk is null, "owner", "Name the person who takes this on.");

    /// <summary>Null: no such follow-up; a closed one comes back unchanged.</summary>
    public static async Task<FollowUpRow?> SaveAsync(UnitOfWork unit, string landlord, Guid id, Body body, CancellationToken ct)
    {
        if (await SeeFollowUpsSql.TakeAsync(unit, landlord, id, ct) is not { State: "open" } f)
            return await SeeFollowUpsSql.TakeAsync(unit, landlord, id, ct);
        var owner = string.IsNullOrWhiteSpace(body.Owner) ? f.Owner : body.Owner.Trim();
        var risk = body.Risk?.ToString() ?? f.Risk;
        var due = body.Risk is { } set ? DueTime.Of(set, f.Because, f.OpenedAt) : f.DueBy;
        await AssignFollowUpSql.SaveAsync(unit, f, owner, risk, due, ct);
        return f with { Owner = owner, Risk = risk, DueBy = due };
    }
}
