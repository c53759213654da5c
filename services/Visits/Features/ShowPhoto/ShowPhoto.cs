using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Builder;
using Repairs.Platform;
using Repairs.Visits.Features.KeepPhoto;

namespace Repairs.Visits.Features.ShowPhoto;

/// <summary>The photo of a visit's standing report.</summary>
internal sealed record VisitPhoto(string ContentType, byte[] Bytes);

/// <summary>
/// <c>GET /internal/visits/{landlord}/{visitId}/photo</c>: for NoAccess alone, which shows it to the resident behind their link and to whoever decides a
/// dispute of this visit. No page or API of this service shows a photo to anybody.
/// </summary>
internal static class ShowPhoto
{
    public static void Map(IEndpointRouteBuilder app) => app.MapInternal("visits").MapGet("/{landlord}/{visitId:guid}/photo", GetAsync);

    private static async Task<IResult> GetAsync(string landlord, Guid visitId, Database<VisitsService> db, PhotoFolder folder, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await ShowPhotoSql.OfVisitAsync(connection, landlord, visitId, ct) is { } photo && await folder.ReadAsync(landlord, photo.PhotoId, ct) is { } bytes
            ? Results.Json(new VisitPhoto(photo.ContentType, bytes), Json.Options)
            : Problems.NotFound();
    }
}
