using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>An absence of somebody, and whose desk recorded it.</summary>
internal sealed class KnownAbsence
{
    public string Landlord { get; init; } = "";

    public Guid AbsenceId { get; init; }

    public string Kind { get; init; } = "";

    public DateTimeOffset Starts { get; init; }

    public DateTimeOffset Ends { get; init; }

    public string RecordedBy { get; init; } = "";
}

/// <summary>A visit in working time that would be taken away.</summary>
internal sealed class TouchedVisit
{
    public string Landlord { get; init; } = "";

    public DateOnly Date { get; init; }

    public TimeOnly FromTime { get; init; }

    public TimeOnly ToTime { get; init; }

    public string? Trade { get; init; }

    public string Patch { get; init; } = "";

    public Guid RepairId { get; init; }
}

internal static class TimesSql
{
    private const string Shifts = """
        select s.operative_id, s.day, s.kind = 'absence' as absent, s.from_time, s.to_time
        from shift s
        where s.operative_id = @operativeId and s.day between @first and @last
        order by s.day, s.from_time, s.to_time
        """;

    private const string Absences = """
        select landlord, absence_id, kind, starts, ends, recorded_by
        from absence
        where operative_id = @operativeId and removed_at is null and ends > @from and starts < @to and (kind = 'away' or landlord = @landlord)
        order by starts, ends, absence_id
        """;

    private const string Touched = """
        select distinct a.landlord, a.date, a.from_time, a.to_time, r.trade, r.patch, r.repair_id, a.window_start
        from unnest(@away, @awayFrom, @awayTo) as t (operative_id, starts, ends)
        join place p on p.operative_id = t.operative_id and p.status in ('booked', 'started') and p.planned && tstzrange(t.starts, t.ends)
        join appointment a on a.landlord = p.landlord and a.appointment_id = p.appointment_id and a.status in ('booked', 'started')
        join repair r on r.landlord = a.landlord and r.repair_id = a.repair_id
        where a.window_end > @now
        order by a.window_start, r.repair_id
        """;

    private const string Delete = """
        delete from shift
        where operative_id = @operativeId and day = @day and kind = 'shift' and from_time = @from and to_time = @to
        """;

    private const string Insert = """
        insert into shift (operative_id, day, kind, from_time, to_time)
        values (@operativeId, @day, 'shift', @from, @to)
        on conflict do nothing
        """;

    private const string TakeAway = """
        insert into shift_taken_away (operative_id, day, from_time, to_time, change_id, at)
        values (@operativeId, @day, @from, @to, @once, @now)
        on conflict (operative_id, day, from_time, to_time)
        do update set change_id = excluded.change_id, at = excluded.at
        """;

    private const string IsDone = """
        select exists (
          select
          from shift_taken_away
          where operative_id = @operativeId and day = @day and from_time = @from and to_time = @to and change_id = @once)
        """;

    private const string TakenAway = """
        select day, false as absent, from_time, to_time
        from shift_taken_away
        where operative_id = @operativeId and day between @first and @last
        order by day, from_time, to_time
        """;

    private const string Back = """
        delete from shift_taken_away
        where operative_id = @operativeId and day = @day and from_time = @from and to_time = @to
        """;

    private const string SeeTo = """
        insert into absence (landlord, absence_id, operative_id, starts, ends, recorded_by, recorded_at, waits, kind)
        select @landlord, @id, @operativeId, @starts, @ends, @by, @now, true, 'shift-removed'
        where exists (
          select
          from place p
          join appointment a on a.landlord = p.landlord and a.appointment_id = p.appointment_id
          where p.operative_id = @operativeId and p.landlord = @landlord and p.status in ('booked', 'started') and p.planned && tstzrange(@starts, @ends) and a.window_end > @now)
        on conflict do nothing
        """;

