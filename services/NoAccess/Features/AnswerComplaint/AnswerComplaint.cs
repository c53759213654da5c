using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.NoAccess.Complain;
using Repairs.Platform;

namespace Repairs.NoAccess.AnswerComplaint;

/// <summary>Complaints and their due days, for the landlord's own people: say what was understood, then answer. The resident reads both.</summary>
internal static class AnswerComplaint
{
    internal sealed record Body(string? Words);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/complaints", GetAsync).ForSystems(Roles.Desk, Roles.Manager).WithTags("NoAccess");
        app.MapPost("/api/complaints/{complaintId:guid}/acknowledge", AcknowledgeAsync).ForSystems(Roles.Desk, Roles.Manager).WithTags("NoAccess");
        app.MapPost("/api/complaints/{complaintId:guid}/answer", AnswerAsync).ForSystems(Roles.Desk, Roles.Manager).WithTags("NoAccess");
    }

    public static Faults Check(string? words) => new Faults().Text(words, "words", 8000, "Write something. The resident reads this.");

    private static async Task<IResult> GetAsync(HttpContext http, Database<NoAccessService> db, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var open = await AnswerComplaintSql.OpenAsync(connection, Caller.Of(http).Landlord, ct);
        return Results.Json(open.Select(c => new { c.ComplaintId, c.RepairId, c.HouseholdRef, c.Stage, c.Handler, c.RaisedAt, c.AcknowledgeBy, c.AcknowledgedAt, c.AnswerBy, c.Words }), Json.Options);
    }

    private static Task<IResult> AcknowledgeAsync(Guid complaintId, HttpContext http, Database<NoAccessService> db, BusinessClock clock, CancellationToken ct) =>
        SaveAsync(complaintId, http, db, (unit, words) => UnderstandAsync(unit, Caller.Of(http), complaintId, words, clock.GetUtcNow(), ct), ct);

    private static Task<IResult> AnswerAsync(Guid complaintId, HttpContext http, Database<NoAccessService> db, BusinessClock clock, CancellationToken ct) =>
        SaveAsync(complaintId, http, db, (unit, words) => AnswerComplaintSql.AnswerAsync(unit, Caller.Of(http), complaintId, words, clock.GetUtcNow(), ct), ct);

    private static async Task<IResult> SaveAsync(Guid complaintId, HttpContext http, Database<NoAccessService> db, Func<UnitOfWork, string, Task<bool>> save, CancellationToken ct)
    {
        var body = await JsonSerializer.DeserializeAsync<Body>(http.Request.Body, Json.Options, ct);
        if (Check(body?.Words) is { Any: true } faults)
            return Problems.Invalid(faults);
        await using var unit = await db.BeginAsync(ct);
        if (await AnswerComplaintSql.FindAsync(unit, Caller.Of(http).Landlord, complaintId, ct) is null)
            return Problems.NotFound();
        return await save(unit, body!.Words!.Trim())
            ? await unit.CommitAsync(200, new { complaintId }, ct)
            : Problems.Of(409, "already-done", "Somebody did this already. What they wrote stands.");
    }

    /// <summary>The answer is due from the day of the acknowledgement.</summary>
    public static Task<bool> UnderstandAsync(UnitOfWork unit, Caller caller, Guid complaintId, string words, DateTimeOffset now, CancellationToken ct)
    {
        var today = LondonTime.DateOf(now);
        return AnswerComplaintSql.AcknowledgeAsync(unit, caller, complaintId, words, now, ComplaintDates.AnswerBy(today, 1), ComplaintDates.AnswerBy(today, 2), ct);
    }
}
