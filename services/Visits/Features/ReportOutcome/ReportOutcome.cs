using System.Security.Cryptography;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Visits.Features.ReadBrief;

namespace Repairs.Visits.Features.ReportOutcome;

internal enum ReportTaken
{
    Stored,
    /// <summary>The same report, sent again.</summary>
    Known,
    NotMine,
    /// <summary>The same id with other content.</summary>
    IdUsed,
    /// <summary>Another report stands and this one does not name it.</summary>
    AnotherStands,
    /// <summary>"We did not come", from somebody who no longer has the visit.</summary>
    GivenAway,
    Unacceptable,
}

/// <summary>What became of a report.</summary>
/// <param name="Standing">The report that stands instead, for <see cref="ReportTaken.AnotherStands"/>.</param>
/// <param name="Told">What was noticed is passed on, although the report itself is not taken: the caller commits.</param>
internal sealed record ReportAnswer(ReportTaken Taken, DoorEvidence? Evidence = null, Guid? Standing = null, Faults? Faults = null, bool Told = false);

/// <summary>Takes a report of what happened at the door, by page or by API, from whoever has the visit or had it: they may not have known that it was given to somebody else. The visit's row is locked, so that reports and photos of one visit follow each other.</summary>
internal sealed class ReportOutcome(VisitsSettings settings, BusinessClock clock)
{
    /// <summary>Stores the report and queues its events in <paramref name="unit"/>; the caller commits.</summary>
    /// <param name="day">The visit's day when it was typed, where that is known; otherwise the day of now.</param>
    /// <param name="madeAt">When it was typed, where that is known.</param>
    public async Task<ReportAnswer> TakeAsync(UnitOfWork unit, Caller caller, Guid visitId, OutcomeReport report, CancellationToken ct, DateOnly? day = null, DateTimeOffset? madeAt = null)
    {
        var now = clock.GetUtcNow();
        var said = report.ArrivedAt ?? report.LeftAt ?? (madeAt < now ? madeAt.Value : now);
        Assignment About(IReadOnlyList<Assignment> theirs) => report.Outcome == nameof(DoorOutcome.DO22) ? WindowRule.OfAbsence(theirs, day ?? LondonTime.DateOf(said), said, now) : WindowRule.Of(theirs, said);
        var visit = caller.OperativeRef is null ? null : await AssignmentSql.LockAsync(unit, caller.Landlord, caller.OperativeRef, visitId, About, ct);
        return visit is null ? new ReportAnswer(ReportTaken.NotMine) : await TakeAsync(unit, visit, caller.OperativeRef!, report, ct);
    }

    /// <summary>As above, for a visit that is locked already.</summary>
    public async Task<ReportAnswer> TakeAsync(UnitOfWork unit, VisitFacts visit, string operativeRef, OutcomeReport report, CancellationToken ct, bool withTimes = true)
    {
        var now = clock.GetUtcNow();
        var hash = report.ContentHash(visit.VisitId, operativeRef);
        var known = await ReportOutcomeSql.KnownAsync(unit, visit, operativeRef, report, ct);
        if (known.SameIdKnown)
            return new ReportAnswer(known.SameIdHash?.AsSpan().SequenceEqual(hash) == true ? ReportTaken.Known : ReportTaken.IdUsed);
        if (withTimes && ReportRule.Unacceptable(report, visit.WindowStart, now) is { Any: true } faults)
            return new ReportAnswer(ReportTaken.Unacceptable, Faults: faults);

        // Whether anybody came is for the one who has the visit now to say; what somebody noticed is never lost.
        if (visit.GivenAway && report.Outcome == nameof(DoorOutcome.DO22))
            return new ReportAnswer(ReportTaken.GivenAway, Told: Tell(unit, visit, operativeRef, report, Observed(report), now));
        var (replaces, replacedBy) = Beside(known, visit, operativeRef, report);
        if (known.StandingReportId != (replacedBy ?? replaces))
            return new ReportAnswer(ReportTaken.AnotherStands, Standing: known.StandingReportId);

        var evidence = DoorOutcomeRule.Judge(report, known.Terms, known.PhotoHere, settings);
        if (!await ReportOutcomeSql.WriteAsync(unit, visit, operativeRef, report, hash, replaces, replacedBy, evidence, now, ct))
            return new ReportAnswer(ReportTaken.IdUsed);
        Publish(unit, visit, operativeRef, report, replaces, evidence, now);
        return new ReportAnswer(ReportTaken.Stored, evidence);
    }

