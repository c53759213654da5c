using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What Visits needs to know of a visit: where, what, who, when. No contact, no history.</summary>
internal sealed record JobSheet(
    Guid VisitId, string Landlord, Guid RepairId, string HouseholdRef, string Address, string Job, string? Trade, string Contractor, string OperativeRef, string OperativeFirstName,
    DateOnly Date, TimeOnly From, TimeOnly To, string Status, double? Lat, double? Lon);

internal sealed record OperativeName(string OperativeRef, string FirstName);

internal sealed record RepairForServices(
    Guid RepairId, string Landlord, string HouseholdRef, string PropertyRef, string Patch, string? Trade, string Job, string ResidentLink, int LinkVersion, string Status);

internal sealed record LinkVersionAnswer(int LinkVersion);

/// <summary>Answers to other services' private calls.</summary>
internal static class AnswerServices
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var booking = app.MapInternal("booking");
        booking.MapGet("/job-sheets/{visitId:guid}", async (Guid visitId, Database<BookingService> db, CancellationToken ct) =>
        {
            await using var connection = await db.OpenAsync(ct);
            return Found(await AnswerServicesSql.JobSheetAsync(connection, visitId, ct));
        });
        booking.MapGet("/operatives/{landlord}/{operativeRef}", async (string landlord, string operativeRef, Database<BookingService> db, CancellationToken ct) =>
        {
            await using var connection = await db.OpenAsync(ct);
            return Found(await AnswerServicesSql.OperativeAsync(connection, landlord, operativeRef, ct));
        });
        booking.MapGet("/repairs/{repairId:guid}", async (Guid repairId, Database<BookingService> db, ResidentLinks links, CancellationToken ct) =>
        {
            await using var connection = await db.OpenAsync(ct);
            return Found(await AnswerServicesSql.RepairAsync(connection, repairId, links, ct));
        });
        booking.MapGet("/links/{repairId:guid}", async (Guid repairId, Database<BookingService> db, CancellationToken ct) =>
        {
            await using var connection = await db.OpenAsync(ct);
            return Found(await RepairSql.FindLinkAsync(connection, repairId, ct) is { } row ? new LinkVersionAnswer(row.LinkVersion) : null);
        });
    }

    private static IResult Found(object? answer) => answer is null ? Problems.NotFound() : Results.Json(answer, Json.Options);
}
