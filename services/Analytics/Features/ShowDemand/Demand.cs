using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ShowDemand;

/// <summary>Why people got in touch, over a whole time: a share for each reason of those that were coded, and apart from them what was not.</summary>
/// <param name="Uncoded">Contacts without a code, of all contacts. Never spread over the codes.</param>
internal sealed record Demand(IReadOnlyList<(string Code, string Words, Figure Figure)> Reasons, Figure Uncoded)
{
    /// <summary>Asked for over any dates, so every count is rounded: two answers must not tell of the few between them.</summary>
    private static readonly Profile Rounded = Profile.Staff with { RoundsAll = true };

    public static Demand Of(IReadOnlyList<CodeCount> counts, DateOnly to, DateOnly today)
    {
        var coded = counts.Where(c => c.Code is not null).Sum(c => c.N);
        var all = counts.Sum(c => c.N);
        var cells = DemandCodes.All.Select(d => new Cell(to, d.Code, counts.Where(c => c.Code == d.Code).Sum(c => c.N), coded)).ToList();
        var figures = Disclosure.Protect(cells, Grain.Day, Rounded, today).ToDictionary(f => f.Group!, StringComparer.Ordinal);
        var uncoded = Disclosure.Protect([new Cell(to, null, all - coded, all)], Grain.Day, Rounded, today).Single();
        return new Demand([.. DemandCodes.All.Select(d => (d.Code, d.Words, figures[d.Code]))], uncoded);
    }
}

/// <summary>How far two people who coded the same contacts agree.</summary>
internal static class CodersAgree
{
    /// <summary>With fewer, a single contact would show.</summary>
    private const int Fewest = 10;

    public static string Words(IReadOnlyList<CodePair> pairs)
    {
        var n = pairs.Sum(p => p.N);
        if (n == 0)
            return "No contact was coded by two people in this time, so nobody knows how far the codes depend on who gives them.";
        if (n < Fewest)
            return $"Fewer than {Fewest} contacts were coded by two people: too few to say how far they agree.";
        var result = Kappa.Of([.. pairs.SelectMany(p => Enumerable.Repeat((p.First, p.Second), p.N))]);
        if (result.Value is not { } agreement)
            return result.Reason!;
        var reading = agreement.Low > 0.6 ? "The codes hold, whoever gives them."
            : agreement.High < 0.6 ? "The codes depend on who gives them: talk about what each means before you read the reasons."
            : "That leaves doubt: read small differences between reasons with care.";
        return FormattableString.Invariant($"{n} contacts were coded by two people who did not see each other's code. They chose alike for {100 * agreement.Observed:0} of 100; beyond chance the agreement is {agreement.Value:0.00} of 1 (Cohen's kappa, 95% interval {agreement.Low:0.00} to {agreement.High:0.00}). {reading}");
    }
}
