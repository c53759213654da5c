using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What suits, for a resident's link and for the desk and housing systems.</summary>
internal static class WishesEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var resident = app.MapGroup("/api/resident/{token}").WithTags("Residents").AllowAnonymous();
        resident.MapGet("/wishes", async (string token, ResidentLinks links, Database<BookingService> db, CancellationToken ct) =>
            await links.OpenAsync(token, ct) is { } key ? await SeeAsync(key, db, ct) : Problems.NotFound());
        resident.MapPut("/wishes", async (string token, HttpContext http, ResidentLinks links, Database<BookingService> db, KeepWishes deed, CancellationToken ct) =>
            await links.OpenAsync(token, ct) is { } key ? await KeepAsync(key, http, db, deed, ct) : Problems.NotFound()).Accepts<WishesBody>("application/json");

        var desk = app.MapGroup("/api/repairs/{repairId:guid}").WithTags("Repairs desk").ForSystems(Roles.Desk);
        desk.MapGet("/wishes", async (Guid repairId, HttpContext http, SeeRepair see, Database<BookingService> db, CancellationToken ct) =>
            await see.FindAsync(Key(http, repairId), ct) is null ? Problems.NotFound() : await SeeAsync(Key(http, repairId), db, ct));
        desk.MapPut("/wishes", (Guid repairId, HttpContext http, Database<BookingService> db, KeepWishes deed, CancellationToken ct) =>
            KeepAsync(Key(http, repairId), http, db, deed, ct)).Accepts<WishesBody>("application/json");
    }

    private static async Task<IResult> SeeAsync(RepairKey key, Database<BookingService> db, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return Results.Json(Body(await WishesSql.FindAsync(connection, null, key, ct)), Json.Options);
    }

    private static async Task<IResult> KeepAsync(RepairKey key, HttpContext http, Database<BookingService> db, KeepWishes deed, CancellationToken ct)
    {
        var asked = await JsonSerializer.DeserializeAsync<WishesBody>(http.Request.Body, Json.Strict, ct) ?? throw new JsonException("Wishes are an object, not null");
        await using var unit = await db.BeginAsync(ct);
        return await unit.CommitAsync(await deed.RunAsync(unit, key, asked, ct), 200, Body, ct);
    }

    private static object Body(Wishes wishes) => new { wishes.Exclusions, wishes.Preferences, words = WishWords.Of(wishes) };

    private static RepairKey Key(HttpContext http, Guid repairId) => new(Caller.Of(http).Landlord, repairId);
}
