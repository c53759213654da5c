namespace Repairs.Analytics.Statistics;

/// <summary>A visit that contacts may follow.</summary>
/// <param name="Missed">Nobody could let us in, or we missed (M01, DO20 to DO24); else it was kept.</param>
/// <param name="Stratum">Trade, priority and week together: kept visits are compared within it.</param>
internal sealed record EndedVisit(string Id, DateTimeOffset At, string Home, string? Subject, bool Missed, string Stratum);

/// <summary>Visits of one trade, priority and week, and how many of them a contact followed.</summary>
internal sealed record FollowedStratum(long Missed, long MissedFollowed, long Kept, long KeptFollowed);

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
        return Excess(ripe.Select(s => new FollowedStratum(
            s.LongCount(v => v.Missed), s.LongCount(v => v.Missed && followed.Contains(v.Id)), s.LongCount(v => !v.Missed), s.LongCount(v => !v.Missed && followed.Contains(v.Id)))));
    }

    /// <summary>The same from visits that are counted already, a stratum at a time.</summary>
    public static Result<ExcessContact> Excess(IEnumerable<FollowedStratum> strata)
    {
        var all = strata.ToList();
        var matched = all.FindAll(s => s.Missed > 0 && s.Kept > 0);
        var unmatched = all.Sum(s => s.Missed) - matched.Sum(s => s.Missed);
        var missed = matched.Sum(s => s.Missed);
        if (missed == 0)
            return Result.None<ExcessContact>("There are no missed visits with kept ones like them whose days have passed.");

        double Weight(FollowedStratum s) => (double)s.Missed / missed;
        var kept = matched.Sum(s => Weight(s) * s.KeptFollowed / s.Kept);
        var effective = 1 / matched.Sum(s => Weight(s) * Weight(s) / s.Kept);
        var hits = matched.Sum(s => s.MissedFollowed);
        var difference = Newcombe.Difference(hits, missed, Math.Min(kept, 1) * effective, effective);
        return difference.Value is { } d
            ? Result.Of(new ExcessContact(missed, hits, matched.Sum(s => s.Kept), 100 * d.First, 100 * d.Second, 100 * d.Difference, 100 * d.Low, 100 * d.High, unmatched))
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
