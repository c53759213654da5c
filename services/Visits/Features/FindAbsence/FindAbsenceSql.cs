using Dapper;
using Repairs.Platform;

namespace Repairs.Visits.Features.FindAbsence;

/// <summary>A visit nobody came to.</summary>
internal sealed record MissedByUs
{
    public string Landlord { get; init; } = "";

    public Guid VisitId { get; init; }

    public Guid RepairId { get; init; }

    public string HouseholdRef { get; init; } = "";

    public string Patch { get; init; } = "";

    public string Trade { get; init; } = "";

    public string? Priority { get; init; }

    public string? Contractor { get; init; }

    public string? OperativeRef { get; init; }

    public DateTimeOffset WindowStart { get; init; }

    public DateTimeOffset WindowEnd { get; init; }

    public Guid ReportId { get; init; }
}

internal static class FindAbsenceSql
{
    // Cancelled visits too: whoever cancels once the window had begun does not undo that nobody came.
    // A report that comes in this very moment either clears the due time first or finds the row locked; the unique indexes settle what is left.
    private const string Record = """
        with due as (
          select landlord, visit_id
          from visit
          where absence_due_at <= @now
          and operative_ref is not null
          order by absence_due_at
          limit 100
          for update skip locked),
        cleared as (
          update visit v
          set absence_due_at = null
          from due d
          where v.landlord = d.landlord
          and v.visit_id = d.visit_id
          returning v.landlord, v.visit_id, v.repair_id, v.household_ref, v.patch, v.trade, v.priority, v.contractor, v.operative_ref, v.window_start, v.window_end),
        made as (
          insert into report (landlord, report_id, visit_id, made_by, outcome, observed, window_start, reported_at)
          select landlord, gen_random_uuid(), visit_id, 'System', 'DO22', '{}', window_start, @now
          from cleared
          on conflict do nothing
          returning landlord, visit_id, report_id)
        select c.*, m.report_id
        from made m
        join cleared c using (landlord, visit_id)
        """;

    public static async Task<List<MissedByUs>> RecordAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<MissedByUs>(new CommandDefinition(Record, new { now }, unit.Transaction, cancellationToken: ct))).AsList();
}
