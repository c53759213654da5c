using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary><c>GET /r/{token}/calendar.ics</c>: the visit that stands, for the resident's own calendar.</summary>
internal static class CalendarEndpoint
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/r/{token}/calendar.ics", GetAsync).AllowAnonymous().WithTags("Residents").WithSummary("The visit as iCalendar, with a neutral title");

    private static async Task<IResult> GetAsync(
        string token, HttpContext context, SignedLink links, Database<BookingService> db, PlatformSettings settings, BusinessClock clock, CancellationToken ct)
    {
        if (links.Read(token) is not var (repairId, version))
            return Results.NotFound();
        await using var connection = await db.OpenAsync(ct);
        if (await ResidentRepairSql.FindAsync(connection, repairId, version, ct) is not { VisitId: { } visitId, Date: { } date, FromTime: { } from, ToTime: { } to } repair)
            return Results.NotFound();

        var landlord = settings.Landlords.GetValueOrDefault(repair.Landlord) ?? new LandlordSettings();
        var file = CalendarFile.Write(new CalendarVisit(visitId, repair.Changes, date, from, to, landlord), clock.GetUtcNow());
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(Encoding.UTF8.GetBytes(file), "text/calendar; charset=utf-8; method=PUBLISH", "visit.ics");
    }
}
