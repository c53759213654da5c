using Repairs.Contracts;

namespace Repairs.NoAccess.WeighOutcome;

/// <summary>What one visit turned out to mean.</summary>
/// <param name="Cause">Where it is ours: what we got wrong, as far as a code says it; else the outcome.</param>
/// <param name="Moment">When somebody came, or else when the window began: the visit's place in time.</param>
internal sealed record WeighedVisit(Guid VisitId, Guid RepairId, string Patch, string Trade, Priority Priority, DoorOutcome Outcome, Attribution Attribution, DoorOutcome Cause, DateTimeOffset Moment, DateTimeOffset WindowStart, DateTimeOffset WindowEnd)
{
    /// <summary>Where it is ours and the outcome does not say why: <c>not-told</c>, <c>needs-unread</c>, <c>they-told-us</c> (a dispute that was upheld) or <c>our-side</c>, which says nothing of who told it.</summary>
    public string? Because { get; init; }

    /// <summary>Only no answer, with evidence and with no cause of ours, counts towards the repeat trigger.</summary>
    public bool Counts => Outcome == DoorOutcome.DO10 && Attribution is (Attribution.Circumstance or Attribution.Unknown);
}

/// <summary>
/// The attribution table (access.md): our own causes first, first match wins. The answer depends on the set of facts, never on the order in which they came.
/// The first three rows ask why a visit could not happen; where the work was done there is nothing to ask, so only a dispute goes before <c>Attended</c>.
/// </summary>
internal static class AttributionRule
{
    /// <returns>Null while nothing was reported for a window that stood, or while we have not heard of the appointment and so cannot tell what the resident knew.</returns>
    public static WeighedVisit? Attribute(VisitFacts visit, Thresholds settings)
    {
        if (Head(visit.Reports.Where(r => r.By == Actor.Contractor)) is { } door)
            return Weigh(visit, door, visit.Reports.Any(r => IsAbsence(r) && Stood(visit, r)), settings);
        return visit.Reports.Where(r => IsAbsence(r) && Stood(visit, r)).OrderBy(r => r.OccurredAt).ThenBy(r => r.ReportId).FirstOrDefault() is { } absence
            ? Result(visit, absence, Standing(visit, absence), Attribution.Ours, absence.Outcome)
            : null;
    }

    private static WeighedVisit? Weigh(VisitFacts visit, VisitOutcomeReported door, bool absenceFound, Thresholds settings)
    {
        var window = Standing(visit, door);
        if (window is null && !IsOurs(door.Outcome) && !IsDone(door.Outcome))
            return null;
        var attribution = IsDone(door.Outcome) ? Done(visit) : NotDone(visit, door, window, absenceFound, settings);
        return Result(visit, door, window, attribution, attribution == Attribution.Ours ? CauseOf(door, window, absenceFound, settings) : door.Outcome)
            with { Because = attribution == Attribution.Ours ? BecauseOf(visit, door, window, absenceFound, settings) : null };
    }

    private static string? BecauseOf(VisitFacts visit, VisitOutcomeReported door, PromisedWindow? window, bool absenceFound, Thresholds settings) =>
        IsOurs(door.Outcome) ? null
        : IsDone(door.Outcome) ? "they-told-us"
        : absenceFound || window is null || CameAtAnotherTime(door, window, settings) ? null
        : LastReason(visit) == "ours" ? "our-side"
        : !WasTold(visit, window) ? "not-told"
        : NeedsWereUnread(visit, door, door.ArrivedAt ?? door.WindowStart) ? "needs-unread"
        : "they-told-us";

    private static DoorOutcome CauseOf(VisitOutcomeReported door, PromisedWindow? window, bool absenceFound, Thresholds settings) =>
        IsOurs(door.Outcome) || IsDone(door.Outcome) ? door.Outcome
        : absenceFound ? DoorOutcome.DO22
        : window is not null && CameAtAnotherTime(door, window, settings) ? DoorOutcome.DO21
        : door.Outcome;

    private static Attribution Done(VisitFacts visit) => (visit.Disputed, visit.DisputeUpheld) switch
    {
        (true, null) => Attribution.Disputed,
        (true, true) => Attribution.Ours,
        _ => Attribution.Attended,
    };

    /// <summary>The rows of the table, in their order.</summary>
    private static Attribution NotDone(VisitFacts visit, VisitOutcomeReported door, PromisedWindow? window, bool absenceFound, Thresholds settings)
    {
        var moment = door.ArrivedAt ?? door.WindowStart;
        var reason = LastReason(visit);
        if (IsOurs(door.Outcome) || window is null || absenceFound || CameAtAnotherTime(door, window, settings))
            return Attribution.Ours;
        if (reason == "ours" || !WasTold(visit, window) || NeedsWereUnread(visit, door, moment))
            return Attribution.Ours;
        if (visit.Pauses.Any(p => p.Holds(moment)))
            return Attribution.Paused;
        if (visit is { Disputed: true, DisputeUpheld: not false })
            return visit.DisputeUpheld is null ? Attribution.Disputed : Attribution.Ours;
        if (door.Outcome is DoorOutcome.DO11 or DoorOutcome.DO12 || GivenUpBefore(visit, window))
            return Attribution.AgreedChange;
        if (door.Outcome is >= DoorOutcome.DO13 and <= DoorOutcome.DO18)
            return Attribution.Circumstance;
        if (!Evidence(visit, door).Complete)
            return Attribution.Unevidenced;
        return reason == "circumstance" ? Attribution.Circumstance : Attribution.Unknown;
    }

    private static bool IsDone(DoorOutcome outcome) => outcome is DoorOutcome.DO01 or DoorOutcome.DO02;

