using System.Text.Json;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Analytics.Features.CollectEvents;

/// <summary>Takes events of our own from the bus, as many as have come, the same way as every other: their source is <c>repairs</c>, their id the one they were published under.</summary>
internal sealed class HearEvents(HomeHash homes) : IHandleTogether
{
    public async Task HandleAsync(IReadOnlyList<Arrival> arrivals, UnitOfWork unit, CancellationToken ct)
    {
        foreach (var told in arrivals.GroupBy(a => ((IEvent)a.Event).Landlord, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
            await StoreAsync(told.Key, [.. told], unit, ct);
    }

    private async Task StoreAsync(string landlord, List<Arrival> told, UnitOfWork unit, CancellationToken ct)
    {
        var rows = told.Select((arrival, i) => Read(arrival, i + 1, landlord)).ToList();
        var now = told.Max(a => a.Delivery.Now);
        var number = await CollectEventsSql.NumberAsync(unit.Connection, ct);
        var (tallies, _) = await Intake.StoreAsync(unit, number, rows, landlord, now, ct);

        // What was kept speaks for itself; what was not is written down.
        foreach (var odd in tallies.Where(t => t.Duplicates + t.Quarantined > 0))
            await CollectEventsSql.NoteAsync(unit, number, landlord, now, new Tally { Source = odd.Source, Duplicates = odd.Duplicates, Quarantined = odd.Quarantined }, ct);
    }

    private EventRow Read(Arrival arrival, long line, string landlord)
    {
        var type = arrival.Event.GetType();
        var envelope = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["source"] = Sources.Ours,
            ["eventId"] = arrival.Delivery.EventId.ToString(),
            ["type"] = type.Name,
        };
        var read = EventReader.Read(new JsonFields(JsonSerializer.SerializeToElement(arrival.Event, type, Json.Options), envelope), line, new Sender(landlord, arrival.Delivery.Now, homes, Trusted: true));
        return read.Row ?? throw new InvalidOperationException($"{type.Name} cannot be kept: {read.Reason}");
    }
}

/// <summary>Names of sources.</summary>
internal static class Sources
{
    /// <summary>This system's own events.</summary>
    public const string Ours = "repairs";
}
