using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What local dates and times are as instants, by the rules of the zone that this process knows.</summary>
internal sealed record ZoneRules(Func<DateOnly, TimeOnly, DateTimeOffset> Instant)
{
    public static ZoneRules OfThisProcess { get; } = new(LondonTime.Instant);
}

/// <summary>A window as it was promised, and the instants it was kept with.</summary>
internal sealed record KeptWindow(DateOnly Date, TimeOnly FromTime, TimeOnly ToTime, DateTimeOffset WindowStart, DateTimeOffset WindowEnd);

/// <summary>A choice kept for somebody who decides, when its first place is planned, and the instants its places were promised; none where no plan may move them.</summary>
internal sealed record KeptChoice(RepairKey Key, DateOnly Date, TimeOnly FromTime, TimeOnly ToTime, DateTimeOffset Planned, DateTimeOffset? WindowStart, DateTimeOffset? WindowEnd);

internal static class ZoneRule
{
    /// <summary>What was promised is a local date and local times. Where those are other instants now, the instants give way; null where they are the same.</summary>
    public static (DateTimeOffset Start, DateTimeOffset End)? Moved(KeptWindow window, ZoneRules rules)
    {
        var (start, end) = (rules.Instant(window.Date, window.FromTime), rules.Instant(window.Date, window.ToTime));
        return (start, end) == (window.WindowStart, window.WindowEnd) || end <= start ? null : (start, end);
    }

    /// <summary>Kept by other rules: booked now, its window would not be where its places are.</summary>
    public static bool IsOfOtherRules(KeptChoice kept, ZoneRules rules) =>
        kept is { WindowStart: { } start, WindowEnd: { } end }
            ? Moved(new KeptWindow(kept.Date, kept.FromTime, kept.ToTime, start, end), rules) is not null
            : kept.Planned < rules.Instant(kept.Date, kept.FromTime) || kept.Planned >= rules.Instant(kept.Date, kept.ToTime);

    /// <summary>The order in which visits move: into time that the one before has left.</summary>
    public static IEnumerable<ComingVisit> InOrder(IEnumerable<ComingVisit> visits, ZoneRules rules)
    {
        var moved = visits.Select(v => (Visit: v, By: (Moved(v.Window, rules)?.Start ?? v.Window.WindowStart) - v.Window.WindowStart)).ToList();
        return moved.Where(m => m.By > TimeSpan.Zero).OrderByDescending(m => m.Visit.Planned).Concat(moved.Where(m => m.By <= TimeSpan.Zero).OrderBy(m => m.Visit.Planned)).Select(m => m.Visit);
    }

    /// <summary>Tells the other services the instants. The local times are as they were, so nobody is told of a change.</summary>
    public static AppointmentChanged Told(RepairRow repair, Guid appointmentId, WhoComes who, Actor chosenBy, (DateTimeOffset Start, DateTimeOffset End) window, DateTimeOffset now) => new(
        repair.Landlord, appointmentId, repair.VisitId!.Value, repair.RepairId, repair.HouseholdRef, repair.PropertyRef, repair.Patch, repair.Trade!,
        repair.PriorityValue, who.Contractor, who.OperativeRef, repair.Date!.Value, repair.FromTime!.Value, repair.ToTime!.Value, window.Start, window.End,
        repair.WindowStart!.Value, repair.WindowEnd!.Value, chosenBy, Math.Round((window.Start - now).TotalHours, 2), now, repair.BundleId, SameTimes: true);
}

/// <summary>A visit that stands, and when its first place is planned.</summary>
internal sealed record ComingVisit(RepairKey Key, KeptWindow Window, DateTimeOffset Planned);
