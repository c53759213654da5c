using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Welfare.OpenByCode;
using Repairs.Welfare.RecordAttempt;

namespace Repairs.Welfare.ShareReason;

/// <summary>A resident says what got in the way of a visit, from the list or in their own words, changes it, or takes it back. Only its kind leaves this team.</summary>
internal static class ShareReason
{
    /// <param name="OneTimeCode">The code that was sent to the contact they marked safe.</param>
    /// <param name="Code">R01 to R22, R98 or R99; left out with words: something else.</param>
    internal sealed record Body(string? OneTimeCode, string? Code, string? Words);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/resident/{token}/visits/{visitId:guid}/reason/code", AskAsync).AllowAnonymous().WithTags("Resident");
        app.MapPost("/api/resident/{token}/visits/{visitId:guid}/reason", PostAsync).AllowAnonymous().WithTags("Resident");
        app.MapPost("/api/resident/{token}/visits/{visitId:guid}/reason/take-back", TakeBackAsync).AllowAnonymous().WithTags("Resident");
    }

    private static async Task<IResult> AskAsync(string token, Guid visitId, OpenByCode.OpenByCode open, Database<WelfareService> db, BusinessClock clock, CancellationToken ct)
    {
        if (await open.LinkAsync(token, ct) is not { } link || link.Visit(visitId) is null)
            return Problems.NotFound();
        await using var unit = await db.BeginAsync(ct);
        await OpenByCode.OpenByCode.AskAsync(unit, link, clock.GetUtcNow(), ct);
        return await unit.CommitAsync(202, new { told = "If we know a phone or an email that is safe, a code is on its way." }, ct);
    }

    private static async Task<IResult> PostAsync(string token, Guid visitId, HttpContext http, OpenByCode.OpenByCode open, Database<WelfareService> db, BusinessClock clock, CancellationToken ct)
    {
        if (await open.LinkAsync(token, ct) is not { } link || link.Visit(visitId) is not { } visit)
            return Problems.NotFound();
        var body = await JsonSerializer.DeserializeAsync<Body>(http.Request.Body, Json.Options, ct) ?? new Body(null, null, null);
        if (Check(body.Code, body.Words) is { Any: true } faults)
            return Problems.Invalid(faults);
        var now = clock.GetUtcNow();
        await using var unit = await db.BeginAsync(ct);
        if (!await open.UseAsync(unit, link, body.OneTimeCode, now, ct))
            return await WrongAsync(unit, ct);
        await SaveAsync(unit, link, visit.VisitId, body.Code, body.Words, now, ct);
        return await unit.CommitAsync(200, new { visitId, kept = true }, ct);
    }

    private static async Task<IResult> TakeBackAsync(string token, Guid visitId, HttpContext http, OpenByCode.OpenByCode open, Database<WelfareService> db, BusinessClock clock, CancellationToken ct)
    {
        if (await open.LinkAsync(token, ct) is not { } link || link.Visit(visitId) is null)
            return Problems.NotFound();
        var body = await JsonSerializer.DeserializeAsync<Body>(http.Request.Body, Json.Options, ct);
        var now = clock.GetUtcNow();
        await using var unit = await db.BeginAsync(ct);
        if (!await open.UseAsync(unit, link, body?.OneTimeCode, now, ct))
            return await WrongAsync(unit, ct);
        await ForgetAsync(unit, link, visitId, now, ct);
        return await unit.CommitAsync(200, new { visitId, kept = false }, ct);
    }

    /// <summary>The try counts, so it is kept although nothing else is.</summary>
    private static async Task<IResult> WrongAsync(UnitOfWork unit, CancellationToken ct)
    {
        await unit.CommitAsync(ct);
        return Problems.Invalid(new Faults().When(true, "oneTimeCode", "That code does not work. Check the numbers, or ask for a new code."));
    }

    public static Faults Check(string? code, string? words) => new Faults()
        .When(!string.IsNullOrEmpty(code) && ReasonKind.Of(code) is null, "code", "Choose one from the list.")
        .When(string.IsNullOrEmpty(code) && string.IsNullOrWhiteSpace(words), "code", "Choose one, or write something. You can also go back: you do not have to say")
        .Optional(words, "words", 4000);

    /// <summary>The newest of what they say stands. Saying the same again changes nothing and tells nothing.</summary>
    public static async Task SaveAsync(UnitOfWork unit, LinkOpens link, Guid visitId, string? code, string? words, DateTimeOffset now, CancellationToken ct)
    {
        code = string.IsNullOrEmpty(code) ? "R99" : code;
        if (await ShareReasonSql.SaveAsync(unit, link, visitId, code, string.IsNullOrWhiteSpace(words) ? null : words.Trim(), now, ct) is { } at)
            Tell(unit, link, visitId, code, at);
    }

    /// <summary>What they said is gone; what a person wrote down for the visit, if anybody did, speaks again.</summary>
    public static async Task ForgetAsync(UnitOfWork unit, LinkOpens link, Guid visitId, DateTimeOffset now, CancellationToken ct)
    {
        if (await ShareReasonSql.ForgetAsync(unit, link, visitId, now, ct) is { } at)
            Tell(unit, link, visitId, await ShareReasonSql.StandingAsync(unit, link, visitId, ct) ?? "R98", at);
    }

    private static void Tell(UnitOfWork unit, LinkOpens link, Guid visitId, string code, DateTimeOffset at)
    {
        var kind = ReasonKind.Of(code)!;
        unit.Publish(new ReasonShared(link.Landlord, visitId, link.RepairId, link.HouseholdRef, kind.Kind, kind.Travels ? code : null, at));
    }
}
