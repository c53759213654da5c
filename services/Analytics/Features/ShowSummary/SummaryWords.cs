using System.Text;
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
    /// <param name="address">Where the charts are.</param>
    public static string? Of(IReadOnlyList<Change> changes, IReadOnlyList<Summary> headline, DateOnly from, DateOnly to, DateTimeOffset? completeTo, string address)
    {
        if (changes.Count == 0)
            return null;
        var text = new StringBuilder();
        text.AppendLine("What changed, and what it may mean").AppendLine();
        foreach (var change in changes)
            text.AppendLine($"- {change.Measure.Name}: {change.Words} {change.Asks}").AppendLine();
        text.AppendLine($"All together, {Show.Date(from)} to {Show.Date(to)}:");
        foreach (var summary in headline)
            text.AppendLine($"- {summary.Measure.Name} ({summary.Measure.Id}): {Show.Percent(summary.Figure)}, {Show.Of(summary.Figure)}");
        text.AppendLine().AppendLine("A chart says that something changed, not why, and nothing about any person.").AppendLine($"Data complete to {Show.Moment(completeTo)}.").Append($"Charts and definitions: {address}");
        return text.ToString();
    }
}
