using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Repairs.Messages.Sending;
using Repairs.Platform;

namespace Repairs.Messages.Features.TellCode;

/// <summary>
/// Hands a one-time code over for Welfare: at once, also while a person asks first, and only to a phone or an email marked safe. The code is kept nowhere here
/// and staff never see it; the answer is the same whether or not it went.
/// </summary>
internal static class TellCode
{
    /// <param name="Id">The provider's reference: the same one again sends nothing again.</param>
    internal sealed record Asked(string? Landlord, string? HouseholdRef, Guid Id, string? Code, DateTimeOffset Until);

    public static void Map(IEndpointRouteBuilder app) => app.MapInternal("messages").MapPost("/one-time-code", PostAsync);

    private static async Task<IResult> PostAsync(Asked asked, Neighbours neighbours, IMessageProvider provider, PlatformSettings platform, BusinessClock clock, ILoggerFactory logs, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (asked is not { Landlord: { } landlord, HouseholdRef: { } household, Code: { } code } || now >= asked.Until || await provider.FindAsync(asked.Id, ct) == Known.Sent)
            return Results.NoContent();
        var safe = Choose(await neighbours.CardAsync(landlord, household, ct));
        if (safe is null)
            return Results.NoContent();
        var name = platform.Landlords.GetValueOrDefault(landlord)?.Name ?? "your landlord";
        var went = await provider.SendAsync(new Outgoing(asked.Id, safe.Channel, safe.Address!, null, safe.Channel == "email" ? $"A message from {name}" : "", Words(code, name, asked.Until), false, now), ct);
        logs.CreateLogger(typeof(TellCode)).LogInformation("A one-time code {Id} {Went}", asked.Id, went ? "was handed over" : "could not be handed over");
        return Results.NoContent();
    }

    /// <summary>Text or email, the one they chose first. A letter would come too late; what is not marked safe is never used.</summary>
    public static ContactChannel? Choose(ContactCard? card) =>
        (card?.Channels ?? []).Where(c => c is { Safe: true, Channel: "text" or "email" } && !string.IsNullOrWhiteSpace(c.Address))
            .OrderBy(c => c.Channel == card!.Preferred ? 0 : c.Channel == "text" ? 1 : 2)
            .FirstOrDefault();

    /// <summary>Nothing of what the code is for: somebody may look over their shoulder.</summary>
    public static string Words(string code, string landlord, DateTimeOffset until) =>
        $"{code} is your code from {landlord}. Type it into the page you have open. It works until {LondonTime.Words(LondonTime.TimeOf(until))}. Nobody from us will ask you for it. If you did not ask for a code, you do not need to do anything.";
}
