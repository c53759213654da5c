using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.JudgeChange;

/// <summary>A part of the landlord over time, as it may be shown, and what one series alone says of the date.</summary>
internal sealed record ChangeSeries(string Name, IReadOnlyList<Figure> Figures, Result<Interruption> Estimate)
{
    /// <param name="figures">As they may be shown.</param>
    /// <param name="first">First day with data; a period that began before it is only part of one.</param>
    /// <param name="last">Last day that is known as a whole (<see cref="Running"/>).</param>
    public static ChangeSeries Of(string name, IEnumerable<Figure> figures, DateOnly day, Grain grain, DateOnly first, DateOnly last)
    {
        // What can still rise joins no line, and so no sum.
        var whole = figures.Where(f => f.SoFar != true && f.Period >= first && Running.HasEnded(f.Period, grain, last)).OrderBy(f => f.Period).ToList();
        var hidden = whole.Count(f => f.Marker is Markers.Confidential or Markers.Low or Markers.Unreliable);
        var estimate = whole.Exists(f => f.Marker == Markers.NotAvailable)
            ? Result.None<Interruption>("Nobody has told how many homes there were.")
            : hidden > 0
            ? Result.None<Interruption>($"{hidden} {Period.Unit(grain, hidden)} {(hidden == 1 ? "is" : "are")} too small to show. Choose a longer period.")
            : InterruptedSeries.Estimate([.. whole.Select(f => new Portion(f.Period, f.Numerator ?? 0, f.Denominator ?? 0))], Period.Of(day, grain));
        return new ChangeSeries(name, whole, estimate);
    }
}

/// <summary>What may honestly be said, and why. The words are a closed set: probably lower, probably higher, no clear change, cannot tell yet.</summary>
/// <param name="Because">Sentences, in the order in which to read them.</param>
internal sealed record Judgement(Finding Finding, string Words, IReadOnlyList<string> Because)
{
    public static Judgement Refused(string reason) => new(Finding.CannotTellYet, "Cannot tell yet.", [reason]);

    /// <summary>The same, with one more sentence.</summary>
    public Judgement And(string sentence) => this with { Because = [.. Because, sentence] };

    /// <summary>Two groups of patches, each seen before and after: what is left of the difference.</summary>
    public static Judgement Of(DoubleDifference d) => new(d.Finding, WordsOf(d.Finding),
    [
        $"Where the change came the rate moved by {Points(d.ChangeThere)}, elsewhere by {Points(d.ChangeElsewhere)}: a difference of {Points(d.Difference)} (95% interval {Points(d.Low)} to {Points(d.High)}).",
        $"Compares {d.Treated} patches with the change and {d.Compared} without (difference in differences). It holds only if both would have moved alike, which the lines must show.",
    ]);

    /// <summary>One series, with another beside it where there is one. If that moved too, the change did not do it.</summary>
    public static Judgement Of(ChangeSeries there, ChangeSeries? elsewhere)
    {
        if (there.Estimate.Value is not { } found)
            return Refused(there.Estimate.Reason!);
        var clear = found.Finding is Finding.ProbablyLower or Finding.ProbablyHigher;
        var alike = clear && elsewhere?.Estimate.Value is { } other && other.Finding == found.Finding;
        var finding = alike ? Finding.NoClearChange : found.Finding;
        List<string> because =
        [
            $"At that date the level moves by {Points(found.Level.Change)} (95% interval {Points(found.Level.Interval.Low)} to {Points(found.Level.Interval.High)}, neighbours allowed to be alike).",
            RankOf(found),
        ];
        if (found.Dispersion is { } phi)
            because.Add(FormattableString.Invariant($"The counts vary {phi:0.0} times as much as chance alone would make them."));
        if (alike)
            because.Add("The same moved where nothing was changed, so it was not the change.");
        else if (elsewhere is not null)
            because.Add(elsewhere.Estimate.Value is { } calm ? $"Where nothing was changed: {WordsOf(calm.Finding).ToLowerInvariant()[..^1]}, by {Points(calm.Level.Change)}." : $"The comparison says nothing: {elsewhere.Estimate.Reason}");
        else
            because.Add("One series alone is the weakest way to ask. Patches without the change to compare with would say more.");
        return new Judgement(finding, WordsOf(finding), because);
    }

    private static string RankOf(Interruption found)
    {
        var dates = found.Placebos.Count;
        var rank = $"We did the same sum at all {dates} dates that could be asked about. This date is number {found.Rank} of {dates} by how far it stands out; only the top 5% is clear of luck. A bare 5% test finds something at {found.Placebos.Count(p => p.P < 0.05)} of them.";
        return found.Finding == Finding.CannotTellYet ? $"{rank} With so few dates none can be." : rank;
    }

