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

        var states = links.ToDictionary(l => l.EventId, _ => EventState.Held, StringComparer.Ordinal);
        foreach (var root in links.Where(l => l.Target is null))
            Settle(root, replaced: false, aimedAt, states);
        return states;
    }

    private static void Settle(Link link, bool replaced, ILookup<string, Link> aimedAt, Dictionary<string, EventState> states)
    {
        var corrections = aimedAt[link.EventId].Where(l => !l.IsVoid).ToList();
        var winner = corrections.Where(c => Stands(c, aimedAt)).OrderBy(c => c.Order).ThenBy(c => c.EventId, StringComparer.Ordinal).LastOrDefault();
        states[link.EventId] = IsVoided(link, aimedAt) ? EventState.Void : replaced || winner is not null ? EventState.Replaced : EventState.Counts;
        foreach (var correction in corrections)
            Settle(correction, replaced || correction != winner, aimedAt, states);
        foreach (var taking in aimedAt[link.EventId].Where(l => l.IsVoid))
            Settle(taking, replaced: false, aimedAt, states);
    }

    private static bool IsVoided(Link link, ILookup<string, Link> aimedAt) =>
        aimedAt[link.EventId].Any(l => l.IsVoid && !IsVoided(l, aimedAt));

    /// <summary>It, or something that corrects it, is not taken back.</summary>
    private static bool Stands(Link link, ILookup<string, Link> aimedAt) =>
        !IsVoided(link, aimedAt) || aimedAt[link.EventId].Any(l => !l.IsVoid && Stands(l, aimedAt));
}
