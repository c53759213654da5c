using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Contracts;
using Repairs.NoAccess.SeeVisits;
using Repairs.NoAccess.WeighOutcome;
using Repairs.Platform;

namespace Repairs.NoAccess.GiveFeedback;

/// <summary>How a visit, kept or missed, felt: safe, listened to, in control. An answer that it did not feel safe reaches a person that day.</summary>
internal sealed class GiveFeedback(WeighHousehold household)
{
    /// <summary>Each answer 1 (not at all) to 5 (very much), or left out.</summary>
    /// <param name="NotRated">For a statement without an answer, why, where they said: <c>safe:does-not-apply</c>, <c>heard:rather-not-say</c> and the like.</param>
    internal sealed record Body(int? Safe, int? Heard, int? InControl, string? Words, string[]? NotRated = null);

    private static readonly string[] Statements = ["safe", "heard", "inControl"];
    private static readonly string[] Whys = ["does-not-apply", "rather-not-say"];

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/resident/{token}/visits/{visitId:guid}/feedback", PostAsync).AllowAnonymous().WithTags("Resident");

    private static async Task<IResult> PostAsync(string token, Guid visitId, HttpContext http, SignedLink links, Database<NoAccessService> db, GiveFeedback feedback, BusinessClock clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if ((await ResidentRecord.OpenAsync(token, links, db, now, ct)) is not { } record || record.Visit(visitId) is not { } visit)
            return Problems.NotFound();
        var body = await JsonSerializer.DeserializeAsync<Body>(http.Request.Body, Json.Options, ct) ?? new Body(null, null, null, null);
        var faults = Check(body);
        if (faults.Any)
            return Problems.Invalid(faults);
        await using var unit = await db.BeginAsync(ct);
        await feedback.AddAsync(unit, record, visit, body, now, ct);
        return await unit.CommitAsync(201, new { visitId }, ct);
    }

    public static Faults Check(Body body) => new Faults()
        .When(body.Safe is < 1 or > 5, "safe", "Answer with 1 to 5, or leave it out.")
        .When(body.Heard is < 1 or > 5, "heard", "Answer with 1 to 5, or leave it out.")
        .When(body.InControl is < 1 or > 5, "inControl", "Answer with 1 to 5, or leave it out.")
        .When(body.NotRated?.Length > Statements.Length || body.NotRated?.Any(n => n?.Split(':') is not [var of, var why] || !Statements.Contains(of) || !Whys.Contains(why)) == true, "notRated", "Name a statement and does-not-apply or rather-not-say, or leave it out.")
        .When(body is { Safe: null, Heard: null, InControl: null } && body.NotRated is null or [] && string.IsNullOrWhiteSpace(body.Words), "safe", "Answer at least one of the questions.")
        .Optional(body.Words, "words", 4000);

    /// <summary>The first answer for a visit stands; sending it again changes nothing.</summary>
    public async Task AddAsync(UnitOfWork unit, ResidentRecord record, ResidentVisit visit, Body body, DateTimeOffset now, CancellationToken ct)
    {
        var (repair, id) = (record.Repair, StableId.Of("feedback", visit.VisitId.ToString()));
        if (!await GiveFeedbackSql.AddAsync(unit, repair.Landlord, visit.VisitId, id, body, now, ct))
            return;
        var given = new FeedbackGiven(repair.Landlord, id, visit.VisitId, repair.RepairId, body.Safe, body.Heard, body.InControl, visit.Outcome is DoorOutcome.DO01 or DoorOutcome.DO02, now);
        unit.Publish(given, id);
        await household.AddAsync(unit, given, visit.HouseholdRef, now, ct);
    }
}
