using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Platform;

namespace Repairs.Welfare.KeepRota;

/// <summary>Who follows up: named people, how much each can carry, and who covers while they are away.</summary>
internal static class KeepRota
{
    internal sealed record Body(string? Name, int? Cap, string? Cover, DateOnly? AwayFrom, DateOnly? AwayUntil);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/welfare/officers", GetAsync).ForSystems(Roles.Welfare, Roles.Manager).WithTags("Welfare");
        app.MapPost("/api/welfare/officers", PostAsync).ForSystems(Roles.Welfare, Roles.Manager).WithTags("Welfare");
    }

    private static async Task<IResult> GetAsync(HttpContext http, Database<WelfareService> db, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return Results.Json(await KeepRotaSql.AllAsync(connection, Caller.Of(http).Landlord, ct), Json.Options);
    }

    private static async Task<IResult> PostAsync(HttpContext http, Database<WelfareService> db, WelfareSettings settings, CancellationToken ct)
    {
        var body = await JsonSerializer.DeserializeAsync<Body>(http.Request.Body, Json.Options, ct) ?? new Body(null, null, null, null, null);
        var faults = new Faults()
            .Text(body.Name, "name", 100, "Name the person.")
            .Optional(body.Cover, "cover", 100)
            .When(body.Cap is < 0 or > 100, "cap", "Choose 0 to 100 weighted cases.")
            .When(body.AwayFrom is null != body.AwayUntil is null, "awayUntil", "Give both the first and the last day away.")
            .When(body.AwayUntil?.Year is > 2200, "awayUntil", "Check the year.")
            .When(body.AwayFrom > body.AwayUntil, "awayUntil", "The last day away comes after the first.")
            .When(body.AwayFrom is not null && string.IsNullOrWhiteSpace(body.Cover), "cover", "Name who covers while they are away.");
        if (faults.Any)
            return Problems.Invalid(faults);

        var landlord = Caller.Of(http).Landlord;
        await using var unit = await db.BeginAsync(ct);
        await OpenFollowUp.OpenFollowUpSql.LockRotaAsync(unit, landlord, ct);
        var officer = new { name = body.Name!.Trim(), cap = body.Cap ?? settings.Cap, cover = body.Cover?.Trim(), body.AwayFrom, body.AwayUntil };
        await KeepRotaSql.SaveAsync(unit, landlord, officer.name, officer.cap, officer.cover, officer.AwayFrom, officer.AwayUntil, ct);
        if (officer.AwayUntil is { } until)
            await KeepRotaSql.HandOverAsync(unit, landlord, officer.name, officer.cover!, LondonTime.EndOf(until), ct);
        return await unit.CommitAsync(201, officer, ct);
    }
}
