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
        Import(app, "/api/properties/import", _ => "properties");
        Import(app, "/api/operatives/import", _ => "operatives");
        Import(app, "/api/shifts/import", request => request.Query["kind"].ToString() switch { "" or "shift" => "shifts", "absence" => "absences", _ => null });
        Import(app, "/api/repairs/import", _ => "repairs");
    }

    private static void Import(IEndpointRouteBuilder app, string path, Func<HttpRequest, string?> kind) =>
        app.MapPost(path, async (HttpContext http, Database<BookingService> db, Importing importing, CancellationToken ct) =>
            {
                if (await FileAsync(http.Request, ct) is not { } file)
                    return Problems.Of(415, "wrong-content-type", "Send the file as text/csv, or as the part named file of a multipart form.");
                if (kind(http.Request) is not { } word)
                    return Problems.Invalid(new Faults().When(true, "kind", "Give shift or absence."));
                var landlord = Caller.Of(http).Landlord;
                if (Importing.IsInParts(word))
                    return await InPartsAsync(landlord, word, file, db, importing, ct);
                await using var unit = await db.BeginAsync(ct);
                return await unit.CommitAsync(await importing.RunAsync(unit, landlord, word, file, ct), 200, i => i, ct);
            })
            .WithTags("Repairs desk").WithMetadata(new RequestSizeLimitAttribute(Largest)).ForSystems(Roles.Desk)
            .Accepts<string>("text/csv", "multipart/form-data").Produces<Imported>();

    private static async Task<IResult> InPartsAsync(string landlord, string word, Stream file, Database<BookingService> db, Importing importing, CancellationToken ct)
    {
        var answer = await importing.RunInPartsAsync(landlord, word, file, ct);
        await using var unit = await db.BeginAsync(ct);
        if (answer.Value is { } imported)
            await importing.RecordAsync(unit, landlord, word, imported, ct);
        return await unit.CommitAsync(answer, 200, i => i, ct);
    }

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
