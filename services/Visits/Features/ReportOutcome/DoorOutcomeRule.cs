using Repairs.Contracts;

namespace Repairs.Visits.Features.ReportOutcome;

/// <summary>What is known of the door before judging: what the household asked for, and what was confirmed as read.</summary>
/// <param name="FirstReadAt">When the operative first confirmed the brief; null: never.</param>
/// <param name="NoPhotos">A call and a text take the photo's place.</param>
/// <param name="WaitMinutes">The household's own waiting time, which replaces the setting.</param>
/// <param name="NoCalls">The household asked us not to phone: a call is no try here, and a text alone takes the photo's place.</param>
internal sealed record DoorTerms(DateTimeOffset? FirstReadAt, bool NoPhotos, int? WaitMinutes, bool NoCalls);

/// <summary>
/// Judges the evidence of a "no answer" (policy.md §4.3). Pure: the same facts give the same evidence, in whatever order they came. Whether the resident
/// was told the window is judged where messages are known, in NoAccess.
/// </summary>
internal static class DoorOutcomeRule
{
    /// <summary>Null for every outcome but DO10: nothing else needs proving.</summary>
    /// <param name="photoHere">Whether the photo that the report names has arrived.</param>
    public static DoorEvidence? Judge(OutcomeReport report, DoorTerms terms, bool photoHere, VisitsSettings settings)
    {
        if (report.Outcome != nameof(DoorOutcome.DO10))
            return null;
        var tries = TriesThatCount(report, terms);
        return new DoorEvidence(
            TimeOnSite: report.LeftAt - report.ArrivedAt >= TimeSpan.FromMinutes(terms.WaitMinutes ?? settings.MinutesOnSite),
            NearAddress: report.MetresFromAddress is { } metres && metres <= settings.MetresFromAddress,
            TwoTries: tries.Count >= 2,
            CardPhoto: terms.NoPhotos ? TakesThePhotosPlace(tries, terms) : photoHere,
            BriefRead: terms.FirstReadAt <= report.ArrivedAt);
    }

    /// <summary>Different tries between arriving and leaving, made in ways the household did not rule out.</summary>
    private static HashSet<(string What, DateTimeOffset At)> TriesThatCount(OutcomeReport report, DoorTerms terms) =>
        (report.Tried ?? [])
            .Where(t => t.At >= report.ArrivedAt && t.At <= report.LeftAt)
            .Where(t => !(terms.NoCalls && t.What == "call"))
            .Select(t => (t.What, t.At.ToUniversalTime()))
            .ToHashSet();

    private static bool TakesThePhotosPlace(HashSet<(string What, DateTimeOffset At)> tries, DoorTerms terms) =>
        tries.Any(t => t.What == "text") && (terms.NoCalls || tries.Any(t => t.What == "call"));
}
