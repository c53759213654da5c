using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowOverview;

namespace Repairs.Analytics.Features.ShowSummary;

/// <summary>The news in plain text, ready for an email. There is one only when the rules find something: a mail about nothing teaches people not to read the next.</summary>
internal static class SummaryWords
{
    public const string Nothing = "Nothing stands out, so there is nothing to send. A summary is due only when a chart says more than chance.";

    public static string Subject(IReadOnlyList<Change> changes) =>
        changes.Count == 1 ? $"{changes[0].Measure.Name}: likely a real change" : $"{changes.Count} measures: likely real changes";

    /// <summary>Null where nothing stands out.</summary>
    /// <param name="headline">No-access visits first, then our own misses: neither is told without the other.</param>
    /// <param name="part">The part of the landlord it is of; null for the whole.</param>
    /// <param name="address">Where the charts are.</param>
    public static string? Of(IReadOnlyList<Change> changes, IReadOnlyList<Summary> headline, string? part, DateOnly from, DateOnly to, DateTimeOffset? completeTo, string address)
    {
        if (changes.Count == 0)
            return null;
        List<string> lines =
        [
            part is null ? "What changed, and what it may mean" : $"What changed ({part}), and what it may mean", "",
            .. changes.SelectMany(c => new[] { $"- {c.Measure.Name}: {c.Words} {c.Asks}", "" }),
            $"All together{(part is null ? "" : $" ({part})")}, {Show.Date(from)} to {Show.Date(to)}:",
            .. headline.Select(h => $"- {h.Measure.Name} ({h.Measure.Id}): {Show.Percent(h.Figure)}, {Show.Of(h.Figure)}"),
            "", "A chart says that something changed, not why, and nothing about any person.", $"Data complete to {Show.Moment(completeTo)}.", $"Charts and definitions: {address}",
        ];
        return string.Join(Environment.NewLine, lines);
    }
}
