using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Platform;

namespace Repairs.NoAccess.KeepDuty;

/// <summary>Hazards and duties for the landlord's own systems.</summary>
internal static class KeepDutyApi
{
    /// <summary>A phone's or a system's clock may run a little ahead of ours.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(5);

    private static readonly string[] Tellers = ["resident", "inspection", "complaint", "staff"];

    internal sealed record ReportBody(Guid? RepairId, string? ToldBy, DateTimeOffset? AwareAt);

    internal sealed record DecisionBody(string? Kind, string? Severity);

    internal sealed record StepBody(string? Step, DateTimeOffset? At, string? Found, bool? WorksNeeded);

    internal sealed record OwnerBody(string? Step, string? Owner);

    internal sealed record AskedBody(DateTimeOffset? At);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/hazards", ReportAsync).ForSystems(Roles.Desk, Roles.Manager).WithTags("Hazards");
        var one = app.MapGroup("/api/hazards/{hazardId:guid}").ForSystems(Roles.Desk, Roles.Manager).WithTags("Hazards");
        one.MapPost("/decision", DecideAsync);
        one.MapPost("/steps", DoneAsync);
        one.MapPost("/owner", OwnAsync);
        one.MapPost("/asked-in-person", AskedAsync);
    }

    public static Faults Check(ReportBody body, DateTimeOffset now) => new Faults()
        .When(body.RepairId is null, "repairId", "Say which repair it is about.")
        .When(body.ToldBy is null || !Tellers.Contains(body.ToldBy), "toldBy", "Say who told us: resident, inspection, complaint or staff.")
        .When(body.AwareAt is null, "awareAt", "Say when we were first told.")
        .When(body.AwareAt > now + ClockSlack, "awareAt", "That time has not come yet.")
        .When(body.AwareAt < now.AddYears(-2), "awareAt", "That is more than two years ago. Check the date.");

    public static Faults Check(DecisionBody body) => new Faults()
        .When(body.Kind is null || !HazardKinds.Words.ContainsKey(body.Kind), "kind", "Choose what kind of hazard it is.")
        .When(body.Severity is not (Severities.Emergency or Severities.Significant or Severities.Known), "severity", "Choose how much harm it may do.");

    public static Faults Check(StepBody body, DateTimeOffset now) => new Faults()
        .When(body.Step is null || !Steps.Words.ContainsKey(body.Step) || body.Step is Steps.Decide or Steps.Summary, "step", "Say which step was done. What a hazard is goes to decision, the written summary to summary.")
        .When(body.At is null, "at", "Say when it was done.")
        .When(body.At > now + ClockSlack, "at", "That time has not come yet.")
        .When(body.Step == Steps.Investigate && body.Found is not (Severities.Emergency or Severities.Significant or Severities.None), "found", "Say what you found: emergency, significant or none.")
        .When(body.Step == Steps.Investigate && body.Found is Severities.Emergency or Severities.Significant && body.WorksNeeded is null, "worksNeeded", "Say whether lasting work is needed, after it is safe.");

    private static async Task<IResult> ReportAsync(HttpContext http, Database<NoAccessService> db, KeepDuty keep, BusinessClock clock, CancellationToken ct)
    {
        var body = await JsonSerializer.DeserializeAsync<ReportBody>(http.Request.Body, Json.Strict, ct) ?? new ReportBody(null, null, null);
        var faults = Check(body, clock.GetUtcNow());
        if (faults.Any)
            return Problems.Invalid(faults);
        await using var unit = await db.BeginAsync(ct);
        return await keep.ReportAsync(unit, Caller.Of(http).Landlord, body.RepairId!.Value, body.ToldBy!, body.AwareAt!.Value, ct) is { } id
            ? await unit.CommitAsync(201, new { hazardId = id }, ct)
            : Problems.NotFound();
    }

    private static async Task<IResult> DecideAsync(Guid hazardId, HttpContext http, Database<NoAccessService> db, KeepDuty keep, BusinessClock clock, CancellationToken ct)
    {
        var body = await JsonSerializer.DeserializeAsync<DecisionBody>(http.Request.Body, Json.Strict, ct) ?? new DecisionBody(null, null);
        var faults = Check(body);
        if (faults.Any)
            return Problems.Invalid(faults);
        await using var unit = await db.BeginAsync(ct);
        return await AnswerAsync(unit, hazardId, await keep.DecideAsync(unit, Caller.Of(http), hazardId, body.Kind!, body.Severity!, clock.GetUtcNow(), ct), ct);
    }

    private static async Task<IResult> DoneAsync(Guid hazardId, HttpContext http, Database<NoAccessService> db, KeepDuty keep, BusinessClock clock, CancellationToken ct)
    {
        var body = await JsonSerializer.DeserializeAsync<StepBody>(http.Request.Body, Json.Strict, ct) ?? new StepBody(null, null, null, null);
        var faults = Check(body, clock.GetUtcNow());
        if (faults.Any)
            return Problems.Invalid(faults);
        await using var unit = await db.BeginAsync(ct);
        return await AnswerAsync(unit, hazardId, await keep.DoneAsync(unit, Caller.Of(http), hazardId, body.Step!, body.At!.Value.ToUniversalTime(), new Finding(body.Found, body.WorksNeeded), clock.GetUtcNow(), ct), ct);
    }

    private static async Task<IResult> OwnAsync(Guid hazardId, HttpContext http, Database<NoAccessService> db, CancellationToken ct)
    {
        var body = await JsonSerializer.DeserializeAsync<OwnerBody>(http.Request.Body, Json.Strict, ct) ?? new OwnerBody(null, null);
        var faults = new Faults()
            .Text(body.Owner, "owner", 80, "Say who looks after it.")
            .When(body.Step is not null && !Steps.Words.ContainsKey(body.Step), "step", "Name a step of this hazard, or none for all of them.");
        if (faults.Any)
            return Problems.Invalid(faults);
        await using var unit = await db.BeginAsync(ct);
        return await AnswerAsync(unit, hazardId, await KeepDuty.OwnAsync(unit, Caller.Of(http), hazardId, body.Step, body.Owner!.Trim(), ct), ct);
    }

    private static async Task<IResult> AskedAsync(Guid hazardId, HttpContext http, Database<NoAccessService> db, KeepDuty keep, BusinessClock clock, CancellationToken ct)
    {
        var body = await JsonSerializer.DeserializeAsync<AskedBody>(http.Request.Body, Json.Strict, ct) ?? new AskedBody(null);
        var faults = new Faults().When(body.At is null, "at", "Say when they asked.").When(body.At > clock.GetUtcNow() + ClockSlack, "at", "That time has not come yet.");
        if (faults.Any)
            return Problems.Invalid(faults);
        await using var unit = await db.BeginAsync(ct);
        return await AnswerAsync(unit, hazardId, await keep.AskInPersonAsync(unit, Caller.Of(http), hazardId, body.At!.Value.ToUniversalTime(), ct), ct);
    }

    public static async Task<IResult> AnswerAsync(UnitOfWork unit, Guid hazardId, Kept kept, CancellationToken ct) => kept switch
    {
        Kept.NotFound => Problems.NotFound(),
        Kept.NotOpen => Problems.Of(409, "not-open", "That is not open for this hazard now. Look at what is still to do."),
        _ => await unit.CommitAsync(200, new { hazardId }, ct),
    };
}