    private static bool IsOurs(DoorOutcome outcome) => outcome is >= DoorOutcome.DO20 and <= DoorOutcome.DO24;

    private static bool IsAbsence(VisitOutcomeReported report) => report.By == Actor.System;

    /// <summary>The report that no other supersedes; of several, that of the latest window, and of who came last in it, whenever we heard of it.</summary>
    private static VisitOutcomeReported? Head(IEnumerable<VisitOutcomeReported> reports)
    {
        var all = reports.ToList();
        var replaced = all.Where(r => r.Supersedes is not null).Select(r => r.Supersedes!.Value).ToHashSet();
        var heads = all.Where(r => !replaced.Contains(r.ReportId)).ToList();
        return (heads.Count > 0 ? heads : all).OrderByDescending(r => r.WindowStart).ThenByDescending(r => r.ArrivedAt ?? DateTimeOffset.MinValue).ThenByDescending(r => r.OccurredAt).ThenBy(r => r.ReportId).FirstOrDefault();
    }

    /// <summary>The window that stood when they came, or when it ended and nobody had: the last one set by then.</summary>
    private static PromisedWindow? Standing(VisitFacts visit, VisitOutcomeReported report)
    {
        var by = report.ArrivedAt ?? report.WindowEnd;
        return visit.Windows.OrderByDescending(w => w.At <= by).ThenByDescending(w => w.At).ThenBy(w => w.AppointmentId).FirstOrDefault();
    }

    /// <summary>An absence found in a window that had been moved or given up is no absence.</summary>
    private static bool Stood(VisitFacts visit, VisitOutcomeReported absence) =>
        Standing(visit, absence) is not { } window || (window.Start == absence.WindowStart && !GivenUpBefore(visit, window));

    private static bool CameAtAnotherTime(VisitOutcomeReported door, PromisedWindow window, Thresholds settings)
    {
        var grace = TimeSpan.FromMinutes(settings.GraceMinutes);
        return door.ArrivedAt is { } arrived && (arrived < window.Start - grace || arrived > window.End + grace);
    }

    /// <summary>
    /// A window the resident chose is told; any other where the last message about this visit that reached them before it begins names this very window: moved
    /// there and back, it is the one in between that they know of.
    /// </summary>
    private static bool WasTold(VisitFacts visit, PromisedWindow window)
    {
        if (window.By == Actor.Resident)
            return true;
        var instants = InstantsOf(visit, window);
        var told = visit.Delivered.Where(m => m.OccurredAt <= window.Start && m is { WindowStart: not null, WindowEnd: not null }).ToList();
        var last = told.Where(m => m.VisitId is not null).Select(m => (DateTimeOffset?)m.OccurredAt).Max();
        return told.Any(m => (m.VisitId is null || m.OccurredAt == last) && instants.Contains((m.WindowStart!.Value, m.WindowEnd!.Value)));
    }

    /// <summary>A window by the zone's rules, and by those that it was told by: the same local times.</summary>
    private static HashSet<(DateTimeOffset Start, DateTimeOffset End)> InstantsOf(VisitFacts visit, PromisedWindow window)
    {
        HashSet<(DateTimeOffset Start, DateTimeOffset End)> instants = [(window.Start, window.End)];
        foreach (var change in visit.SameTimes.Where(c => c.OccurredAt <= window.At).OrderByDescending(c => c.OccurredAt))
        {
            if (instants.Contains((change.WindowStart, change.WindowEnd)))
                instants.Add((change.PreviousWindowStart, change.PreviousWindowEnd));
        }

        return instants;
    }

    /// <summary>
    /// Something that helps at this door stood when they came, and whoever came had not read it: not at all, or only before it was there. That somebody else
    /// had read it helps nobody at the door. While we have not heard of any reading of theirs, the report's own word counts.
    /// </summary>
    private static bool NeedsWereUnread(VisitFacts visit, VisitOutcomeReported door, DateTimeOffset moment)
    {
        var read = visit.BriefsRead.Where(b => b.OperativeRef == door.OperativeRef && b.OccurredAt <= moment).Select(b => b.OccurredAt).ToList();
        return visit.Adjustments.Any(a => a.Holds(moment) && (read.Count > 0 ? read.Max() < a.From : !Evidence(visit, door).BriefRead));
    }

    private static bool GivenUpBefore(VisitFacts visit, PromisedWindow window) =>
        visit.Cancellations.Any(c => c.AppointmentId == window.AppointmentId && c.OccurredAt < window.Start);

    private static string? LastReason(VisitFacts visit) =>
        visit.Reasons.OrderByDescending(r => r.OccurredAt).ThenByDescending(r => r.Kind, StringComparer.Ordinal).FirstOrDefault()?.Kind;

    /// <summary>A part that was shown once stays shown: photos arrive after their report, in any order.</summary>
    private static DoorEvidence Evidence(VisitFacts visit, VisitOutcomeReported door)
    {
        var parts = visit.LaterEvidence.Where(e => e.ReportId == door.ReportId).Select(e => e.Evidence).Append(door.Evidence).OfType<DoorEvidence>().ToList();
        return new DoorEvidence(
            parts.Any(p => p.TimeOnSite),
            parts.Any(p => p.NearAddress),
            parts.Any(p => p.TwoTries),
            parts.Any(p => p.CardPhoto),
            parts.Any(p => p.BriefRead));
    }

    private static WeighedVisit Result(VisitFacts visit, VisitOutcomeReported report, PromisedWindow? window, Attribution attribution, DoorOutcome cause) =>
        new(visit.VisitId, report.RepairId, report.Patch, report.Trade, report.Priority, report.Outcome, attribution, cause, report.ArrivedAt ?? report.WindowStart, window?.Start ?? report.WindowStart, window?.End ?? report.WindowEnd);
}
