using System.Globalization;
using Microsoft.Extensions.Logging;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Asks Needs what a visit's time must respect. While Needs is down we offer with nothing applied, and the offer says so.</summary>
internal sealed class NeedsOfHousehold(ServiceCalls calls, ILogger<NeedsOfHousehold> log)
{
    public async Task<SlotNeeds> ForAsync(string landlord, string householdRef, CancellationToken ct)
    {
        try
        {
            var told = await calls.GetAsync<Told>("Needs", $"/internal/needs/{Uri.EscapeDataString(landlord)}/{Uri.EscapeDataString(householdRef)}/slots", ct);
            return told is null ? SlotNeeds.None : Read(told);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException or System.Text.Json.JsonException)
        {
            log.LogWarning("Needs did not answer: choices are made without them ({Reason})", e.GetType().Name);
            return SlotNeeds.None;
        }
    }

    // Who may come by gender is not something diaries know: it is told at the door, and not counted as shaping the times.
    internal static SlotNeeds Read(Told told) => new(
        TimeOf(told.NotBefore), TimeOf(told.NotAfter), told.AvoidDates ?? [], told.SameOperative, told.Longer,
        Math.Max(0, told.OperativeGender is null ? told.Applied : told.Applied - 1));

    private static TimeOnly? TimeOf(string? text) => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null;

    internal sealed record Told(string? NotBefore, string? NotAfter, List<DateOnly>? AvoidDates, bool SameOperative, bool Longer, string? OperativeGender, int Applied);
}
