using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.NoAccess.KeepDuty;
using Repairs.Platform;

namespace Repairs.NoAccess.WriteSummary;

/// <summary>Completes the written summary of an investigation and says when it was sent: the law counts to the sending.</summary>
internal sealed class WriteSummary(KeepDuty.KeepDuty keep)
{
    internal static readonly string[] Ways = ["post", "email", "by-hand", "left-at-home"];

    internal sealed record Body(string? Found, string? Action, DateOnly? BeginBy, DateOnly? EndBy, string? SentHow);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/hazards/{hazardId:guid}/summary", PostAsync).ForSystems(Roles.Desk, Roles.Manager).WithTags("Hazards");

    private static async Task<IResult> PostAsync(Guid hazardId, HttpContext http, Database<NoAccessService> db, WriteSummary write, BusinessClock clock, CancellationToken ct)
    {
        var body = await JsonSerializer.DeserializeAsync<Body>(http.Request.Body, Json.Strict, ct) ?? new Body(null, null, null, null, null);
        var caller = Caller.Of(http);
        await using var unit = await db.BeginAsync(ct);
        if (await HazardSql.LockAsync(unit, caller.Landlord, hazardId, ct) is not { } hazard)
            return Problems.NotFound();
        var draft = new SummaryDraft(body.Found, body.Action, body.BeginBy, body.EndBy);
        var faults = SummaryRule.Check(draft, hazard).When(body.SentHow is null || !Ways.Contains(body.SentHow), "sentHow", "Say how it was sent: post, email, by-hand or left-at-home.");
        return faults.Any
            ? Problems.Invalid(faults)
            : await KeepDutyApi.AnswerAsync(unit, hazardId, await write.SendAsync(unit, caller, hazardId, draft, body.SentHow!, clock.GetUtcNow(), ct), ct);
    }

    /// <summary>Keeps a draft; nothing is sent by it.</summary>
    public static async Task<Kept> KeepAsync(UnitOfWork unit, Caller caller, Guid hazardId, SummaryDraft draft, CancellationToken ct)
    {
        if (await HazardSql.LockAsync(unit, caller.Landlord, hazardId, ct) is not { } hazard)
            return Kept.NotFound;
        if (hazard.SentAt is not null || hazard.ConcludedAt is null)
            return Kept.NotOpen;
        await HazardSql.SaveAsync(unit, With(hazard, draft), ct);
        return Kept.Done;
    }

    public Task<Kept> SendAsync(UnitOfWork unit, Caller caller, Guid hazardId, SummaryDraft draft, string how, DateTimeOffset now, CancellationToken ct) =>
        keep.ChangeAsync(unit, caller, hazardId, Steps.Summary, now, now, h => With(h, draft) with { SentAt = now, SentHow = how, SentBy = caller.Subject }, ct);

    private static Hazard With(Hazard hazard, SummaryDraft draft) => hazard with
    {
        FoundWords = draft.Found!.Trim(), ActionWords = draft.Action!.Trim(),
        BeginBy = hazard.Severity == Severities.None ? null : draft.BeginBy, EndBy = hazard.Severity == Severities.None ? null : draft.EndBy,
    };
}
