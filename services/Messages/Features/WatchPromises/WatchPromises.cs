using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Messages.Features.KeepPromises;
using Repairs.Platform;

namespace Repairs.Messages.Features.WatchPromises;

/// <summary><c>GET /api/promises?state=</c>: what we said we would do, by when, and whether we did.</summary>
internal static class WatchPromises
{
    internal static readonly string[] States = ["open", "kept", "slipped", "released"];

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/promises", ListAsync).ForSystems(Roles.Desk, Roles.Messages, Roles.Manager).WithTags("Messages").Produces<List<PromiseAnswer>>();

    private static async Task<IResult> ListAsync(string? state, HttpContext context, Database<MessagesService> db, CancellationToken ct)
    {
        if (state is { Length: > 0 } && !States.Contains(state))
            return Problems.Invalid(new Faults().When(true, "state", $"Use one of {string.Join(", ", States)}."));
        await using var connection = await db.OpenAsync(ct);
        var promises = await PromiseSql.ListAsync(connection, Caller.Of(context).Landlord, string.IsNullOrEmpty(state) ? null : state, ct);
        return Results.Json(promises.Select(p => new PromiseAnswer(p.PromiseId, p.HouseholdRef, p.RepairId, p.VisitId, p.Code, p.Said, p.MadeAt, p.DueBy, p.State, p.SettledAt)), Json.Options);
    }
}

/// <param name="Promise">What, as a code: <c>call</c>, <c>call-back</c>, <c>visit</c>, <c>come</c>.</param>
/// <param name="Said">How we said it.</param>
/// <param name="State"><c>open</c>, <c>kept</c>, <c>slipped</c>, or <c>released</c> where it was no longer owed.</param>
internal sealed record PromiseAnswer(Guid PromiseId, string HouseholdRef, Guid RepairId, Guid? VisitId, string Promise, string Said, DateTimeOffset MadeAt, DateTimeOffset DueBy, string State, DateTimeOffset? SettledAt);
