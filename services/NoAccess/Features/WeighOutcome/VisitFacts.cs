using Repairs.Contracts;

namespace Repairs.NoAccess.WeighOutcome;

/// <summary>A window that was promised.</summary>
internal sealed record PromisedWindow(Guid AppointmentId, DateTimeOffset Start, DateTimeOffset End, Actor By, DateTimeOffset At, string Patch, string Trade, Guid RepairId);

/// <summary>A stretch of time in which nothing counts, or in which an adjustment is in force. <paramref name="Until"/> is exclusive.</summary>
internal sealed record Stretch(DateTimeOffset From, DateTimeOffset Until)
{
    public bool Holds(DateTimeOffset at) => From <= at && at < Until;
}

/// <summary>Everything known about one visit, with the household's pauses and adjustments: what <see cref="AttributionRule"/> reads. Sets, not sequences.</summary>
internal sealed record VisitFacts
{
    public required Guid VisitId { get; init; }

    public IReadOnlyList<PromisedWindow> Windows { get; init; } = [];

    /// <summary>The same local times, of which the zone's rules made other instants.</summary>
    public IReadOnlyList<AppointmentChanged> SameTimes { get; init; } = [];

    public IReadOnlyList<AppointmentCancelled> Cancellations { get; init; } = [];

    public IReadOnlyList<VisitOutcomeReported> Reports { get; init; } = [];

    public IReadOnlyList<VisitEvidenceAdded> LaterEvidence { get; init; } = [];

    public IReadOnlyList<VisitBriefRead> BriefsRead { get; init; } = [];

    /// <summary>Messages that told a window and did not come back.</summary>
    public IReadOnlyList<MessageSent> Delivered { get; init; } = [];

    public IReadOnlyList<ReasonShared> Reasons { get; init; } = [];

    public bool Disputed { get; init; }

    /// <summary>Null while nobody decided.</summary>
    public bool? DisputeUpheld { get; init; }

    public IReadOnlyList<Stretch> Pauses { get; init; } = [];

    public IReadOnlyList<Stretch> Adjustments { get; init; } = [];
}

/// <summary>A household's facts, sorted by what they are about.</summary>
internal sealed class HouseholdFacts
{
    private readonly ILookup<Type, IEvent> _byType;

    public HouseholdFacts(IEnumerable<IEvent> history)
    {
        All = [.. history.DistinctBy(Facts.KeyOf)];
        _byType = All.ToLookup(f => f.GetType());
        Delivered = DeliveredOf();
        Pauses = [.. PausesOf(All)];
        Adjustments = [.. AdjustmentsOf(All)];
        Visits = [.. VisitsOf()];
    }

    public IReadOnlyList<IEvent> All { get; }

    public IReadOnlyList<Stretch> Pauses { get; }

    public IReadOnlyList<Stretch> Adjustments { get; }

    public IReadOnlyList<VisitFacts> Visits { get; }

    public IEnumerable<T> Of<T>()
        where T : class, IEvent => _byType[typeof(T)].Select(f => (T)f);

    /// <summary>Messages that reached the household, as far as we know.</summary>
    public IReadOnlyList<MessageSent> Delivered { get; }

    private List<MessageSent> DeliveredOf()
    {
        var back = Of<MessageUndelivered>().Select(m => m.MessageId).ToHashSet();
        return [.. Of<MessageSent>().Where(m => !back.Contains(m.MessageId))];
    }

