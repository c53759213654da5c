using Dapper;
using Npgsql;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Somebody a landlord may send.</summary>
internal sealed class AbsentPerson
{
    public long OperativeId { get; init; }

    public string OperativeRef { get; init; } = "";

    public string Contractor { get; init; } = "";

    public string Name { get; init; } = "";
}

internal sealed class AbsenceKey
{
    public string Landlord { get; init; } = "";

    public Guid AbsenceId { get; init; }
}

internal sealed class AbsenceRow
{
    public Guid AbsenceId { get; init; }

    public long OperativeId { get; init; }

    public string Name { get; init; } = "";

    public DateTimeOffset Starts { get; init; }

    public DateTimeOffset Ends { get; init; }

    public DateTimeOffset RecordedAt { get; init; }

    /// <summary><c>away</c>, or <c>shift-removed</c> for working time that was taken away.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Set where it was taken back: they can come after all.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>The background is at it.</summary>
    public bool Busy { get; init; }

    /// <summary>Visits for other landlords that lie in it: their own desks see them.</summary>
    public int Elsewhere { get; init; }
}

/// <summary>A visit that lies in the absence and is still with whoever is absent.</summary>
internal sealed record AffectedVisit(Guid RepairId, Guid AppointmentId);

/// <summary>A visit that was dealt with, or waits to be.</summary>
internal sealed class AbsenceVisitRow
{
    public Guid RepairId { get; init; }

    public DateOnly Date { get; init; }

    public TimeOnly FromTime { get; init; }

    public TimeOnly ToTime { get; init; }

    public string? Trade { get; init; }

    public string Patch { get; init; } = "";

    /// <summary><c>moved</c>, <c>asked</c>, or null while it waits.</summary>
    public string? Became { get; init; }

    /// <summary>Somebody may be there, or on the way.</summary>
    public bool Begun { get; init; }

    /// <summary>A call we still owe for this repair.</summary>
    public DateTimeOffset? CallOwedBy { get; init; }

    public bool Paused { get; init; }

    /// <summary>The visit that stands now.</summary>
    public DateOnly? NowDate { get; init; }

    public TimeOnly? NowFrom { get; init; }

    public TimeOnly? NowTo { get; init; }

    public string? NowName { get; init; }
}

internal static class AbsenceSql
{
    private const string Person = """
        select o.operative_id, o.operative_ref, o.contractor, o.name
        from operative_patch p
        join operative o on o.operative_id = p.operative_id
        where p.landlord = @landlord and o.operative_id = @operativeId
        """;

    private const string RunsOver = """
        select max(to_time)
        from shift
        where operative_id = @operativeId and day = @day and kind = 'shift' and to_time <= from_time
        """;

    private const string Insert = """
        insert into absence (landlord, absence_id, operative_id, starts, ends, recorded_by, recorded_at, waits)
        values (@landlord, @absenceId, @operativeId, @starts, @ends, @by, @now, true)
        on conflict do nothing
        """;

    // A visit that has begun, or another for the same home in one with it: nobody is called away from it without a person's say.
    private const string Begun = """
        exists (
            select
            from appointment v
            join place w on w.landlord = v.landlord and w.appointment_id = v.appointment_id and w.status in ('booked', 'started')
            where v.landlord = a.landlord
              and (v.appointment_id = a.appointment_id or v.bundle_id = a.bundle_id)
              and v.status in ('booked', 'started')
              and (v.status = 'started' or w.status = 'started' or lower(w.planned) <= @now))
        """;

    // Working time that was taken away may come back with a file: a visit booked into it after that is a good one.
    private const string StillIn = """
        b.removed_at is null and (b.kind = 'away' or a.booked_at <= b.recorded_at)
        """;

    // Their days are locked by then: no visit comes into them any more. People are shared between landlords, and each landlord's visits are seen to under its own record.
    private const string FromFile = """
        insert into absence (landlord, absence_id, operative_id, starts, ends, recorded_by, recorded_at, waits)
        select @landlord, g.absence_id, g.operative_id, g.starts, g.ends, 'file', @now,
          exists (select from place p where p.operative_id = g.operative_id and p.landlord = @landlord and p.status in ('booked', 'started') and p.planned && tstzrange(g.starts, g.ends))
        from unnest(@ids, @operatives, @starts, @ends) as g (absence_id, operative_id, starts, ends)
        where not exists (
          select
          from absence b
          where b.landlord = @landlord and b.operative_id = g.operative_id and b.kind = 'away' and b.removed_at is null
            and b.starts <= g.starts and b.ends >= g.ends)
        """;