    public static async Task<IReadOnlyList<WorkingTime>> ShiftsAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, long operativeId, DateOnly first, DateOnly last, CancellationToken ct) =>
        [.. (await connection.QueryAsync<ShiftRow>(new CommandDefinition(Shifts, new { operativeId, first, last }, transaction, cancellationToken: ct))).Select(s => new WorkingTime(s.Day, s.Absent, s.FromTime, s.ToTime))];

    /// <summary>Shifts that were taken away or given other times, by the days they began on.</summary>
    public static async Task<IReadOnlyList<WorkingTime>> TakenAwayAsync(NpgsqlConnection connection, long operativeId, DateOnly first, DateOnly last, CancellationToken ct) =>
        [.. (await connection.QueryAsync<ShiftRow>(new CommandDefinition(TakenAway, new { operativeId, first, last }, cancellationToken: ct))).Select(s => new WorkingTime(s.Day, s.Absent, s.FromTime, s.ToTime))];

    /// <summary>Absences in some time, of all landlords; working time taken away by this one.</summary>
    public static async Task<IReadOnlyList<KnownAbsence>> AbsencesAsync(NpgsqlConnection connection, string landlord, long operativeId, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        (await connection.QueryAsync<KnownAbsence>(new CommandDefinition(Absences, new { landlord, operativeId, from, to }, cancellationToken: ct))).AsList();

    /// <summary>Visits of every landlord in time that would be taken away.</summary>
    public static async Task<IReadOnlyList<TouchedVisit>> TouchedAsync(NpgsqlConnection connection, long operativeId, IReadOnlyList<Stretch> lost, DateTimeOffset now, CancellationToken ct) =>
        (await connection.QueryAsync<TouchedVisit>(new CommandDefinition(Touched, Away(operativeId, lost, [], now), cancellationToken: ct))).AsList();

    /// <summary>Locks the days a change is about; whatever is planned on them before now is planned again.</summary>
    public static Task LockAsync(UnitOfWork unit, ShiftChange change, CancellationToken ct)
    {
        Stretch[] whole = change.Shift.AsStretch() is { Length.Ticks: > 0 } stretch ? [stretch] : [];
        return ImportShiftsSql.LockAsync(unit, Away(change.OperativeId, whole, change.Days), ct);
    }

    /// <summary>Changes the shift and gives up what was kept in time that is lost; false where there is no such shift any more.</summary>
    public static async Task<bool> ChangeAsync(UnitOfWork unit, ShiftChange change, IReadOnlyList<Stretch> lost, Guid once, DateTimeOffset now, CancellationToken ct)
    {
        if (await unit.Connection.ExecuteAsync(new CommandDefinition(Delete, Of(change.OperativeId, change.Shift), unit.Transaction, cancellationToken: ct)) == 0)
            return false;
        await unit.Connection.ExecuteAsync(new CommandDefinition(TakeAway, Of(change.OperativeId, change.Shift, once, now), unit.Transaction, cancellationToken: ct));
        if (change.Becomes is { } becomes)
        {
            await unit.Connection.ExecuteAsync(new CommandDefinition(Insert, Of(change.OperativeId, becomes), unit.Transaction, cancellationToken: ct));
            await unit.Connection.ExecuteAsync(new CommandDefinition(Back, Of(change.OperativeId, becomes), unit.Transaction, cancellationToken: ct));
        }

        if (lost.Count > 0)
            await ImportShiftsSql.GiveUpKeptAsync(unit, Away(change.OperativeId, lost, []), ct);
        return true;
    }

    /// <summary>Whether this very press took the shift away before.</summary>
    public static Task<bool> IsDoneAsync(UnitOfWork unit, ShiftChange change, Guid once, CancellationToken ct) =>
        unit.Connection.ExecuteScalarAsync<bool>(new CommandDefinition(IsDone, Of(change.OperativeId, change.Shift, once), unit.Transaction, cancellationToken: ct));

    /// <summary>False where it was brought back already.</summary>
    public static async Task<bool> BringBackAsync(UnitOfWork unit, long operativeId, WorkingTime shift, CancellationToken ct)
    {
        if (await unit.Connection.ExecuteAsync(new CommandDefinition(Back, Of(operativeId, shift), unit.Transaction, cancellationToken: ct)) == 0)
            return false;
        await unit.Connection.ExecuteAsync(new CommandDefinition(Insert, Of(operativeId, shift), unit.Transaction, cancellationToken: ct));
        return true;
    }

    /// <summary>Has the visits in a stretch seen to, as in an absence; false where there is none.</summary>
    public static async Task<bool> SeeToAsync(UnitOfWork unit, string landlord, Guid id, long operativeId, Stretch lost, string by, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(SeeTo, new { landlord, id, operativeId, starts = lost.From, ends = lost.To, by, now }, unit.Transaction, cancellationToken: ct)) == 1;

    private static object Away(long operativeId, IReadOnlyList<Stretch> lost, IReadOnlyList<DateOnly> days, DateTimeOffset now = default) => new
    {
        operatives = days.Select(_ => operativeId).ToArray(),
        days = days.ToArray(),
        away = lost.Select(_ => operativeId).ToArray(),
        awayFrom = lost.Select(l => l.From).ToArray(),
        awayTo = lost.Select(l => l.To).ToArray(),
        now,
    };

    private static object Of(long operativeId, WorkingTime time, Guid once = default, DateTimeOffset now = default) => new { operativeId, day = time.Day, from = time.From, to = time.To, once, now };
}
