using Microsoft.AspNetCore.Http;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>An appointment that stands, or why it could not be had.</summary>
internal sealed record HactBooked(HactAppointment? Confirmed, IResult? Problem);

/// <summary>Books a choice for a housing system. The same request again finds the visit it made. A visit that stands is never moved by this: the resident may have chosen it.</summary>
internal sealed class HactBook(Appointments appointments, OfferChoices offers, LandlordBookingSettings landlords)
{
    public static IResult UnknownAppointment(string path) =>
        Problems.Invalid(new Faults().When(true, path, "This is no appointment that was offered for this repair. Ask for the available appointments again."));

    public async Task<HactBooked> RunAsync(UnitOfWork unit, RepairRow repair, string workOrder, string choiceId, OfferedChoice offered, CancellationToken ct)
    {
        var settings = await landlords.ForAsync(unit, repair.Landlord, ct);
        var wishes = repair.Wishes;
        var confirmed = HactAvailableRule.Describe(choiceId, offered.Choice, repair, offered.Offer.Needs.Longer, wishes, settings);
        if (repair.AppointmentId is not null && repair.Date == offered.Choice.Date && repair.FromTime == offered.Choice.From && repair.ToTime == offered.Choice.To)
            return new(confirmed, null);

        var answer = await appointments.TakeAsync(unit, repair.Key, choiceId, Actor.Landlord, ct);
        if (answer.Value is not null)
            return new(confirmed, null);
        var refusal = answer.Refusal!;
        return new(null, refusal.Fresh is { } fresh ? await FreshAsync(unit, repair, workOrder, refusal, fresh, wishes, settings, ct) : NotBooked(refusal, workOrder));
    }

    /// <summary>The problem, with the standard's own answer and the times that are free now.</summary>
    private async Task<IResult> FreshAsync(UnitOfWork unit, RepairRow repair, string workOrder, Refusal refusal, ChoiceList fresh, Wishes wishes, BookingSettings settings, CancellationToken ct)
    {
        var offer = (await OfferSql.FindAsync(unit, repair.Key, fresh.OfferId, ct))!;
        await offers.TellAsync(unit, repair, offer.OfferId, Actor.Landlord, ct);
        return NotBooked(refusal, workOrder, HactOffer.Document(repair, workOrder, offer, wishes, TimeSpan.Zero, settings));
    }

    public static IResult NotBooked(Refusal refusal, string workOrder, HactAvailableAppointments? free = null)
    {
        var more = new Dictionary<string, object?>
        {
            ["RequestAppointmentResponse"] = new HactAppointmentResponse(new HactId(workOrder), HactAppointmentResponse.NotBooked, null),
        };
        if (free is not null)
            more["AvailableAppointments"] = free;
        return Problems.Of(refusal.Status, refusal.Type, refusal.Sentence, more);
    }
}