    private const string TakenBack = """
        select g.line, max(b.removed_at) as at
        from unnest(@lines, @operatives, @starts, @ends) as g (line, operative_id, starts, ends)
        join absence b on b.operative_id = g.operative_id and b.starts <= g.starts and b.ends >= g.ends
        where b.landlord = @landlord and b.kind = 'away'
        group by g.line
        having bool_and(b.removed_at is not null)
        """;

    // Not for update: whoever notes what became of a visit refers to the row meanwhile.
    private const string NextThatWaits = """
        select landlord, absence_id
        from absence
        where waits and next_try_at <= @now
        order by next_try_at, recorded_at
        limit 1
        for no key update skip locked
        """;

    private const string TakeBack = """
        select 1
        from operative o
        join absence b on b.operative_id = o.operative_id
        where b.landlord = @landlord and b.absence_id = @absenceId
        for no key update of o;

        update absence
        set removed_at = @now, waits = false
        where landlord = @landlord and absence_id = @absenceId and kind = 'away' and removed_at is null
        returning operative_id, starts, ends;
        """;

    private const string TakeBackDays = """
        insert into operative_day (operative_id, day)
        select @operativeId, d
        from unnest(@days) as d
        order by d
        on conflict (operative_id, day)
        do update set version = operative_day.version + 1
        """;

    // Read once the days are locked: whoever records another absence on them has done so, or waits.
    private const string Stand = """
        select day, kind = 'absence' as absent, from_time, to_time
        from shift
        where operative_id = @operativeId and day = any(@days);

        select starts, ends
        from absence
        where operative_id = @operativeId and kind = 'away' and removed_at is null and ends > @starts and starts < @ends;
        """;

    private const string DeleteRows = """
        delete from shift s
        using unnest(@gone, @froms, @tos) as g (day, from_time, to_time)
        where s.operative_id = @operativeId and s.kind = 'absence' and s.day = g.day and s.from_time = g.from_time and s.to_time = g.to_time
        """;

    private const string SeenTo = """
        update absence
        set waits = false
        where landlord = @landlord and absence_id = @absenceId
        """;

    private const string Later = """
        update absence
        set next_try_at = @at
        where landlord = @landlord and absence_id = @absenceId
        """;

    // What stumbled waits for a minute; what somebody else is at right now, for seconds.
    private const string Find = $"""
        select b.absence_id, b.operative_id, o.name, b.starts, b.ends, b.recorded_at, b.kind, b.removed_at, b.waits and b.next_try_at <= @now + interval '10 seconds' as busy,
          (select count(*)::int
           from place p
           join appointment a on a.landlord = p.landlord and a.appointment_id = p.appointment_id
           where p.operative_id = b.operative_id and p.landlord <> b.landlord and p.status in ('booked', 'started') and p.planned && tstzrange(b.starts, b.ends) and {StillIn}) as elsewhere
        from absence b
        join operative o on o.operative_id = b.operative_id
        where b.landlord = @landlord and b.absence_id = @absenceId
        """;

    private const string Affected = $"""
        select distinct a.repair_id, a.appointment_id, a.window_start
        from absence b
        join place p on p.landlord = b.landlord and p.operative_id = b.operative_id and p.status in ('booked', 'started') and p.planned && tstzrange(b.starts, b.ends)
        join appointment a on a.landlord = p.landlord and a.appointment_id = p.appointment_id and a.status in ('booked', 'started')
        where b.landlord = @landlord and b.absence_id = @absenceId and {StillIn} and a.window_end > @now and (@appointmentId::uuid is null or a.appointment_id = @appointmentId)
          and (@pressed or not {Begun})
        order by a.window_start, a.appointment_id
        """;

    private const string Became = """
        insert into absence_visit (landlord, absence_id, appointment_id, repair_id, became, call_by, at)
        values (@Landlord, @absenceId, @appointmentId, @RepairId, @became, (select due_at from call_back where landlord = @Landlord and repair_id = @RepairId and kept_at is null), @now)
        on conflict do nothing;

        update appointment
        set reason = 'operative-absent'
        where landlord = @Landlord and appointment_id = @appointmentId;
        """;

    // Who chose the window is not changed by somebody else coming in it.
    private const string SameChoice = """
        update appointment n
        set booked_by = o.booked_by
        from appointment o
        where o.landlord = @Landlord and o.appointment_id = @appointmentId
          and n.landlord = o.landlord and n.repair_id = o.repair_id and n.status in ('booked', 'started')
          and n.window_start = o.window_start and n.window_end = o.window_end
        """;

