using System.Text.Json.Serialization;

namespace Repairs.Booking;

/// <summary>A HACT Reference, in the standard's own casing like every document we send.</summary>
internal sealed record HactId([property: JsonPropertyName("ID")] string Id);

/// <summary>A HACT duration.</summary>
internal sealed record HactDuration([property: JsonPropertyName("Minutes")] int Minutes, [property: JsonPropertyName("Seconds")] int Seconds)
{
    public static HactDuration Of(TimeSpan time) => time <= TimeSpan.Zero ? new(0, 0) : new((int)Math.Round(time.TotalSeconds) / 60, (int)Math.Round(time.TotalSeconds) % 60);
}

/// <summary>When on its day an appointment is, in local times <c>HH:mm:ss</c>.</summary>
/// <param name="Name">AM, PM, School run, Evening or All day.</param>
/// <param name="LatestArrivalTime">The work still fits when someone arrives then.</param>
/// <param name="LatestCompletionTime">The end of the window we promise.</param>
internal sealed record HactTimes(
    [property: JsonPropertyName("Name")] string Name,
    [property: JsonPropertyName("EarliestArrivalTime")] string EarliestArrivalTime,
    [property: JsonPropertyName("LatestArrivalTime")] string LatestArrivalTime,
    [property: JsonPropertyName("LatestCompletionTime")] string LatestCompletionTime);

/// <summary>An appointment that can be had, or that was booked.</summary>
/// <param name="Reference">What to send to have it.</param>
/// <param name="RepairsProviderDegreeOfPreference">The lower, the more we would like it: 1 the soonest or the same person as last time, 2 within the repair's due date, 3 after it.</param>
/// <param name="MeetsSLA">Over by the repair's due date.</param>
/// <param name="MeetsCustomerPreference">Null where nobody stated any.</param>
/// <param name="CustomerDegreeOfPreference">Of the strongest preference it meets; the lower, the more it is preferred.</param>
internal sealed record HactAppointment(
    [property: JsonPropertyName("Reference")] HactId Reference,
    [property: JsonPropertyName("Date")] DateOnly Date,
    [property: JsonPropertyName("TimeOfDay")] HactTimes TimeOfDay,
    [property: JsonPropertyName("MeetsSLA")] bool MeetsSLA,
    [property: JsonPropertyName("MeetsCustomerPreference"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? MeetsCustomerPreference,
    [property: JsonPropertyName("CustomerDegreeOfPreference"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? CustomerDegreeOfPreference,
    [property: JsonPropertyName("RepairsProviderDegreeOfPreference")] int RepairsProviderDegreeOfPreference,
    [property: JsonPropertyName("RepairsProviderPreferenceDescription")] string RepairsProviderPreferenceDescription);

/// <summary>HACT AvailableAppointments.</summary>
/// <param name="ExclusiveHoldDuration">How long every one of them is really kept for the asker: nothing is kept while someone still looks at several.</param>
internal sealed record HactAvailableAppointments(
    [property: JsonPropertyName("WorkOrderReference")] HactId WorkOrderReference,
    [property: JsonPropertyName("ExclusiveHoldDuration")] HactDuration ExclusiveHoldDuration,
    [property: JsonPropertyName("Appointment")] IReadOnlyList<HactAppointment> Appointment);

/// <summary>HACT RequestAppointmentResponse.</summary>
/// <param name="Response">10 booked, 20 not.</param>
/// <param name="ConfirmedAppointment">The visit that stands.</param>
internal sealed record HactAppointmentResponse(
    [property: JsonPropertyName("WorkOrderReference")] HactId WorkOrderReference,
    [property: JsonPropertyName("Response")] string Response,
    [property: JsonPropertyName("ConfirmedAppointment"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] HactAppointment? ConfirmedAppointment)
{
    public const string Booked = "10";
    public const string NotBooked = "20";
}

/// <summary>What became of a HACT ScheduleRepair.</summary>
/// <param name="ConfirmedAppointment">Where a time was asked for and is booked.</param>
/// <param name="AvailableAppointments">Where no time was asked for: what can be had.</param>
internal sealed record HactScheduled(
    [property: JsonPropertyName("WorkOrderReference")] HactId WorkOrderReference,
    [property: JsonPropertyName("ConfirmedAppointment"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] HactAppointment? ConfirmedAppointment,
    [property: JsonPropertyName("AvailableAppointments"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] HactAvailableAppointments? AvailableAppointments);
