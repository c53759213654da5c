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
            return Read(told ?? new Told());
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException or System.Text.Json.JsonException)
        {
            log.LogWarning("Needs did not answer: choices are made without them ({Reason})", e.GetType().Name);
            return SlotNeeds.None;
        }
    }

    internal static SlotNeeds Read(Told told) =>
        new(TimeOf(told.NotBefore), TimeOf(told.NotAfter), told.AvoidDates ?? [], told.SameOperative, told.Longer, Math.Max(0, told.Applied))
        {
            MaxPeople = told.MaxPeople,
            OperativeGender = told.OperativeGender,
            Together = told.Together,
            PreVisit = told.PreVisit,
            Version = told.Version,
        };

    private static TimeOnly? TimeOf(string? text) => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null;

    /// <param name="Version">Of what is told; never null, so that what could not be asked can be told from what is empty.</param>
    internal sealed record Told(
        string? NotBefore = null, string? NotAfter = null, List<DateOnly>? AvoidDates = null, bool SameOperative = false, bool Longer = false, string? OperativeGender = null, int Applied = 0,
        int? MaxPeople = null, bool Together = false, bool PreVisit = false, string Version = "");
}
