using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Contracts;
using Repairs.NoAccess.SeeVisits;
using Repairs.Platform;

namespace Repairs.NoAccess.TellLink;

/// <summary>Answers Welfare: what does a resident's link open? The link travels in the body, so that it stands in no address.</summary>
internal static class TellLink
{
    internal sealed record Asked(string? Token);

    /// <param name="Happened">True where we did the work, or a part of it.</param>
    internal sealed record Visit(Guid VisitId, string When, string Words, bool Happened);

    internal sealed record Answer(string Landlord, Guid RepairId, string HouseholdRef, IReadOnlyList<Visit> Visits);

    public static void Map(IEndpointRouteBuilder app) => app.MapInternal("noaccess").MapPost("/link", PostAsync);

    private static async Task<IResult> PostAsync(Asked asked, SignedLink links, Database<NoAccessService> db, BusinessClock clock, CancellationToken ct) =>
        await ResidentRecord.OpenAsync(asked.Token ?? "", links, db, clock.GetUtcNow(), ct) is { Repair: { HouseholdRef: { } household } repair } record
            ? Results.Json(new Answer(repair.Landlord, repair.RepairId, household, [.. record.Visits.Select(Tell)]), Json.Options)
            : Problems.NotFound();

    private static Visit Tell(ResidentVisit v) => new(v.VisitId, v.When, OutcomeWords.Of(v.Outcome), v.Outcome is DoorOutcome.DO01 or DoorOutcome.DO02);
}
