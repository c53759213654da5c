using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>The repairs desk and housing systems. Each entry reads its input, calls the deed, commits, answers.</summary>
internal static class DeskEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var repairs = app.MapGroup("/api/repairs").WithTags("Repairs desk").ForSystems(Roles.Desk);
        repairs.MapPost("/", RaiseAsync);
        repairs.MapGet("/{repairId:guid}", SeeAsync);
        repairs.MapPut("/{repairId:guid}/trade", TriageAsync);
        repairs.MapGet("/{repairId:guid}/choices", ChoicesAsync);
        repairs.MapPost("/{repairId:guid}/hold", HoldAsync);
        repairs.MapPost("/{repairId:guid}/appointment", TakeAsync);
        repairs.MapPut("/{repairId:guid}/appointment", ChangeAsync);
        repairs.MapPost("/{repairId:guid}/appointment/cancel", CancelAsync);
        repairs.MapPost("/{repairId:guid}/decline", DeclineAsync);
        repairs.MapPost("/{repairId:guid}/finish", FinishAsync);
        repairs.MapPost("/{repairId:guid}/withdraw", WithdrawAsync);
        repairs.MapPost("/{repairId:guid}/reopen", ReopenAsync);
        repairs.MapPost("/{repairId:guid}/link", LinkAsync);
        app.MapGet("/api/properties", FindPropertiesAsync).WithTags("Repairs desk").ForSystems(Roles.Desk);
    }

    private static async Task<IResult> RaiseAsync(NewRepair body, HttpContext http, Database<BookingService> db, RaiseRepair deed, CancellationToken ct)
    {
        await using var unit = await db.BeginAsync(ct);
        var answer = await deed.RunAsync(unit, Caller.Of(http).Landlord, body, Actor.Landlord, ct);
        return await unit.CommitAsync(answer, 201, r => r, ct);
    }

    private static async Task<IResult> SeeAsync(Guid repairId, HttpContext http, SeeRepair deed, CancellationToken ct) =>
        await deed.FindAsync(Key(http, repairId), ct) is { } repair ? Results.Json(repair, Json.Options) : Problems.NotFound();

    private static async Task<IResult> TriageAsync(Guid repairId, TradeBody body, HttpContext http, Database<BookingService> db, TriageRepair deed, CancellationToken ct)
    {
        await using var unit = await db.BeginAsync(ct);
        return await unit.CommitAsync(await deed.RunAsync(unit, Key(http, repairId), body.Trade, body.Minutes, body.People, ct), 204, _ => null, ct);
    }

    private static async Task<IResult> ChoicesAsync(Guid repairId, string? show, DateOnly? from, bool? together, HttpContext http, OfferChoices deed, CancellationToken ct)
    {
        if (show is not (null or "best" or "all"))
            return Problems.Invalid(new Faults().When(true, "show", "Give best or all."));
        var answer = await deed.ForAsync(Key(http, repairId), Actor.Landlord, new ChoicesAsk(show == "all", from, together), ct);
        return answer.Value is { } choices ? Results.Json(choices.AsBody(), Json.Options) : answer.Refusal!.AsProblem();
    }

    private static async Task<IResult> HoldAsync(Guid repairId, ChosenBody body, HttpContext http, Database<BookingService> db, HoldChoice deed, CancellationToken ct)
    {
        await using var unit = await db.BeginAsync(ct);
        return await unit.CommitAsync(await deed.RunAsync(unit, Key(http, repairId), body.ChoiceId, Actor.Landlord, ct), 201, h => new { h.HoldId, h.ExpiresAt }, ct);
    }

    private static async Task<IResult> TakeAsync(Guid repairId, DeskChosenBody body, HttpContext http, Database<BookingService> db, Appointments deed, CancellationToken ct)
    {
        if (body.By is not (null or Actor.Resident or Actor.Landlord))
            return WhoFault("resident or landlord");
        await using var unit = await db.BeginAsync(ct);
        return await unit.CommitAsync(await deed.TakeAsync(unit, Key(http, repairId), body.ChoiceId, body.By ?? Actor.Landlord, ct), 201, a => a.AsBody(), ct);
    }

    private static async Task<IResult> ChangeAsync(Guid repairId, DeskChosenBody body, HttpContext http, Database<BookingService> db, Appointments deed, CancellationToken ct)
    {
        if (body.By is not (null or Actor.Resident or Actor.Landlord))
            return WhoFault("resident or landlord");
        if (ChangeReason.Faults(body.Reason, body.Note, needed: false) is { Any: true } faults)
            return Problems.Invalid(faults);
        await using var unit = await db.BeginAsync(ct);
        var key = Key(http, repairId);
        var stood = (await deed.LockVisitAsync(unit, key, body.ChoiceId, ct))?.AppointmentId;
        var answer = await deed.ChangeAsync(unit, key, body.ChoiceId, body.By ?? Actor.Landlord, ct);
        if (answer.Value is not null)
            await ChangeReasonSql.KeepAsync(unit, key, stood, body.Reason, body.Note, ct);
        return await unit.CommitAsync(answer, 200, a => a.AsBody(), ct);
    }

    private static async Task<IResult> CancelAsync(Guid repairId, CancelBody body, HttpContext http, Database<BookingService> db, Appointments deed, CancellationToken ct)
    {
        if (body.By is not (Actor.Resident or Actor.Landlord))
            return WhoFault("resident or landlord");
        if (body.Reason is not null && ChangeReason.Faults(body.Reason, body.Note, needed: false) is { Any: true } faults)
            return Problems.Invalid(faults);
        await using var unit = await db.BeginAsync(ct);
        var key = Key(http, repairId);
        var stood = (await deed.LockVisitAsync(unit, key, null, ct))?.AppointmentId;
        var answer = await deed.CancelAsync(unit, key, body.By.Value, body.Note, ct);
        if (answer.Value is not null)
            await ChangeReasonSql.KeepAsync(unit, key, stood, body.Reason, body.Note, ct);
        return await unit.CommitAsync(answer, 204, _ => null, ct);
    }

    private static async Task<IResult> DeclineAsync(Guid repairId, HttpContext http, Database<BookingService> db, DeclineChoices deed, CancellationToken ct)
    {
        await using var unit = await db.BeginAsync(ct);
        return await unit.CommitAsync(await deed.RunAsync(unit, Key(http, repairId), Actor.Landlord, ct), 200, d => d.AsBody(), ct);
    }

    private static async Task<IResult> FinishAsync(Guid repairId, FinishBody body, HttpContext http, Database<BookingService> db, EndRepair deed, CancellationToken ct)
    {
        if (body.By is not (Actor.Resident or Actor.Landlord or Actor.Contractor))
            return WhoFault("resident, landlord or contractor");
        await using var unit = await db.BeginAsync(ct);
        return await unit.CommitAsync(await deed.FinishAsync(unit, Key(http, repairId), body.By.Value, ct), 204, _ => null, ct);
    }

    private static async Task<IResult> WithdrawAsync(Guid repairId, WithdrawBody body, HttpContext http, Database<BookingService> db, EndRepair deed, CancellationToken ct)
    {
        if (body.By is not (Actor.Resident or Actor.Landlord))
            return WhoFault("resident or landlord");
        await using var unit = await db.BeginAsync(ct);
        return await unit.CommitAsync(await deed.WithdrawAsync(unit, Key(http, repairId), body.By.Value, body.Reason, body.Note, ct), 204, _ => null, ct);
    }

    private static async Task<IResult> ReopenAsync(Guid repairId, HttpContext http, Database<BookingService> db, EndRepair deed, CancellationToken ct)
    {
        await using var unit = await db.BeginAsync(ct);
        return await unit.CommitAsync(await deed.ReopenAsync(unit, Key(http, repairId), Actor.Landlord, ct), 204, _ => null, ct);
    }

    private static async Task<IResult> LinkAsync(Guid repairId, HttpContext http, Database<BookingService> db, ReplaceLink deed, CancellationToken ct)
    {
        await using var unit = await db.BeginAsync(ct);
        return await unit.CommitAsync(await deed.RunAsync(unit, Key(http, repairId), ct), 201, l => l, ct);
    }

    private static async Task<IResult> FindPropertiesAsync(string? q, int? limit, HttpContext http, FindProperty deed, CancellationToken ct) =>
        Results.Json(await deed.RunAsync(Caller.Of(http).Landlord, q, Math.Clamp(limit ?? 50, 1, 500), ct), Json.Options);

    private static RepairKey Key(HttpContext http, Guid repairId) => new(Caller.Of(http).Landlord, repairId);

    private static IResult WhoFault(string who) => Problems.Invalid(new Faults().When(true, "by", $"Say who decided: {who}."));
}