    private const string Visits = $"""
        with those as (
          select v.repair_id, v.appointment_id, v.became
          from absence_visit v
          where v.landlord = @landlord and v.absence_id = @absenceId
          union all
          select distinct a.repair_id, a.appointment_id, null
          from absence b
          join place p on p.landlord = b.landlord and p.operative_id = b.operative_id and p.status in ('booked', 'started') and p.planned && tstzrange(b.starts, b.ends)
          join appointment a on a.landlord = p.landlord and a.appointment_id = p.appointment_id and a.status in ('booked', 'started')
          where b.landlord = @landlord and b.absence_id = @absenceId and {StillIn} and a.window_end > @now
        )
        select t.repair_id, a.date, a.from_time, a.to_time, r.trade, r.patch, t.became, t.became is null and {Begun} as begun, c.due_at as call_owed_by,
          exists (select from attempts_pause s where s.landlord = r.landlord and s.household_ref = r.household_ref and s.paused_at is not null and s.resumed_at is null) as paused,
          n.date as now_date, n.from_time as now_from, n.to_time as now_to, o.name as now_name
        from those t
        join appointment a on a.landlord = @landlord and a.appointment_id = t.appointment_id
        join repair r on r.landlord = a.landlord and r.repair_id = a.repair_id
        left join call_back c on c.landlord = r.landlord and c.repair_id = r.repair_id and c.kept_at is null
        left join appointment n on n.landlord = r.landlord and n.repair_id = r.repair_id and n.status in ('booked', 'started')
        left join operative o on o.operative_id = n.operative_id
        order by a.window_start, t.repair_id
        """;

    public static Task<AbsentPerson?> PersonAsync(NpgsqlConnection connection, string landlord, long operativeId, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<AbsentPerson?>(new CommandDefinition(Person, new { landlord, operativeId }, cancellationToken: ct));

    /// <summary>When work that begins on a day and runs over midnight ends.</summary>
    public static Task<TimeOnly?> RunsOverAsync(NpgsqlConnection connection, long operativeId, DateOnly day, CancellationToken ct) =>
        connection.ExecuteScalarAsync<TimeOnly?>(new CommandDefinition(RunsOver, new { operativeId, day }, cancellationToken: ct));

    /// <summary>Records an absence and takes it out of the working time; false where it is recorded already.</summary>
    public static async Task<bool> RecordAsync(UnitOfWork unit, string landlord, Guid absenceId, long operativeId, AbsenceTime time, string by, DateTimeOffset now, CancellationToken ct)
    {
        if (await unit.Connection.ExecuteAsync(new CommandDefinition(Insert, new { landlord, absenceId, operativeId, time.Starts, time.Ends, by, now }, unit.Transaction, cancellationToken: ct)) == 0)
            return false;
        await ImportShiftsSql.WriteAsync(unit, [.. time.Rows.Select(r => new ImportedShift(operativeId, r.Day, "absence", r.From, r.To))], ct);
        return true;
    }

    /// <summary>Records absences of a file that are not over, each row as one; what this landlord has recorded already adds nothing.</summary>
    public static async Task FromFileAsync(UnitOfWork unit, string landlord, IReadOnlyList<ImportedShift> rows, DateTimeOffset now, CancellationToken ct)
    {
        var coming = rows.Where(r => r.Stretch is var s && s.To > s.From && s.To > now).Distinct().ToList();
        if (coming.Count == 0)
            return;
        await unit.Connection.ExecuteAsync(new CommandDefinition(FromFile, new
        {
            landlord,
            now,
            ids = coming.Select(_ => Guid.CreateVersion7()).ToArray(),
            operatives = coming.Select(r => r.OperativeId).ToArray(),
            starts = coming.Select(r => r.Stretch.From).ToArray(),
            ends = coming.Select(r => r.Stretch.To).ToArray(),
        }, unit.Transaction, cancellationToken: ct));
    }

    /// <summary>Rows of a file that lie in an absence this landlord's desk took back, and in none that stands: by line, when.</summary>
    public static async Task<IReadOnlyDictionary<int, DateTimeOffset>> TakenBackAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string landlord, IReadOnlyList<(int Line, ImportedShift Row)> rows, CancellationToken ct) =>
        (await connection.QueryAsync<TakenRow>(new CommandDefinition(TakenBack, new
        {
            landlord,
            lines = rows.Select(r => r.Line).ToArray(),
            operatives = rows.Select(r => r.Row.OperativeId).ToArray(),
            starts = rows.Select(r => r.Row.Stretch.From).ToArray(),
            ends = rows.Select(r => r.Row.Stretch.To).ToArray(),
        }, transaction, cancellationToken: ct))).ToDictionary(t => t.Line, t => t.At);

    /// <summary>The absence that waits longest with visits nobody has seen to, kept for this transaction.</summary>
    public static Task<AbsenceKey?> NextThatWaitsAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<AbsenceKey?>(new CommandDefinition(NextThatWaits, new { now }, unit.Transaction, cancellationToken: ct));

