using Repairs.Analytics.Features.JudgeChange;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ShowMeasure;

/// <param name="Notice">Days of notice.</param>
/// <param name="With">Visits before which a reminder arrived; null where there are none.</param>
internal sealed record ReminderBand(string Notice, Figure? With, Figure? Without);

/// <summary>
/// Visits with and without a reminder, compared among those promised equally long before. Reminders go to what is promised ahead, so thrown together the two differ
/// for that alone (Simpson 1951).
/// </summary>
internal sealed record Reminders(IReadOnlyList<ReminderBand> Bands, string Words)
{
    /// <param name="figures">By notice and reminder, as they may be shown; what is hidden takes no part.</param>
    public static Reminders Of(IReadOnlyList<Figure> figures)
    {
        List<ReminderBand> bands =
        [
            .. figures.Select(f => (Figure: f, Parts: (f.Group ?? "").Split('|'))).Where(f => f.Parts is [_, "yes" or "no"])
                .GroupBy(f => f.Parts[0], StringComparer.Ordinal)
                .Select(g => new ReminderBand(g.Key, g.FirstOrDefault(f => f.Parts[1] == "yes").Figure, g.FirstOrDefault(f => f.Parts[1] == "no").Figure)),
        ];
        return new Reminders(bands, WordsOf(Strata.Compare([.. bands.Select(StratumOf).OfType<Stratum>()])));
    }

    private static Stratum? StratumOf(ReminderBand band) => band is
        {
            With: { Numerator: { } with, Denominator: { } ofWith, Value: not null },
            Without: { Numerator: { } without, Denominator: { } ofWithout, Value: not null },
        } ? new Stratum(band.Notice, with, ofWith, without, ofWithout) : null;

    private static string WordsOf(Result<StratifiedDifference> result)
    {
        if (result.Value is not { } d)
            return "No band of notice holds enough visits both with and without a reminder, so the two cannot be compared. The rates above are not a comparison: reminders go to visits promised longer ahead.";
        var within = $"{Judgement.Points(d.Stratified * 100)} (95% interval {Judgement.Points(d.Low * 100)} to {Judgement.Points(d.High * 100)})";
        var pooled = Judgement.Points(d.Pooled * 100);
        return d.Reversed
            ? $"Read the rates above with care. Thrown together, visits with a reminder differ from those without by {pooled}; among visits with as much notice it points the other way: {within}. Reminders go to visits promised longer ahead, so believe the figures within each band of notice."
            : $"Among visits with as much notice, those with a reminder differ from those without by {within}; thrown together by {pooled}. It says how they differ, not why.";
    }
}
