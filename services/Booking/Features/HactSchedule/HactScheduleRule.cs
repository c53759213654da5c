namespace Repairs.Booking;

/// <summary>Which of the free windows a sender means, who asks for a day and perhaps a time of day.</summary>
internal static class HactScheduleRule
{
    /// <summary>Exactly the times asked for, else the first window that keeps inside them. Null: none is free.</summary>
    /// <param name="latestArrival">The last moment to arrive in a window and still be done by its end.</param>
    public static int? Find(IReadOnlyList<StoredChoice> free, HactWanted wanted, Func<StoredChoice, TimeOnly> latestArrival)
    {
        var kept = free.Select((c, i) => (Choice: c, Index: i)).Where(x => Keeps(x.Choice, wanted, latestArrival))
            .OrderBy(x => x.Choice.From == wanted.TimeOfDay?.From && x.Choice.To == wanted.TimeOfDay?.To ? 0 : 1)
            .ThenBy(x => x.Choice.From).ThenBy(x => x.Choice.To)
            .ToList();
        return kept.Count > 0 ? kept[0].Index : null;
    }

    /// <summary>Whether a window keeps inside what was asked for.</summary>
    public static bool Keeps(StoredChoice window, HactWanted wanted, Func<StoredChoice, TimeOnly> latestArrival)
    {
        if (window.Date != wanted.Date)
            return false;
        if (wanted.TimeOfDay is not { } time)
            return true;
        return !(window.From < time.From) && !(window.To > time.LatestCompletion) && !(latestArrival(window) > time.LatestArrival);
    }
}
