using Dapper;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What is known of a visit so far.</summary>
internal sealed class KnownOutcome
{
    public Guid? ReportId { get; init; }

    public Guid? Supersedes { get; init; }

    public string? OutcomeBy { get; init; }

    public DateTimeOffset? OutcomeAt { get; init; }

    /// <summary>When the window began that it was about, and when they came.</summary>
    public DateTimeOffset? OutcomeWindow { get; init; }

    public DateTimeOffset? OutcomeArrived { get; init; }

    public string? Attribution { get; init; }
}

internal static class LearnOutcomeSql
{
    private const string Find = """
        select report_id, supersedes, outcome_by, outcome_at, outcome_window, outcome_arrived, attribution
        from visit
        where landlord = @Landlord and visit_id = @visitId
        """;

    private const string Keep = """
        insert into visit (landlord, visit_id, repair_id, report_id, supersedes, outcome, outcome_by, outcome_at, outcome_window, outcome_arrived)
        values (@Landlord, @VisitId, @RepairId, @ReportId, @Supersedes, @Outcome, @By, @OccurredAt, @WindowStart, @ArrivedAt)
        on conflict (landlord, visit_id)
        do update set report_id = excluded.report_id, supersedes = excluded.supersedes, outcome = excluded.outcome, outcome_by = excluded.outcome_by, outcome_at = excluded.outcome_at,
          outcome_window = excluded.outcome_window, outcome_arrived = excluded.outcome_arrived
        """;

    // A report belongs to the window it names, and to whoever was to come when they came: a visit that was moved or given to somebody else meanwhile stands.
    private const string Reported = """
        landlord = @Landlord and visit_id = @VisitId and status in ('booked', 'started', 'done', 'missed') and window_start = @WindowStart
          and (@ArrivedAt::timestamptz is null or booked_at <= @ArrivedAt)
        """;

    private const string EndAppointment = $"""
        update place
        set status = @status
        where landlord = @Landlord
          and appointment_id in (
            select appointment_id
            from appointment
            where {Reported});

        update appointment
        set status = @status, ended_by = @By, ended_at = @OccurredAt
        where {Reported};
        """;

    private const string MissedAfterAll = """
        update appointment
        set status = 'missed'
        where landlord = @Landlord and visit_id = @VisitId and status = 'done';

        update place
        set status = 'missed'
        where landlord = @Landlord and status = 'done' and appointment_id in (select appointment_id from appointment where landlord = @Landlord and visit_id = @VisitId)
        """;

    private const string Attribute = """
        insert into visit (landlord, visit_id, repair_id, attribution, attribution_revision)
        values (@Landlord, @VisitId, @RepairId, @Attribution, @Revision)
        on conflict (landlord, visit_id)
        do update set attribution = excluded.attribution, attribution_revision = excluded.attribution_revision
        where visit.attribution_revision < excluded.attribution_revision
        """;

    public static Task<KnownOutcome?> FindAsync(UnitOfWork unit, RepairKey key, Guid visitId, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<KnownOutcome?>(new CommandDefinition(Find, new { key.Landlord, visitId }, unit.Transaction, cancellationToken: ct));

    public static Task KeepAsync(UnitOfWork unit, VisitOutcomeReported e, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Keep, new { e.Landlord, e.VisitId, e.RepairId, e.ReportId, e.Supersedes, Outcome = e.Outcome.ToString(), By = e.By.ToString(), e.OccurredAt, e.WindowStart, e.ArrivedAt }, unit.Transaction, cancellationToken: ct));

    public static Task EndAppointmentAsync(UnitOfWork unit, VisitOutcomeReported e, string status, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            EndAppointment, new { e.Landlord, e.VisitId, e.WindowStart, e.ArrivedAt, status, By = e.By.ToString(), e.OccurredAt }, unit.Transaction, cancellationToken: ct));

    /// <summary>The work that was said to be done was not.</summary>
    public static Task MissedAfterAllAsync(UnitOfWork unit, VisitAttributed e, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(MissedAfterAll, new { e.Landlord, e.VisitId }, unit.Transaction, cancellationToken: ct));

    /// <summary>False where something newer is known.</summary>
    public static async Task<bool> AttributeAsync(UnitOfWork unit, VisitAttributed e, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(
            Attribute, new { e.Landlord, e.VisitId, e.RepairId, Attribution = e.Attribution.ToString(), e.Revision }, unit.Transaction, cancellationToken: ct)) == 1;
}
