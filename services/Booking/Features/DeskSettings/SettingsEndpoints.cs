using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>The settings for systems: read, and put as a whole.</summary>
internal static class SettingsEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/booking/settings").WithTags("Repairs desk").ForSystems(Roles.Desk, Roles.Manager);
        group.MapGet("/", SeeAsync).Produces<SettingsNow>();
        group.MapPut("/", PutAsync).Accepts<SettingsBody>("application/json").Produces<SettingsNow>();
    }

    private static async Task<IResult> SeeAsync(HttpContext http, ChangeSettings deed, CancellationToken ct) =>
        Results.Json(await deed.SeeAsync(Caller.Of(http).Landlord, ct), Json.Options);

    private static async Task<IResult> PutAsync(HttpContext http, Database<BookingService> db, ChangeSettings deed, LandlordBookingSettings settings, CancellationToken ct)
    {
        var body = await JsonSerializer.DeserializeAsync<SettingsBody>(http.Request.Body, Json.Strict, ct);
        if (body?.Overrides is not { } wanted)
            return Problems.Unreadable(new Faults().When(true, "overrides", "Give the settings that differ from the configuration; {} for none."));
        var caller = Caller.Of(http);
        IResult result;
        await using (var unit = await db.BeginAsync(ct))
        {
            var answer = await deed.RunAsync(unit, caller.Landlord, body.Version, wanted, caller.Roles.Contains(Roles.Desk) ? Roles.Desk : Roles.Manager, ct);
            result = await unit.CommitAsync(answer, 200, s => s, ct);
        }

        settings.Forget(caller.Landlord);
        return result;
    }
}

/// <param name="Version">The version this change was made on: 409 where another came between. Left out: whatever stands.</param>
/// <param name="Overrides">Everything that differs from the configuration; what is left out goes back to it.</param>
internal sealed record SettingsBody(int? Version, LandlordOverrides? Overrides);