    private static string WordsOf(Finding finding) => finding switch
    {
        Finding.ProbablyLower => "Probably lower.",
        Finding.ProbablyHigher => "Probably higher.",
        Finding.NoClearChange => "No clear change.",
        _ => "Cannot tell yet.",
    };

    /// <summary>"−1.8 points", from per cent.</summary>
    public static string Points(double change)
    {
        var rounded = Math.Round(change, 1, MidpointRounding.AwayFromZero);
        var sign = rounded > 0 ? "+" : rounded < 0 ? "−" : "";
        return FormattableString.Invariant($"{sign}{Math.Abs(rounded):0.0} points");
    }
}

/// <summary>The same comparison within kinds of work: a mix that changed must not be taken for the change.</summary>
internal sealed record StrataWords(StratifiedDifference Difference, string Words)
{
    /// <param name="by">What the strata are, such as "trade".</param>
    public static Result<StrataWords> Of(IReadOnlyList<Stratum> strata, string by)
    {
        var result = Strata.Compare(strata);
        if (result.Value is not { } d)
            return Result.None<StrataWords>(result.Reason!);
        double pooled = d.Pooled * 100, within = d.Stratified * 100;
        var interval = $"95% interval {Judgement.Points(d.Low * 100)} to {Judgement.Points(d.High * 100)}";
        return Result.Of(new StrataWords(d, d.Reversed
            ? $"Read this with care: thrown together, the difference is {Judgement.Points(pooled)}, but within each {by} it points the other way: {Judgement.Points(within)} ({interval}). What was counted changed its mix, so believe the figure within each {by}."
            : $"Within each {by} the difference is {Judgement.Points(within)} ({interval}); thrown together it is {Judgement.Points(pooled)}."));
    }
}

/// <summary>What stands beside the measure that was asked about.</summary>
internal sealed record BesideIt(Measure Measure, Figure Before, Figure After)
{
    public bool Rises => Before is { High: { } high } && After is { Low: { } low } && low > high;

    public bool Falls => Before is { Low: { } low } && After is { High: { } high } && high < low;

    /// <summary>Fewer visits where nobody could let us in, and fewer people who felt safe or listened to.</summary>
    public static string? SadFlag(IReadOnlyList<BesideIt> all)
    {
        if (all.FirstOrDefault(b => b.Measure.Id == "M01") is not { Falls: true })
            return null;
        var fallen = all.Where(b => b.Measure.Id is "M24a" or "M24b" && b.Falls).Select(b => b.Measure.Name.ToLowerInvariant()).ToList();
        return fallen.Count == 0 ? null : $"Ask people first: there are fewer visits where nobody could let us in, and fewer of those who told us {string.Join(" or ", fallen)}. A door that opens is no gain if it opens in fear.";
    }

    /// <summary>Fewer visits where nobody could let us in, more as lacking evidence or as ours: perhaps only the label changed.</summary>
    public static string? RedFlag(IReadOnlyList<BesideIt> all)
    {
        if (all.FirstOrDefault(b => b.Measure.Id == "M01") is not { Falls: true })
            return null;
        var risen = all.Where(b => b.Measure.Id is "M02" or "M03" or "M01a" or "M01b" && b.Rises).Select(b => b.Measure.Name.ToLowerInvariant()).ToList();
        return risen.Count == 0 ? null : $"Look at the labels first: there are fewer visits where nobody could let us in, while these rose: {string.Join("; ", risen)}. Perhaps only what they are called changed.";
    }
}

/// <summary>Something that a change may have made worse while it did what it was meant to: judged as the measure itself is, in the same words.</summary>
internal sealed record Harm(BesideIt Beside, Judgement Said)
{
    /// <summary>Feeling safe, being listened to, complaints, repairs withdrawn after a missed visit, and a person who gets in touch in time.</summary>
    public static IReadOnlyList<string> Watched { get; } = ["M24a", "M24b", "M20", "W28", "M22"];

    /// <summary>It moved the way nobody wants.</summary>
    public bool IsWorse => Said.Finding == (Beside.Measure.Direction == Direction.Higher ? Finding.ProbablyLower : Finding.ProbablyHigher);

    /// <summary>The words, and where there is no number the reason.</summary>
    public string Words => Beside is { Before.Denominator: 0, After.Denominator: 0 } ? "Cannot tell yet. Nothing of it is told here." : Said.Finding == Finding.CannotTellYet ? $"{Said.Words} {Said.Because[0]}" : IsWorse ? $"{Said.Words} Look here before you call the change a success." : Said.Words;
}
