using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.NoAccess.DecideDispute;
using Repairs.NoAccess.SeeVisits;
using Repairs.Platform;

namespace Repairs.NoAccess.SeePhoto;

/// <summary>A photo as Visits keeps it, its metadata taken out.</summary>
internal sealed record VisitPhoto(string ContentType, byte[] Bytes);

/// <summary>
/// The photo of the card at a door, for two people alone: the resident behind their link, and whoever decides a dispute about that visit. Visits
/// keeps the bytes and shows them to nobody itself; nothing of them is kept here.
/// </summary>
internal static class SeePhoto
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/r/{token}/visits/{visitId:guid}/photo/file", ForResidentAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/disputes/{visitId:guid}/photo/file", ForDecisionAsync).ForPeople(Roles.Desk, Roles.Manager).ExcludeFromDescription();
    }

    /// <summary>Null where the visit's report has none.</summary>
    public static Task<VisitPhoto?> OfAsync(ServiceCalls calls, string landlord, Guid visitId, CancellationToken ct) =>
        calls.GetAsync<VisitPhoto>("Visits", $"/internal/visits/{Uri.EscapeDataString(landlord)}/{visitId}/photo", ct);

    private static async Task<IResult> ForResidentAsync(string token, Guid visitId, HttpContext http, SignedLink links, Database<NoAccessService> db, BusinessClock clock, ServiceCalls calls, CancellationToken ct) =>
        await ResidentRecord.OpenAsync(token, links, db, clock.GetUtcNow(), ct) is { } record && record.Visit(visitId) is not null
            ? File(http, await OfAsync(calls, record.Repair.Landlord, visitId, ct))
            : Problems.NotFound();

    private static async Task<IResult> ForDecisionAsync(Guid visitId, HttpContext http, Database<NoAccessService> db, ServiceCalls calls, CancellationToken ct)
    {
        if (!DecideDispute.DecideDispute.IsOutside(Caller.Of(http)))
            return Problems.Of(403, "not-the-contractors", "Somebody outside the contractor decides what happened on a visit.");
        var landlord = Caller.Of(http).Landlord;
        await using var connection = await db.OpenAsync(ct);
        return await DecideDisputeSql.FindAsync(connection, landlord, visitId, ct) is { Upheld: null }
            ? File(http, await OfAsync(calls, landlord, visitId, ct))
            : Problems.NotFound();
    }

    /// <summary>A picture and nothing else, whatever a browser thinks of its bytes.</summary>
    private static IResult File(HttpContext http, VisitPhoto? photo)
    {
        if (photo is null)
            return Problems.NotFound();
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        http.Response.Headers.ContentDisposition = "inline; filename=\"card\"";
        return Results.Bytes(photo.Bytes, photo.ContentType);
    }
}