    /// <summary>
    /// The system's own finding that nobody came gives way to whoever was there. Of two people who both came in one window, the visit having gone from one to
    /// the other, the one who came later stands, in whatever order their phones found signal. A report of another window is replaced by none of this one.
    /// </summary>
    private static (Guid? Replaces, Guid? ReplacedBy) Beside(KnownBefore known, VisitFacts visit, string operativeRef, OutcomeReport report) => known switch
    {
        { StandingMadeBy: nameof(Actor.System) } => (known.StandingReportId, null),
        { StandingBy: { } other } when other != operativeRef && known.StandingReportId != report.Supersedes =>
            report.ArrivedAt is null || known.StandingArrivedAt > report.ArrivedAt ? (null, known.StandingReportId) : (known.StandingReportId, null),
        { NamedWindow: { } window } when window != visit.WindowStart => (null, null),
        _ => (report.Supersedes, null),
    };

    private static void Publish(UnitOfWork unit, VisitFacts visit, string operativeRef, OutcomeReport report, Guid? supersedes, DoorEvidence? evidence, DateTimeOffset now)
    {
        var outcome = OutcomeCodes.All[report.Outcome];
        var observed = Observed(report);
        var came = outcome != DoorOutcome.DO22;
        unit.Publish(new VisitOutcomeReported(
            visit.Landlord, report.ReportId, supersedes, visit.VisitId, visit.RepairId, visit.HouseholdRef, visit.Patch, visit.Trade,
            Enum.Parse<Priority>(visit.Priority!), visit.Contractor!, operativeRef, outcome,
            came ? report.ArrivedAt?.ToUniversalTime() : null, came ? report.LeftAt?.ToUniversalTime() : null,
            evidence, observed, visit.WindowStart, visit.WindowEnd, Actor.Contractor, now));
        Tell(unit, visit, operativeRef, report, observed, now);
    }

    private static DoorOutcome[] Observed(OutcomeReport report) => [.. (report.Observed ?? []).Distinct().Order().Select(o => OutcomeCodes.All[o])];

    /// <summary>Passes on what was noticed besides: once for each window and whoever saw it, however often their report is mended. False: nothing was.</summary>
    private static bool Tell(UnitOfWork unit, VisitFacts visit, string operativeRef, OutcomeReport report, DoorOutcome[] observed, DateTimeOffset now)
    {
        // We knew when whoever came saw it, not when their phone found signal (policy.md §1).
        var seen = (report.ArrivedAt ?? report.LeftAt)?.ToUniversalTime() is { } at && at < now ? at : now;
        if (observed.Contains(DoorOutcome.DO30))
            unit.Publish(new HazardObserved(visit.Landlord, visit.VisitId, visit.RepairId, visit.HouseholdRef, visit.Patch, seen), OneFor(visit, operativeRef, "DO30"));
        if (observed.Contains(DoorOutcome.DO31))
        {
            var immediate = report.Immediate == true;
            unit.Publish(new WelfareConcernRaised(visit.Landlord, visit.VisitId, visit.RepairId, visit.HouseholdRef, immediate, now), OneFor(visit, operativeRef, immediate ? "DO31 now" : "DO31"));
        }

        return observed.Length > 0;
    }

    /// <summary>An event id that the same cause gives again.</summary>
    private static Guid OneFor(VisitFacts visit, string operativeRef, string cause)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{visit.VisitId:N} {visit.WindowStart.UtcDateTime:O} {operativeRef} {cause}"), hash);
        return new Guid(hash[..16]);
    }
}
