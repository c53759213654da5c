using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>The same deeds with a resident's link. A link that is not ours, expired or replaced is answered like one that never was.</summary>
internal static class ResidentEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var resident = app.MapGroup("/api/resident/{token}").WithTags("Residents").AllowAnonymous();
        resident.MapGet("/choices", ChoicesAsync);
        resident.MapPost("/hold", HoldAsync);
        resident.MapPost("/appointment", TakeAsync);
        resident.MapPut("/appointment", ChangeAsync);
        resident.MapPost("/appointment/cancel", CancelAsync);
        resident.MapPost("/decline", DeclineAsync);
        resident.MapPost("/withdraw", WithdrawAsync);
        resident.MapPost("/reopen", ReopenAsync);
    }

    private static async Task<IResult> ChoicesAsync(string token, string? show, DateOnly? from, bool? together, ResidentLinks links, OfferChoices deed, CancellationToken ct)
    {
        if (await links.OpenAsync(token, ct) is not { } key)
            return Problems.NotFound();
        if (show is not (null or "best" or "all"))
            return Problems.Invalid(new Faults().When(true, "show", "Give best or all."));
        var answer = await deed.ForAsync(key, Actor.Resident, new ChoicesAsk(show == "all", from, together), ct);
        return answer.Value is { } choices ? Results.Json(choices.AsBody(), Json.Options) : answer.Refusal!.AsProblem();
    }

    private static Task<IResult> HoldAsync(string token, ChosenBody body, ResidentLinks links, Database<BookingService> db, HoldChoice deed, CancellationToken ct) =>
        WithAsync(token, links, db, (unit, key) => deed.RunAsync(unit, key, body.ChoiceId, Actor.Resident, ct), 201, h => new { h.HoldId, h.ExpiresAt }, ct);

    private static Task<IResult> TakeAsync(string token, ChosenBody body, ResidentLinks links, Database<BookingService> db, Appointments deed, CancellationToken ct) =>
        WithAsync(token, links, db, (unit, key) => deed.TakeAsync(unit, key, body.ChoiceId, Actor.Resident, ct), 201, a => a.AsBody(), ct);

    private static Task<IResult> ChangeAsync(string token, ChosenBody body, ResidentLinks links, Database<BookingService> db, Appointments deed, CancellationToken ct) =>
        WithAsync(token, links, db, (unit, key) => deed.ChangeAsync(unit, key, body.ChoiceId, Actor.Resident, ct), 200, a => a.AsBody(), ct);

    private static Task<IResult> CancelAsync(string token, ResidentLinks links, Database<BookingService> db, Appointments deed, CancellationToken ct) =>
        WithAsync(token, links, db, (unit, key) => deed.CancelAsync(unit, key, Actor.Resident, null, ct), 204, _ => null, ct);

    private static Task<IResult> DeclineAsync(string token, ResidentLinks links, Database<BookingService> db, DeclineChoices deed, CancellationToken ct) =>
        WithAsync(token, links, db, (unit, key) => deed.AloneAsync(unit, key, Actor.Resident, ct), 200, d => d.AsBody(), ct);

    private static Task<IResult> WithdrawAsync(string token, ResidentLinks links, Database<BookingService> db, EndRepair deed, CancellationToken ct) =>
        WithAsync(token, links, db, (unit, key) => deed.WithdrawAsync(unit, key, Actor.Resident, "resident-asked", null, ct), 204, _ => null, ct);

    private static Task<IResult> ReopenAsync(string token, ResidentLinks links, Database<BookingService> db, EndRepair deed, CancellationToken ct) =>
        WithAsync(token, links, db, (unit, key) => deed.ReopenAsync(unit, key, Actor.Resident, ct), 204, _ => null, ct);

    private static async Task<IResult> WithAsync<T>(
        string token, ResidentLinks links, Database<BookingService> db, Func<UnitOfWork, RepairKey, Task<Answer<T>>> deed, int status, Func<T, object?> body, CancellationToken ct)
        where T : class
    {
        if (await links.OpenAsync(token, ct) is not { } key)
            return Problems.NotFound();
        await using var unit = await db.BeginAsync(ct);
        return await unit.CommitAsync(await deed(unit, key), status, body, ct);
    }
}
