using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary><c>POST /hact/request-appointment</c>: books one of the appointments that AvailableAppointments named.</summary>
internal sealed class HactAppoint(Database<BookingService> db, HactBook book, Appointments appointments)
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/hact/request-appointment", (HttpContext context, HactAppoint hact, CancellationToken ct) => hact.PostAsync(context, ct))
            .ForSystems(Roles.Desk)
            .Accepts<JsonElement>("application/json")
            .Produces<HactAppointmentResponse>()
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(422)
            .WithTags("HACT")
            .WithSummary("Books the appointment a RequestAppointment document names and answers with RequestAppointmentResponse");

    private async Task<IResult> PostAsync(HttpContext context, CancellationToken ct)
    {
        var faults = new Faults();
        using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: ct);
        if (HactAppointmentRequest.Read(document.RootElement, faults) is not { } asked)
            return Problems.Unreadable(faults);

        await using var unit = await db.BeginAsync(ct);
        if (await HactReferenceSql.FindAsync(unit.Connection, unit.Transaction, Caller.Of(context).Landlord, asked.WorkOrder.Id, ct) is not { } key
            || await appointments.LockVisitAsync(unit, key, asked.Appointment.Id, ct) is not { } repair)
            return HactRepairOf.Unknown(asked.WorkOrder.Path);
        if (await OfferedChoice.FindAsync(unit, key, asked.Appointment.Id, ct) is not { } offered)
            return HactBook.UnknownAppointment(asked.Appointment.Path);
        var booked = await book.RunAsync(unit, repair, asked.WorkOrder.Id, asked.Appointment.Id, offered, ct);
        if (booked.Confirmed is { } confirmed)
            return await unit.CommitAsync(200, new HactAppointmentResponse(new HactId(asked.WorkOrder.Id), HactAppointmentResponse.Booked, confirmed), ct);
        await unit.CommitAsync(ct);
        return booked.Problem!;
    }
}

/// <summary>A HACT RequestAppointment.</summary>
internal sealed record HactAppointmentRequest(HactReference WorkOrder, HactReference Appointment)
{
    public static HactAppointmentRequest? Read(JsonElement document, Faults faults)
    {
        var root = HactNode.Root(document, faults, "RequestAppointment");
        if (!root.IsObject)
            return null;
        var (order, appointment) = (HactReference.Need(root, "workOrderReference"), HactReference.Need(root, "appointmentReference"));
        return faults.Any ? null : new HactAppointmentRequest(order!, appointment!);
    }
}
