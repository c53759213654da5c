using System.Globalization;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Asks Needs whether a household asked not to be written to at this hour. While Needs cannot be reached, it is as if they had: nothing is kept for someone we could not tell.</summary>
internal sealed class QuietHours(ServiceCalls calls)
{
    // Short: a place that came free goes to somebody behind them meanwhile, and Needs is mostly back at once.
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(5);

    /// <summary>Until when to leave them alone; null: they may be told now.</summary>
    public async Task<DateTimeOffset?> UntilAsync(string landlord, string householdRef, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            var told = await calls.GetAsync<Told>("Needs", $"/internal/needs/{Uri.EscapeDataString(landlord)}/{Uri.EscapeDataString(householdRef)}/quiet", ct);
            return WaitingPlaceRule.QuietUntil(TimeOf(told?.From), TimeOf(told?.To), now);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException or System.Text.Json.JsonException)
        {
            return now + Later;
        }
    }

    private static TimeOnly? TimeOf(string? text) => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null;

    internal sealed record Told(string? From, string? To);
}
