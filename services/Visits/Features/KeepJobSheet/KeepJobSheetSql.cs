using Dapper;
using Repairs.Platform;

namespace Repairs.Visits.Features.KeepJobSheet;

/// <summary>A visit that stands, as an event tells it.</summary>
internal sealed record StandingVisit
{
    public required string Landlord { get; init; }

    public required Guid VisitId { get; init; }

    public required Guid RepairId { get; init; }

    public required string HouseholdRef { get; init; }

    public required string Patch { get; init; }

    public required string Trade { get; init; }

    public required string Priority { get; init; }

    public required string Contractor { get; init; }

    public required string OperativeRef { get; init; }

    public required DateOnly VisitDate { get; init; }

    public required TimeOnly FromTime { get; init; }

    public required TimeOnly ToTime { get; init; }

    public required DateTimeOffset WindowStart { get; init; }

    public required DateTimeOffset WindowEnd { get; init; }

    public required DateTimeOffset AsOf { get; init; }

    public required int AsOfRank { get; init; }

    public required DateTimeOffset SheetDueAt { get; init; }

    public required DateTimeOffset SheetUntil { get; init; }

    public required DateTimeOffset AbsenceDueAt { get; init; }
}

/// <summary>A visit that no longer stands.</summary>
/// <param name="AbsenceDueAt">Set where it was cancelled too late to undo that nobody came.</param>
internal sealed record EndedVisit(
    string Landlord, Guid VisitId, Guid RepairId, string HouseholdRef, string Patch, string Trade, DateTimeOffset WindowStart, DateTimeOffset WindowEnd, DateTimeOffset AsOf,
    DateTimeOffset? AbsenceDueAt);

/// <summary>A visit whose address and job are not here yet.</summary>
internal sealed record SheetToFetch
{
    public string Landlord { get; init; } = "";

    public Guid VisitId { get; init; }
}

internal static class KeepJobSheetSql
{
    private const string Keep = """
        insert into visit (
          landlord, visit_id, repair_id, household_ref, patch, trade, priority, contractor, operative_ref, visit_date, from_time, to_time,
          window_start, window_end, stands, as_of, as_of_rank, sheet_due_at, sheet_until, absence_due_at)
        values (
          @Landlord, @VisitId, @RepairId, @HouseholdRef, @Patch, @Trade, @Priority, @Contractor, @OperativeRef, @VisitDate, @FromTime, @ToTime,
          @WindowStart, @WindowEnd, true, @AsOf, @AsOfRank, @SheetDueAt, @SheetUntil, @AbsenceDueAt)
        on conflict (landlord, visit_id) do update
        set patch = excluded.patch,
            trade = excluded.trade,
            priority = excluded.priority,
            contractor = excluded.contractor,
            operative_ref = excluded.operative_ref,
            visit_date = excluded.visit_date,
            from_time = excluded.from_time,
            to_time = excluded.to_time,
            window_start = excluded.window_start,
            window_end = excluded.window_end,
            stands = true,
            as_of = excluded.as_of,
            as_of_rank = excluded.as_of_rank,
            sheet_due_at = excluded.sheet_due_at,
            sheet_until = excluded.sheet_until,
            absence_due_at = case
              when exists (select 1 from report r where r.landlord = visit.landlord and r.visit_id = visit.visit_id and r.window_start = excluded.window_start) then null
              else excluded.absence_due_at end
        where (visit.as_of, visit.as_of_rank) < (excluded.as_of, excluded.as_of_rank);

        insert into assignment (
          landlord, visit_id, as_of, as_of_rank, operative_ref, contractor, priority, patch, trade, visit_date, from_time, to_time, window_start, window_end)
        values (
          @Landlord, @VisitId, @AsOf, @AsOfRank, @OperativeRef, @Contractor, @Priority, @Patch, @Trade, @VisitDate, @FromTime, @ToTime, @WindowStart, @WindowEnd)
        on conflict do nothing;

        -- A late cancellation that came here first waits for the name of who was to come.
        update visit
        set priority = @Priority,
            contractor = @Contractor,
            operative_ref = @OperativeRef,
            visit_date = @VisitDate,
            from_time = @FromTime,
            to_time = @ToTime
        where landlord = @Landlord
        and visit_id = @VisitId
        and not stands
        and absence_due_at is not null
        and window_start = @WindowStart
        """;

    private const string End = """
        insert into visit (landlord, visit_id, repair_id, household_ref, patch, trade, window_start, window_end, stands, as_of, as_of_rank, absence_due_at)
        values (@Landlord, @VisitId, @RepairId, @HouseholdRef, @Patch, @Trade, @WindowStart, @WindowEnd, false, @AsOf, 2, @AbsenceDueAt)
        on conflict (landlord, visit_id) do update
        set stands = false,
            window_start = excluded.window_start,
            window_end = excluded.window_end,
            as_of = excluded.as_of,
            as_of_rank = excluded.as_of_rank,
            address = null,
            job = null,
            lat = null,
            lon = null,
            sheet_due_at = null,
            absence_due_at = case
              when exists (select 1 from report r where r.landlord = visit.landlord and r.visit_id = visit.visit_id and r.window_start = excluded.window_start) then null
              else excluded.absence_due_at end
        where (visit.as_of, visit.as_of_rank) < (excluded.as_of, excluded.as_of_rank)
        """;

    private const string Claim = """
        select landlord, visit_id
        from visit
        where sheet_due_at <= @now
        order by sheet_due_at
        limit 40
        for update skip locked
        """;

    private const string Fill = """
        update visit
        set address = @address, job = @job, lat = @lat, lon = @lon, sheet_due_at = null
        where landlord = @landlord
        and visit_id = @visitId
        """;

    private const string AskAgain = """
        update visit
        set sheet_due_at = case when sheet_until > @at then @at else null end
        where landlord = @landlord
        and visit_id = @visitId
        """;

    private const string Remove = """
        with ended as (
          select landlord, visit_id
          from visit
          where address is not null
          and sheet_until <= @now
          limit 200
          for update skip locked)
        update visit v
        set address = null, job = null, lat = null, lon = null, sheet_due_at = null
        from ended e
        where v.landlord = e.landlord
        and v.visit_id = e.visit_id
        """;

    public static Task KeepAsync(UnitOfWork unit, StandingVisit visit, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Keep, visit, unit.Transaction, cancellationToken: ct));

    public static Task EndAsync(UnitOfWork unit, EndedVisit visit, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(End, visit, unit.Transaction, cancellationToken: ct));

    public static async Task<List<SheetToFetch>> ClaimAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<SheetToFetch>(new CommandDefinition(Claim, new { now }, unit.Transaction, cancellationToken: ct))).AsList();

    public static Task FillAsync(UnitOfWork unit, SheetToFetch visit, JobSheet sheet, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Fill, new { landlord = visit.Landlord, visitId = visit.VisitId, address = sheet.Address, job = sheet.Job, lat = sheet.Lat, lon = sheet.Lon }, unit.Transaction, cancellationToken: ct));

    public static Task AskAgainAsync(UnitOfWork unit, SheetToFetch visit, DateTimeOffset at, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(AskAgain, new { landlord = visit.Landlord, visitId = visit.VisitId, at }, unit.Transaction, cancellationToken: ct));

    public static Task<int> RemoveAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Remove, new { now }, unit.Transaction, cancellationToken: ct));
}
