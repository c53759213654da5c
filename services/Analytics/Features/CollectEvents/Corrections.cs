namespace Repairs.Analytics.Features.CollectEvents;

/// <summary>Whether an event counts.</summary>
internal enum EventState
{
    Counts = 0,

    /// <summary>It corrects something that has not arrived.</summary>
    Held = 1,
    Replaced = 2,
    Void = 3,
}

/// <summary>An event of a chain of corrections.</summary>
/// <param name="Alias">Another id corrections may name.</param>
/// <param name="Target">What it corrects, or takes back.</param>
/// <param name="RecordedAt">When it was known.</param>
/// <param name="Order">Which of several corrections of one event is the latest: when a report was made; else when it was recorded.</param>
internal sealed record Link(string EventId, string? Alias, string? Target, bool IsVoid, DateTimeOffset RecordedAt, DateTimeOffset Order);

/// <summary>
/// Which events of a chain count: a correction replaces what it names, the latest of several wins, a void takes back what it names (a correction taken back
/// brings the earlier version back), and what names something unknown waits. Only the set of events decides, never the order of arrival.
/// </summary>
internal static class Corrections
{
    public static IReadOnlyDictionary<string, EventState> Resolve(IReadOnlyCollection<Link> links)
    {
        var byId = links.ToDictionary(l => l.EventId, StringComparer.Ordinal);
        var byAlias = links.Where(l => l.Alias is not null).GroupBy(l => l.Alias!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.OrderBy(l => l.EventId, StringComparer.Ordinal).First(), StringComparer.Ordinal);
        Link? TargetOf(Link link) => link.Target is null ? null : byId.GetValueOrDefault(link.Target) ?? byAlias.GetValueOrDefault(link.Target);
        var aimedAt = links.Where(l => TargetOf(l) is { } target && target != l).ToLookup(l => TargetOf(l)!.EventId, StringComparer.Ordinal);

        var order = FromRoots(links, aimedAt);
        var voided = new Dictionary<string, bool>(StringComparer.Ordinal);
        var stands = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var link in Enumerable.Reverse(order))
        {
            var aimed = aimedAt[link.EventId];
            voided[link.EventId] = aimed.Any(l => l.IsVoid && !voided[l.EventId]);

            // It, or something that corrects it, is not taken back.
            stands[link.EventId] = !voided[link.EventId] || aimed.Any(l => !l.IsVoid && stands[l.EventId]);
        }

        var states = links.ToDictionary(l => l.EventId, _ => EventState.Held, StringComparer.Ordinal);
        var replaced = new HashSet<string>(StringComparer.Ordinal);
        foreach (var link in order)
        {
            var corrections = aimedAt[link.EventId].Where(l => !l.IsVoid).ToList();
            var winner = corrections.Where(c => stands[c.EventId]).OrderBy(c => c.Order).ThenBy(c => c.EventId, StringComparer.Ordinal).LastOrDefault();
            var lost = replaced.Contains(link.EventId);
            states[link.EventId] = voided[link.EventId] ? EventState.Void : lost || winner is not null ? EventState.Replaced : EventState.Counts;
            replaced.UnionWith(corrections.Where(c => lost || c != winner).Select(c => c.EventId));
        }

        return states;
    }

    /// <summary>Every event that leads back to one that corrects nothing, those nearer to it first.</summary>
    private static List<Link> FromRoots(IReadOnlyCollection<Link> links, ILookup<string, Link> aimedAt)
    {
        var order = links.Where(l => l.Target is null).ToList();
        for (var i = 0; i < order.Count; i++)
            order.AddRange(aimedAt[order[i].EventId]);
        return order;
    }
}
