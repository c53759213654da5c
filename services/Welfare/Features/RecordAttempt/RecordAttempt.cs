using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Welfare.SeeFollowUps;

namespace Repairs.Welfare.RecordAttempt;

/// <summary>A person tried to make contact. That ends the pause, whether or not they spoke; a reason they learned is kept here and told as a kind only.</summary>
internal static class RecordAttempt
{
    /// <param name="Learned">In the officer's words; stays here.</param>
    /// <param name="Reason">Why a visit was missed, where the resident said: an R code, for the last of the visits unless one is named.</param>
    internal sealed record Body(string? How, bool? Reached, string? Learned, string? Reason, Guid? VisitId);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/follow-ups/{id:guid}/attempts", PostAsync).ForSystems(Roles.Welfare, Roles.Manager).WithTags("Welfare");

    private static async Task<IResult> PostAsync(Guid id, HttpContext http, Database<WelfareService> db, BusinessClock clock, CancellationToken ct)
    {
        var body = await JsonSerializer.DeserializeAsync<Body>(http.Request.Body, Json.Options, ct) ?? new Body(null, null, null, null, null);
        var faults = Check(body);
        if (faults.Any)
            return Problems.Invalid(faults);
        await using var unit = await db.BeginAsync(ct);
        return await AddAsync(unit, Caller.Of(http), id, Guid.CreateVersion7(), body, clock.GetUtcNow(), ct) switch
        {
            null => Problems.NotFound(),
            { OtherVisit: true } => Problems.Invalid(new Faults().When(true, "visitId", "Name one of the visits of this follow-up.")),
            { Closed: true } => Problems.Of(409, "already-closed", "This follow-up is closed. If something new is worrying you, raise a concern."),
            { AttemptId: var attempt } => await unit.CommitAsync(201, new { attemptId = attempt }, ct),
        };
    }

    public static Faults Check(Body body) => new Faults()
        .Text(body.How, "how", 60, "Say how you tried: a call, a visit, or a message you wrote yourself.")
        .When(string.Equals(body.How, "letter", StringComparison.OrdinalIgnoreCase), "how", "A letter alone is not a person trying: call, visit, or write a message yourself.")
        .When(body.Reached is null, "reached", "Say whether you spoke with them.")
        .Optional(body.Learned, "learned", 4000)
        .When(!string.IsNullOrEmpty(body.Reason) && ReasonKind.Of(body.Reason) is null, "reason", "Choose a reason from R01 to R22, R98 or R99.");

    /// <param name="OtherVisit">True: the visit named is none of this follow-up's, so nothing was saved.</param>
    internal sealed record Added(Guid AttemptId, bool Closed, bool OtherVisit = false);

    /// <param name="attempt">Made with the form where there is one: the same one again changes nothing.</param>
    /// <returns>Null: no such follow-up.</returns>
    public static async Task<Added?> AddAsync(UnitOfWork unit, Caller caller, Guid id, Guid attempt, Body body, DateTimeOffset now, CancellationToken ct)
    {
        if (await SeeFollowUpsSql.TakeAsync(unit, caller.Landlord, id, ct) is not { } f)
            return null;
        if (f.State == "closed")
            return new Added(default, Closed: true);
        if (body.VisitId is { } named && !f.VisitIds.Contains(named))
            return new Added(default, Closed: false, OtherVisit: true);
        if (!await RecordAttemptSql.SaveAsync(unit, f, attempt, body.How!.Trim(), body.Reached!.Value, body.Learned, caller.Subject, now, ct))
            return new Added(attempt, Closed: false);
        unit.Publish(new HumanContactAttempted(f.Landlord, attempt, f.FollowUpId, f.RequestId, f.HouseholdRef, body.Reached.Value, f.DueBy, now));
        if (!string.IsNullOrEmpty(body.Reason) && (body.VisitId ?? (f.VisitIds.Length > 0 ? f.VisitIds[^1] : null)) is { } visit)
            await KeepReasonAsync(unit, f, visit, body, caller.Subject, now, ct);
        return new Added(attempt, Closed: false);
    }

    private static async Task KeepReasonAsync(UnitOfWork unit, FollowUpRow f, Guid visit, Body body, string by, DateTimeOffset now, CancellationToken ct)
    {
        await RecordAttemptSql.SaveReasonAsync(unit, f, visit, body.Reason!, body.Learned, by, now, ct);
        var kind = ReasonKind.Of(body.Reason!)!;
        unit.Publish(new ReasonShared(f.Landlord, visit, f.RepairId ?? Guid.Empty, f.HouseholdRef, kind.Kind, kind.Travels ? body.Reason : null, now));
    }
}
