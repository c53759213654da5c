using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.NoAccess.SeeVisits;

/// <summary>The record of our visits, for the resident's own systems.</summary>
internal static class SeeVisitsApi
{
    internal sealed record Answer(Guid VisitId, DateOnly Date, TimeOnly From, TimeOnly To, DoorOutcome Outcome, Attribution Attribution, string Words, string Meaning, bool Disputed, bool? Upheld, string? Reasons, bool FeedbackGiven, int? OwedPence);

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/api/resident/{token}/visits", GetAsync).AllowAnonymous().WithTags("Resident");

    private static async Task<IResult> GetAsync(string token, SignedLink links, Database<NoAccessService> db, BusinessClock clock, CancellationToken ct) =>
        await ResidentRecord.OpenAsync(token, links, db, clock.GetUtcNow(), ct) is { } record
            ? Results.Json(record.Visits.Select(Tell), Json.Options)
            : Problems.NotFound();

    private static Answer Tell(ResidentVisit v) => new(
        v.VisitId,
        LondonTime.DateOf(v.WindowStart),
        LondonTime.TimeOf(v.WindowStart),
        LondonTime.TimeOf(v.WindowEnd),
        v.Outcome,
        v.Shown,
        OutcomeWords.Of(v.Outcome),
        OutcomeWords.Of(v.Shown),
        v.Disputed,
        v.Upheld,
        v.Reasons,
        v.GaveFeedback,
        v.OwedPence);
}
