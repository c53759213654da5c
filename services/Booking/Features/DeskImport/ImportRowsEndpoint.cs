using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary><c>GET /desk/import/{id}/rows.csv</c>: the rows that were not taken, as they were given, with line and reason in front. It can be mended and brought in again.</summary>
internal static class ImportRowsEndpoint
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/desk/import/{id:guid}/rows.csv", GetAsync).ForPeople(Roles.Desk).WithTags("Repairs desk").ExcludeFromDescription();

    private static async Task GetAsync(Guid id, HttpContext http, Database<BookingService> db, CancellationToken ct)
    {
        var landlord = Caller.Of(http).Landlord;
        await using var connection = await db.OpenAsync(ct);
        if (await ImportFileSql.FindAsync(connection, landlord, id, ct) is not { } file)
        {
            http.Response.StatusCode = 404;
            return;
        }

        var heading = file.Read().Heading;
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{file.Kind}-rows-to-look-at.csv\"";
        http.Response.Headers.CacheControl = "no-store";
        await using var to = new StreamWriter(http.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await to.WriteAsync(SafeCsv.Line(["line", "taken", "reason", .. heading]).AsMemory(), ct);
        await foreach (var note in ImportFileSql.AllNotesAsync(connection, landlord, id).WithCancellation(ct))
            await to.WriteAsync(SafeCsv.Line([note.Line.ToString(CultureInfo.InvariantCulture), note.Warning ? "yes" : "no", note.Reason, .. CsvRows.FieldsOf(note.Given)]).AsMemory(), ct);
    }
}
