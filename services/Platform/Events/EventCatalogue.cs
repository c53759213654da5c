using System.Reflection;
using System.Text.Json;

namespace Repairs.Platform.Events;

/// <summary>The events that exist, by simple name, and who listens. Made by the Host from the contracts assembly.</summary>
public sealed class EventCatalogue
{
    private readonly Dictionary<string, Type> _types;
    private readonly HashSet<Type> _heard;
    private readonly Func<object, EventFacts> _describe;

    /// <param name="contracts">The assembly whose records are the events.</param>
    /// <param name="isEvent">Tells an event's type from other types there.</param>
    /// <param name="describe">Reads what the log must know of an event.</param>
    /// <param name="installed">Every service of this installation, running here or elsewhere.</param>
    public EventCatalogue(Assembly contracts, Func<Type, bool> isEvent, Func<object, EventFacts> describe, IEnumerable<IService> installed)
    {
        _types = contracts.GetExportedTypes().Where(isEvent).ToDictionary(t => t.Name, StringComparer.Ordinal);
        _describe = describe;
        _heard = [.. installed.SelectMany(s => s.Listens).Select(l => l.Event)];
    }

    /// <summary>All event types.</summary>
    public IReadOnlyCollection<Type> Types => _types.Values;

    /// <summary>What the log must know of an event.</summary>
    public EventFacts Describe(object e) => _describe(e);

    /// <summary>True where an installed service listens, so that its queue must exist when the event is published.</summary>
    public bool IsHeard(Type type) => _heard.Contains(type);

    /// <summary>Reads an event back; null where the type is not known here.</summary>
    public object? Read(string type, string body) =>
        _types.TryGetValue(type, out var found) ? JsonSerializer.Deserialize(body, found, Json.Options) : null;
}

/// <summary>What the event log keeps beside an event's body.</summary>
/// <param name="Subject">Whose key seals the body; null: kept in clear, because nothing in it tells of a person's needs.</param>
public sealed record EventFacts(string Type, string Landlord, DateTimeOffset OccurredAt, string? Subject);
