using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Visits.Features.ReportOutcome;

/// <param name="Evidence">For DO10: which parts are there.</param>
internal sealed record OutcomeTaken(Guid ReportId, Guid VisitId, string Outcome, DoorEvidence? Evidence);

/// <summary><c>POST /api/visits/{visitId}/outcome</c>.</summary>
internal static class ReportOutcomeEndpoint
{
    public static async Task<IResult> PostAsync(Guid visitId, HttpContext http, Database<VisitsService> db, ReportOutcome deed, CancellationToken ct)
    {
        var report = await JsonSerializer.DeserializeAsync<OutcomeReport>(http.Request.Body, Json.Strict, ct)
            ?? throw new JsonException("A report is an object, not null");
        if (ReportRule.Unreadable(report) is { Any: true } unreadable)
            return Problems.Unreadable(unreadable);

        await using var unit = await db.BeginAsync(ct);
        var answer = await deed.TakeAsync(unit, Caller.Of(http), visitId, report, ct);
        if (answer.Told)
            await unit.CommitAsync(ct);
        return answer.Taken switch
        {
            ReportTaken.Stored => await unit.CommitAsync(201, new OutcomeTaken(report.ReportId, visitId, report.Outcome, answer.Evidence), ct),
            ReportTaken.Known => await unit.CommitAsync(200, new { report.ReportId, visitId, report.Outcome }, ct),
            _ => Refuse(answer),
        };
    }

    internal static string GivenAway(ReportAnswer answer) => answer.Told
        ? "Somebody else has this visit now, and says whether anybody came. What you noticed has been passed on. If somebody is in danger and you have not rung 999 yet, ring now."
        : "Somebody else has this visit now, and says whether anybody came. There is nothing left for you to report. If you did come, say what you saw.";

    internal static IResult Refuse(ReportAnswer answer) => answer.Taken switch
    {
        ReportTaken.Unacceptable => Problems.Invalid(answer.Faults!),
        ReportTaken.IdUsed => Problems.Of(422, "report-id-used", "This report id was sent before with other content. Make a new id, and name the report it replaces under supersedes."),
        ReportTaken.GivenAway => Problems.Of(409, "given-away", GivenAway(answer)),
        ReportTaken.AnotherStands => Problems.Of(
            409, "already-reported",
            answer.Standing is null ? "There is no report of this visit to replace. Send it without supersedes." : "This visit has a report. To mend it, name that report under supersedes.",
            new Dictionary<string, object?> { ["reportId"] = answer.Standing }),
        _ => Problems.NotFound(),
    };
}
