using Repairs.Analytics.Features.CollectEvents;

namespace Repairs.Analytics.Features.CountFacts;

/// <summary>What a repair's events come to.</summary>
/// <param name="Home">Whose story it belongs to: the home's keyed hash, or the repair alone where no home is told.</param>
/// <param name="FinishedAt">When it was last finished; null where it was opened again since.</param>
/// <param name="FirstFinishedAt">When it was first said to be finished, whatever came after.</param>
/// <param name="ReopenedAt">When it was first opened again after it was finished.</param>
/// <param name="WithdrawnAt">When it was withdrawn; null where it was opened again since.</param>
internal sealed record RepairFact(
    string RepairId, string Home, string Patch, string Trade, string? Priority, DateTimeOffset? RaisedAt, DateTimeOffset? DueBy,
    DateTimeOffset? FinishedAt, DateTimeOffset? FirstFinishedAt, DateTimeOffset? ReopenedAt, DateTimeOffset? WithdrawnAt);

/// <summary>A repair's state, from the set of its events.</summary>
internal static class RepairState
{
    public static RepairFact? Of(string repairId, IReadOnlyCollection<VisitEvent> events)
    {
        VisitEvent[] Of(string type) => [.. events.Where(e => e.Type == type).OrderBy(e => e.OccurredAt).ThenBy(e => e.EventId, StringComparer.Ordinal)];
        var raised = Of("RepairRaised").FirstOrDefault();
        var finished = Of(EventTypes.RepairFinished).LastOrDefault();
        var firstFinished = Of(EventTypes.RepairFinished).FirstOrDefault();
        var withdrawn = Of("RepairWithdrawn").LastOrDefault();
        var reopened = Of("RepairReopened");
        VisitEvent?[] told = [raised, finished, withdrawn, reopened.FirstOrDefault()];
        if (told.All(t => t is null))
            return null;
        var ends = finished ?? withdrawn;
        var openAgain = ends is not null && reopened.LastOrDefault() is { } last && last.OccurredAt > ends.OccurredAt;
        return new RepairFact(
            repairId,
            HomeOf(told.Select(t => t?.Place).FirstOrDefault(p => p is not null), repairId)!,
            told.Select(t => t?.Patch).FirstOrDefault(t => !string.IsNullOrEmpty(t)) ?? "",
            told.Select(t => t?.Trade).FirstOrDefault(t => !string.IsNullOrEmpty(t)) ?? "",
            raised?["priority"],
            raised?.OccurredAt,
            raised?.Time("dueBy"),
            openAgain ? null : finished?.OccurredAt,
            firstFinished?.OccurredAt,
            firstFinished is null ? null : reopened.FirstOrDefault(r => r.OccurredAt > firstFinished.OccurredAt)?.OccurredAt,
            withdrawn is null || reopened.Any(r => r.OccurredAt > withdrawn.OccurredAt) ? null : withdrawn.OccurredAt);
    }

    /// <summary>The key of a home's story; where no home is told, a repair's own; null where neither is.</summary>
    public static string? HomeOf(byte[]? place, string? repairId) =>
        place is not null ? HomeOf(place) : repairId is not null ? "r:" + repairId : null;

    public static string HomeOf(byte[] place) => "h:" + Convert.ToHexStringLower(place);
}
