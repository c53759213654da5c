using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>CSV files: as the body, or as <c>file</c> of a multipart form.</summary>
internal static class ImportEndpoints
{
    private const long Largest = 100_000_000;

    public static void Map(IEndpointRouteBuilder app)
    {
        Import(app, "/api/properties/import", (http, unit, file, ct) =>
            http.RequestServices.Get<ImportProperties>().RunAsync(unit, Caller.Of(http).Landlord, file, ct));
        Import(app, "/api/operatives/import", (http, unit, file, ct) =>
            http.RequestServices.Get<ImportOperatives>().RunAsync(unit, Caller.Of(http).Landlord, file, ct));
        Import(app, "/api/shifts/import", (http, unit, file, ct) =>
            http.RequestServices.Get<ImportShifts>().RunAsync(unit, Caller.Of(http).Landlord, file, http.Request.Query["kind"].ToString() is { Length: > 0 } kind ? kind : "shift", ct));
    }

    private static T Get<T>(this IServiceProvider services)
        where T : class => (T)services.GetService(typeof(T))!;

    private static void Import(IEndpointRouteBuilder app, string path, Func<HttpContext, UnitOfWork, Stream, CancellationToken, Task<Answer<Imported>>> import) =>
        app.MapPost(path, async (HttpContext http, Database<BookingService> db, CancellationToken ct) =>
            {
                if (await FileAsync(http.Request, ct) is not { } file)
                    return Problems.Of(415, "wrong-content-type", "Send the file as text/csv, or as the part named file of a multipart form.");
                await using var unit = await db.BeginAsync(ct);
                return await unit.CommitAsync(await import(http, unit, file, ct), 200, i => i, ct);
            })
            .WithTags("Repairs desk").WithMetadata(new RequestSizeLimitAttribute(Largest)).ForSystems(Roles.Desk)
            .Accepts<string>("text/csv", "multipart/form-data").Produces<Imported>();

    private static async Task<Stream?> FileAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.HasFormContentType)
            return (await request.ReadFormAsync(ct)).Files.GetFile("file")?.OpenReadStream();
        if (request.ContentType is { Length: > 0 } type && !type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            && !type.StartsWith("application/csv", StringComparison.OrdinalIgnoreCase) && !type.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase))
            return null;
        request.EnableBuffering(bufferThreshold: 1 << 20);
        return request.Body;
    }
}
