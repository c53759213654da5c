namespace Repairs.Analytics.Statistics;

/// <summary>A visit that contacts may follow.</summary>
/// <param name="Missed">Nobody could let us in, or we missed (M01, DO20 to DO24); else it was kept.</param>
/// <param name="Stratum">Trade, priority and week together: kept visits are compared within it.</param>
internal sealed record EndedVisit(string Id, DateTimeOffset At, string Home, string? Subject, bool Missed, string Stratum);

/// <param name="Missed">Missed visits whose days have passed, in strata with kept visits too.</param>
/// <param name="MissedFollowed">How many of them a contact followed.</param>
/// <param name="AfterMissed">Visits followed, of 100 missed.</param>
/// <param name="AfterKept">Visits followed, of 100 kept, weighted to the missed visits' strata.</param>
/// <param name="Excess">The difference, with its 95 % interval.</param>
/// <param name="Unmatched">Missed visits left out because no visit of their stratum was kept.</param>
internal sealed record ExcessContact(long Missed, long MissedFollowed, long Kept, double AfterMissed, double AfterKept, double Excess, double Low, double High, long Unmatched)
{
    /// <summary>"Followed by", never "caused".</summary>
    public string Words => FormattableString.Invariant($"{AfterMissed:0.0} of 100 missed visits are followed by a contact within the window; a kept visit is followed by {AfterKept:0.0} of 100.");
}

/// <summary>
/// Contact after a missed visit, as an excess over kept ones (measure M19). A contact belongs to the latest visit about the same in the same home within the days before it, so it
/// counts once. The kept visits are weighted to the strata of the missed (direct standardisation, <c>Σwₛxₛ/nₛ</c>); the interval is Newcombe's with the effective size
/// <c>1/Σ(wₛ²/nₛ)</c> of the weighted arm.
/// </summary>
internal static class FollowedBy
{
    public static Result<ExcessContact> Excess(IEnumerable<EndedVisit> visits, IEnumerable<Contact> contacts, DateTimeOffset completeTo, int days = 7)
    {
        var window = TimeSpan.FromDays(days);
        var all = visits.DistinctBy(v => v.Id).ToList();
        var followed = Followed(all, contacts, window);
        var ripe = all.Where(v => completeTo - v.At >= window).GroupBy(v => v.Stratum, StringComparer.Ordinal).ToList();
        var matched = ripe.Where(s => s.Any(v => v.Missed) && s.Any(v => !v.Missed)).ToList();
        var unmatched = ripe.Except(matched).Sum(s => s.Count(v => v.Missed));
        var missed = matched.SelectMany(s => s).Where(v => v.Missed).ToList();
        if (missed.Count == 0)
            return Result.None<ExcessContact>("There are no missed visits with kept ones like them whose days have passed.");

        var strata = matched.Select(s => (
            Weight: (double)s.Count(v => v.Missed) / missed.Count,
            N: s.Count(v => !v.Missed),
            Hits: s.Count(v => !v.Missed && followed.Contains(v.Id)))).ToList();
        var kept = strata.Sum(s => s.Weight * s.Hits / s.N);
        var effective = 1 / strata.Sum(s => s.Weight * s.Weight / s.N);
        var hits = missed.Count(v => followed.Contains(v.Id));
        var difference = Newcombe.Difference(hits, missed.Count, Math.Min(kept, 1) * effective, effective);
        return difference.Value is { } d
            ? Result.Of(new ExcessContact(missed.Count, hits, strata.Sum(s => s.N), 100 * d.First, 100 * d.Second, 100 * d.Difference, 100 * d.Low, 100 * d.High, unmatched))
            : Result.None<ExcessContact>(difference.Reason!);
    }

    /// <summary>Ids of the visits that a contact followed: each contact names the latest visit before it, one alone.</summary>
    private static HashSet<string> Followed(List<EndedVisit> visits, IEnumerable<Contact> contacts, TimeSpan window)
    {
        var byKey = visits.GroupBy(v => (v.Home, v.Subject)).ToDictionary(g => g.Key, g => g.OrderBy(v => v.At).ThenBy(v => v.Id, StringComparer.Ordinal).ToList());
        var followed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var contact in contacts.Where(c => !c.Invited))
        {
            var latest = byKey.GetValueOrDefault((contact.Home, contact.Subject))?.FindLast(v => v.At <= contact.At);
            if (latest is not null && contact.At - latest.At <= window)
                followed.Add(latest.Id);
        }

        return followed;
    }
}
