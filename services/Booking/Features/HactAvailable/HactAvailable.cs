using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary><c>POST /hact/request-available-appointments</c>: which times a repair can have, for a system that speaks HACT.</summary>
internal sealed class HactAvailable(Database<BookingService> db, BusinessClock clock, LandlordBookingSettings landlords, NeedsOfHousehold needs, HactOffer offers)
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/hact/request-available-appointments", (HttpContext context, HactAvailable hact, CancellationToken ct) => hact.PostAsync(context, ct))
            .ForSystems(Roles.Desk)
            .Accepts<JsonElement>("application/json")
            .Produces<HactAvailableAppointments>()
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(422)
            .WithTags("HACT")
            .WithSummary("Answers a RequestAvailableAppointments document with AvailableAppointments, and keeps what the resident asked of the times");

    private async Task<IResult> PostAsync(HttpContext context, CancellationToken ct)
    {
        var settings = await landlords.ForAsync(Caller.Of(context).Landlord, ct);
        var faults = new Faults();
        using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: ct);
        if (HactAvailabilityRequest.Read(document.RootElement, settings, faults) is not { } asked)
            return Problems.Unreadable(faults);
        if (asked.OnOrBefore < LondonTime.DateOf(clock.GetUtcNow()))
            return Problems.Invalid(new Faults().When(true, "$.onOrBeforeDate", "This day is over. Give today or a later one."));
        if (await HactRepairOf.FindAsync(db, clock, Caller.Of(context).Landlord, asked.WorkOrder, ct) is not { } found)
            return HactRepairOf.Unknown(asked.WorkOrderPath);
        if (HactRepairOf.WhyNot(found) is { } refusal)
            return refusal;

        var wanted = await needs.ForAsync(found.Landlord, found.HouseholdRef, ct);
        await using var unit = await db.BeginAsync(ct);
        if (await RepairSql.LockAsync(unit, found.Key, clock.Offset, ct) is not { } repair)
            return HactRepairOf.Unknown(asked.WorkOrderPath);
        var wishes = repair.Wishes;
        if (asked.Wishes.Any)
        {
            wishes = wishes.With(asked.Wishes);
            await WishesSql.KeepAsync(unit, repair.Key, wishes, ct);
            repair = (await RepairSql.LockAsync(unit, repair.Key, clock.Offset, ct))!;
        }

        var everything = await offers.EverythingAsync(unit, repair, wanted, null, ct);
        var told = await offers.TellAsync(unit, repair, everything, HactAvailableRule.Pick(everything.Choices, wishes, asked.OnOrBefore, asked.Most ?? settings.NormalChoices), ct);
        return await unit.CommitAsync(200, await offers.AsDocumentAsync(unit, repair, asked.WorkOrder, told, wishes, ct), ct);
    }
}
