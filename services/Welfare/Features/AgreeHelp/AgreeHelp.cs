using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Welfare.SeeFollowUps;

namespace Repairs.Welfare.AgreeHelp;

/// <summary>What the resident and a person agreed would help, in their words. The words stay here.</summary>
internal static class AgreeHelp
{
    internal sealed record Body(string? Words);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/follow-ups/{id:guid}/help", PostAsync).ForSystems(Roles.Welfare, Roles.Manager).WithTags("Welfare");

    private static async Task<IResult> PostAsync(Guid id, HttpContext http, Database<WelfareService> db, BusinessClock clock, CancellationToken ct)
    {
        var body = await JsonSerializer.DeserializeAsync<Body>(http.Request.Body, Json.Options, ct) ?? new Body(null);
        var faults = Check(body);
        if (faults.Any)
            return Problems.Invalid(faults);
        await using var unit = await db.BeginAsync(ct);
        return await SaveAsync(unit, Caller.Of(http).Landlord, id, body, clock.GetUtcNow(), ct)
            ? await unit.CommitAsync(204, null, ct)
            : Problems.NotFound();
    }

    public static Faults Check(Body body) => new Faults().Text(body.Words, "words", 4000, "Write what would help.");

    public static async Task<bool> SaveAsync(UnitOfWork unit, string landlord, Guid id, Body body, DateTimeOffset now, CancellationToken ct)
    {
        if (await SeeFollowUpsSql.TakeAsync(unit, landlord, id, ct) is not { } f)
            return false;
        await AgreeHelpSql.SaveAsync(unit, f, body.Words!.Trim(), ct);
        unit.Publish(new WhatWouldHelpAgreed(f.Landlord, f.FollowUpId, f.HouseholdRef, now));
        return true;
    }
}
