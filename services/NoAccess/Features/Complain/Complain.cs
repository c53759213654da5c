using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Repairs.Contracts;
using Repairs.NoAccess.SeeVisits;
using Repairs.Platform;

namespace Repairs.NoAccess.Complain;

/// <summary>
/// A complaint in one step: no reason is needed, somebody is named for it at once, and the days by which they write are known. What is said later about the same
/// repair is added to it. It stands by itself: no dispute and no decision changes it.
/// </summary>
internal sealed class Complain(NoAccessSettings settings, PlatformSettings platform, ILogger<Complain> log)
{
    internal sealed record Body(string? Words);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/resident/{token}/complaint", GetAsync).AllowAnonymous().WithTags("Resident");
        app.MapPost("/api/resident/{token}/complaint", PostAsync).AllowAnonymous().WithTags("Resident");
        app.MapPost("/api/resident/{token}/complaint/again", LookAgainAsync).AllowAnonymous().WithTags("Resident");
    }

    private static async Task<IResult> GetAsync(string token, SignedLink links, Database<NoAccessService> db, BusinessClock clock, CancellationToken ct)
    {
        if (await ResidentRecord.OpenAsync(token, links, db, clock.GetUtcNow(), ct) is not { } record)
            return Problems.NotFound();
        await using var connection = await db.OpenAsync(ct);
        var told = await ComplainSql.OfRepairAsync(connection, record.Repair, ct);
        return Results.Json(told.Select(c => new { c.ComplaintId, c.Stage, c.Handler, c.RaisedAt, c.AcknowledgeBy, c.AcknowledgedAt, c.Understood, c.AnswerBy, c.AnsweredAt, c.Answer }), Json.Options);
    }

    private static async Task<IResult> PostAsync(string token, HttpContext http, SignedLink links, Database<NoAccessService> db, Complain complain, BusinessClock clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await ResidentRecord.OpenAsync(token, links, db, now, ct) is not { } record)
            return Problems.NotFound();
        var body = http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true ? null : await JsonSerializer.DeserializeAsync<Body>(http.Request.Body, Json.Options, ct);
        if (Check(body?.Words) is { Any: true } faults)
            return Problems.Invalid(faults);
        await using var unit = await db.BeginAsync(ct);
        var made = await complain.RaiseAsync(unit, record, Guid.CreateVersion7(), body?.Words, now, ct);
        return await unit.CommitAsync(201, new { made.ComplaintId, made.Handler, made.AcknowledgeBy, made.AnswerBy }, ct);
    }

    private static async Task<IResult> LookAgainAsync(string token, SignedLink links, Database<NoAccessService> db, Complain complain, BusinessClock clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await ResidentRecord.OpenAsync(token, links, db, now, ct) is not { } record)
            return Problems.NotFound();
        await using var unit = await db.BeginAsync(ct);
        return await complain.AgainAsync(unit, record, now, ct) is { } again
            ? await unit.CommitAsync(201, new { again.ComplaintId, again.Handler, again.AcknowledgeBy, again.AnswerBy }, ct)
            : Problems.Of(409, "no-answer-yet", "There is no answer yet that we could look at again. If you want to talk, ring us.");
    }

    public static Faults Check(string? words) => new Faults().Optional(words, "words", 4000);

    /// <param name="once">Made with the form where there is one: pressing twice says it once.</param>
    public async Task<Complaint> RaiseAsync(UnitOfWork unit, ResidentRecord record, Guid once, string? words, DateTimeOffset now, CancellationToken ct)
    {
        var repair = record.Repair;
        var acknowledgeBy = ComplaintDates.AcknowledgeBy(now);
        var complaint = new Complaint
        {
            ComplaintId = StableId.Of("complaint", once.ToString()), RepairId = repair.RepairId, HouseholdRef = repair.HouseholdRef, Stage = 1, Handler = HandlerOf(repair.Landlord),
            RaisedAt = now, AcknowledgeBy = acknowledgeBy, AnswerBy = ComplaintDates.AnswerBy(acknowledgeBy, 1),
        };
        var stands = await ComplainSql.RaiseAsync(unit, repair.Landlord, complaint, once, string.IsNullOrWhiteSpace(words) ? null : words.Trim(), ct);
        if (stands.ComplaintId == complaint.ComplaintId)
        {
            log.LogInformation("Complaint {ComplaintId}: acknowledge by {By:O}", complaint.ComplaintId, acknowledgeBy);
            Publish(unit, repair.Landlord, stands);
        }

        return stands;
    }

    /// <summary>Asks for the last answer to be looked at again. No reason is needed; pressing twice asks once. Null: there is no answer that could be.</summary>
    public async Task<Complaint?> AgainAsync(UnitOfWork unit, ResidentRecord record, DateTimeOffset now, CancellationToken ct)
    {
        var acknowledgeBy = ComplaintDates.AcknowledgeBy(now);
        var again = await ComplainSql.AgainAsync(unit, record.Repair, HandlerOf(record.Repair.Landlord), now, acknowledgeBy, ComplaintDates.AnswerBy(acknowledgeBy, 2), ct);
        if (again is not null)
            Publish(unit, record.Repair.Landlord, again);
        return again;
    }

    /// <summary>One for each complaint, however often the button is pressed.</summary>
    private static void Publish(UnitOfWork unit, string landlord, Complaint made) =>
        unit.Publish(new ComplaintMade(landlord, made.ComplaintId, made.RepairId, made.Stage, made.RaisedAt), StableId.Of("complaint-made", made.ComplaintId.ToString()));

    private string HandlerOf(string landlord) =>
        settings.ComplaintHandlers.GetValueOrDefault(landlord) ?? platform.Landlords.GetValueOrDefault(landlord)?.ContactPerson ?? "the repairs desk";
}