    /// <summary>Lets others go before it until then.</summary>
    public static Task LaterAsync(UnitOfWork unit, AbsenceKey key, DateTimeOffset at, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Later, new { landlord = key.Landlord, absenceId = key.AbsenceId, at }, unit.Transaction, cancellationToken: ct));

    public static Task SeenToAsync(UnitOfWork unit, string landlord, Guid absenceId, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(SeenTo, new { landlord, absenceId }, unit.Transaction, cancellationToken: ct));

    /// <summary>Takes an absence back: its time is working time again. Visits stay where they are now. False where it was taken back already.</summary>
    public static async Task<bool> TakeBackAsync(UnitOfWork unit, string landlord, Guid absenceId, DateTimeOffset now, CancellationToken ct)
    {
        await using var results = await unit.Connection.QueryMultipleAsync(new CommandDefinition(TakeBack, new { landlord, absenceId, now }, unit.Transaction, cancellationToken: ct));
        await results.ReadAsync<int>();
        if (await results.ReadSingleOrDefaultAsync<SpanRow?>() is not { } taken)
            return false;

        var first = LondonTime.DateOf(taken.Starts);
        var days = Enumerable.Range(0, LondonTime.DateOf(taken.Ends).DayNumber - first.DayNumber + 1).Select(first.AddDays).ToArray();
        await unit.Connection.ExecuteAsync(new CommandDefinition(TakeBackDays, new { taken.OperativeId, days }, unit.Transaction, cancellationToken: ct));
        await using var stand = await unit.Connection.QueryMultipleAsync(new CommandDefinition(Stand, new { taken.OperativeId, days, taken.Starts, taken.Ends }, unit.Transaction, cancellationToken: ct));
        var rows = (await stand.ReadAsync<ShiftRow>()).Select(s => new WorkingTime(s.Day, s.Absent, s.FromTime, s.ToTime)).ToList();
        var others = (await stand.ReadAsync<SpanRow>()).Select(s => new Stretch(s.Starts, s.Ends)).ToList();
        var gone = AbsenceRule.RowsToGo(rows, new Stretch(taken.Starts, taken.Ends), others);
        await unit.Connection.ExecuteAsync(new CommandDefinition(DeleteRows, new
        {
            taken.OperativeId,
            gone = gone.Select(g => g.Day).ToArray(),
            froms = gone.Select(g => g.From).ToArray(),
            tos = gone.Select(g => g.To).ToArray(),
        }, unit.Transaction, cancellationToken: ct));
        return true;
    }

    public static Task<AbsenceRow?> FindAsync(NpgsqlConnection connection, string landlord, Guid absenceId, DateTimeOffset now, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<AbsenceRow?>(new CommandDefinition(Find, new { landlord, absenceId, now }, cancellationToken: ct));

    /// <summary>Visits that lie in it and are not over, the first one first.</summary>
    /// <param name="pressed">A person asked for it: then those that have begun too.</param>
    public static async Task<IReadOnlyList<AffectedVisit>> AffectedAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string landlord, Guid absenceId, Guid? appointmentId, bool pressed, DateTimeOffset now, CancellationToken ct) =>
        [.. (await connection.QueryAsync<AffectedRow>(new CommandDefinition(Affected, new { landlord, absenceId, appointmentId, pressed, now }, transaction, cancellationToken: ct))).Select(a => new AffectedVisit(a.RepairId, a.AppointmentId))];

    public static Task BecameAsync(UnitOfWork unit, RepairKey key, Guid absenceId, Guid appointmentId, string became, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Became, new { key.Landlord, key.RepairId, absenceId, appointmentId, became, now }, unit.Transaction, cancellationToken: ct));

    public static Task SameChoiceAsync(UnitOfWork unit, RepairKey key, Guid appointmentId, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(SameChoice, new { key.Landlord, appointmentId }, unit.Transaction, cancellationToken: ct));

    public static async Task<IReadOnlyList<AbsenceVisitRow>> VisitsAsync(NpgsqlConnection connection, string landlord, Guid absenceId, DateTimeOffset now, CancellationToken ct) =>
        (await connection.QueryAsync<AbsenceVisitRow>(new CommandDefinition(Visits, new { landlord, absenceId, now }, cancellationToken: ct))).AsList();

    private sealed class SpanRow
    {
        public long OperativeId { get; init; }

        public DateTimeOffset Starts { get; init; }

        public DateTimeOffset Ends { get; init; }
    }

    private sealed class TakenRow
    {
        public int Line { get; init; }

        public DateTimeOffset At { get; init; }
    }

    private sealed class AffectedRow
    {
        public Guid RepairId { get; init; }

        public Guid AppointmentId { get; init; }
    }
}
