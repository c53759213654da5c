using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ListRejected;

/// <summary><c>GET /api/analytics/intakes/{id}/rejected</c>: every line of a file that could not be read, and why, as CSV. Never what stood in it.</summary>
internal static class ListRejected
{
    public static string PathOf(long intake) => string.Create(CultureInfo.InvariantCulture, $"/api/analytics/intakes/{intake}/rejected");

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/analytics/intakes/{id:long}/rejected", GetAsync).ForSystems(Roles.Analyst, Roles.Manager)
            .WithTags("Analytics").WithSummary("Lines that could not be read")
            .WithDescription("CSV `line,reason` of one file that was sent, for thirty days; at most a million lines. The answer to the file names the address (`rejectedAt`).")
            .Produces(200, contentType: "text/csv");
        app.MapGet("/analytics/intakes/{id:long}/rejected", GetAsync).ForPeople(Roles.Analyst, Roles.Manager).ExcludeFromDescription();
    }

    private static async Task<IResult> GetAsync(long id, HttpContext http, Database<AnalyticsService> db, CancellationToken ct)
    {
        var reader = Reader.Of(http);
        if (reader.Refusal is { } own)
            return own;
        await using var connection = await db.OpenAsync(ct);
        await using var lines = ListRejectedSql.ReadAsync(connection, reader.Landlord, id).GetAsyncEnumerator(ct);
        return await lines.MoveNextAsync()
            ? Results.Stream(to => WriteAsync(to, db, reader.Landlord, id, ct), "text/csv; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"rejected-{id}.csv"))
            : Problems.Of(404, "not-found", "No line of such a file was left out, or it was more than thirty days ago.");
    }

    private static async Task WriteAsync(Stream to, Database<AnalyticsService> db, string landlord, long id, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await using var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 32_768, leaveOpen: true);
        await writer.WriteAsync("line,reason\r\n");
        await foreach (var line in ListRejectedSql.ReadAsync(connection, landlord, id).WithCancellation(ct))
            await writer.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{line.Line},{MeasureCsv.Cell(line.Reason)}\r\n"));
    }
}