    private IEnumerable<VisitFacts> VisitsOf()
    {
        var windows = Of<AppointmentBooked>()
            .Select(e => (e.VisitId, Window: new PromisedWindow(e.AppointmentId, e.WindowStart, e.WindowEnd, e.By, e.OccurredAt, e.Patch, e.Trade, e.RepairId)))
            .Concat(Of<AppointmentChanged>()
                .Select(e => (e.VisitId, Window: new PromisedWindow(e.AppointmentId, e.WindowStart, e.WindowEnd, e.KeepsThePromise() ? WhoChose(e) : e.By, e.OccurredAt, e.Patch, e.Trade, e.RepairId))))
            .ToLookup(w => w.VisitId, w => w.Window);
        var sameTimes = Of<AppointmentChanged>().Where(e => e.SameTimes).ToLookup(e => e.VisitId);
        var told = Delivered.Where(m => m.WindowStart is not null).ToList();
        var cancelled = Of<AppointmentCancelled>().ToLookup(e => e.VisitId);
        var evidence = Of<VisitEvidenceAdded>().ToLookup(e => e.VisitId);
        var read = Of<VisitBriefRead>().ToLookup(e => e.VisitId);
        var reasons = Of<ReasonShared>().ToLookup(e => e.VisitId);
        var withdrawn = Of<DisputeWithdrawn>().ToLookup(e => e.VisitId, e => e.OccurredAt);
        var disputed = Of<VisitDisputed>().Where(e => !withdrawn[e.VisitId].Any(at => at > e.OccurredAt)).Select(e => e.VisitId).ToHashSet();
        var decided = Of<DisputeDecided>().ToLookup(e => e.VisitId, e => e.Upheld);

        foreach (var visit in Of<VisitOutcomeReported>().GroupBy(r => r.VisitId))
        {
            var repair = visit.First().RepairId;
            yield return new VisitFacts
            {
                VisitId = visit.Key,
                Reports = [.. visit],
                Windows = [.. windows[visit.Key]],
                SameTimes = [.. sameTimes[visit.Key]],
                Cancellations = [.. cancelled[visit.Key]],
                LaterEvidence = [.. evidence[visit.Key]],
                BriefsRead = [.. read[visit.Key]],
                Delivered = [.. told.Where(m => m.VisitId == visit.Key || (m.VisitId is null && m.RepairId == repair))],
                Reasons = [.. reasons[visit.Key]],
                Disputed = disputed.Contains(visit.Key),
                DisputeUpheld = decided.Contains(visit.Key) ? decided[visit.Key].First() : null,
                Pauses = Pauses,
                Adjustments = Adjustments,
            };
        }
    }

    /// <summary>Whoever chose the window that is kept: another person who comes, or other rules of the zone, choose nothing.</summary>
    private Actor WhoChose(AppointmentChanged kept)
    {
        bool IsBefore(Guid visitId, DateTimeOffset start, DateTimeOffset end) => visitId == kept.VisitId && start == kept.PreviousWindowStart && end == kept.PreviousWindowEnd;

        var before = Of<AppointmentBooked>().Where(b => IsBefore(b.VisitId, b.WindowStart, b.WindowEnd) && b.OccurredAt <= kept.OccurredAt)
            .Select(b => (b.OccurredAt, b.AppointmentId, b.By, Changed: (AppointmentChanged?)null))
            .Concat(Of<AppointmentChanged>()
                .Where(c => IsBefore(c.VisitId, c.WindowStart, c.WindowEnd) && (c.SameTimes ? c.OccurredAt < kept.OccurredAt : !c.KeepsThePromise() && c.OccurredAt <= kept.OccurredAt))
                .Select(c => (c.OccurredAt, c.AppointmentId, c.By, Changed: (AppointmentChanged?)c)))
            .OrderByDescending(w => w.OccurredAt).ThenBy(w => w.AppointmentId)
            .ToList();
        return before is not [var last, ..] ? kept.By : last.Changed is { SameTimes: true } same ? WhoChose(same) : last.By;
    }

    private static IEnumerable<Stretch> PausesOf(IReadOnlyList<IEvent> all)
    {
        var ends = all.OfType<AvailabilityResumed>().ToLookup(e => e.PauseId, e => e.EndedAt);
        return all.OfType<AvailabilityPaused>()
            .Select(p => new Stretch(p.From, ends[p.PauseId].Append(p.To ?? DateTimeOffset.MaxValue).Min()));
    }

    private static IEnumerable<Stretch> AdjustmentsOf(IReadOnlyList<IEvent> all)
    {
        var ends = all.OfType<AdjustmentWithdrawn>().ToLookup(e => e.AdjustmentId, e => e.OccurredAt);
        return all.OfType<AdjustmentRecorded>()
            .Select(a => new Stretch(a.OccurredAt, ends[a.AdjustmentId].Append(DateTimeOffset.MaxValue).Min()));
    }
}
