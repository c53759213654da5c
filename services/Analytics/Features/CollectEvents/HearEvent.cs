using System.Text.Json;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Analytics.Features.CollectEvents;

/// <summary>Takes an event of our own from the bus, the same way as every other: its source is <c>repairs</c>, its id the one it was published under.</summary>
internal sealed class HearEvent<TEvent>(HomeHash homes) : IHandle<TEvent>
    where TEvent : class, IEvent
{
    public async Task HandleAsync(TEvent e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        var members = JsonSerializer.SerializeToElement(e, Json.Options);
        var envelope = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["source"] = Sources.Ours,
            ["eventId"] = delivery.EventId.ToString(),
            ["type"] = typeof(TEvent).Name,
        };
        var line = EventReader.Read(new JsonFields(members, envelope), 1, new Sender(e.Landlord, delivery.Now, homes, Trusted: true));
        if (line.Row is null)
            throw new InvalidOperationException($"{typeof(TEvent).Name} cannot be kept: {line.Reason}");

        var number = await CollectEventsSql.NumberAsync(unit.Connection, ct);
        var (tallies, _) = await Intake.StoreAsync(unit, number, [line.Row], e.Landlord, delivery.Now, ct);
        if (tallies.FirstOrDefault(t => t.Accepted == 0) is { } odd)
            await CollectEventsSql.NoteAsync(unit, number, e.Landlord, delivery.Now, odd, ct);
    }
}

/// <summary>Names of sources.</summary>
internal static class Sources
{
    /// <summary>This system's own events.</summary>
    public const string Ours = "repairs";
}
