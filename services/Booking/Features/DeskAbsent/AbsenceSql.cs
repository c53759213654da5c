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

internal sealed class AbsenceRow
{
    public Guid AbsenceId { get; init; }

    public long OperativeId { get; init; }

    public string Name { get; init; } = "";

    public DateTimeOffset Starts { get; init; }

    public DateTimeOffset Ends { get; init; }

    public DateTimeOffset RecordedAt { get; init; }

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

    private const string Insert = """
        insert into absence (landlord, absence_id, operative_id, starts, ends, recorded_by, recorded_at)
        values (@landlord, @absenceId, @operativeId, @starts, @ends, @by, @now)
        on conflict do nothing
        """;

    // A place kept for somebody who decides would be with whoever is absent: given up, their choice finds somebody else.
    private const string DropHolds = """
        delete from hold h
        using place p
        where p.landlord = h.landlord
          and p.hold_id = h.hold_id
          and p.operative_id = @operativeId
          and p.status = 'held'
          and p.planned && tstzrange(@starts, @ends)
        """;

    private const string Holding = """
        select distinct p.repair_id
        from place p
        where p.operative_id = @operativeId
          and p.status = 'held'
          and p.planned && tstzrange(@starts, @ends)
        """;

    private const string Find = """
        select b.absence_id, b.operative_id, o.name, b.starts, b.ends, b.recorded_at,
          (select count(*)::int from place p where p.operative_id = b.operative_id and p.landlord <> b.landlord and p.status in ('booked', 'started') and p.planned && tstzrange(b.starts, b.ends)) as elsewhere
        from absence b
        join operative o on o.operative_id = b.operative_id
        where b.landlord = @landlord and b.absence_id = @absenceId
        """;

    private const string Affected = """
        select distinct a.repair_id, a.appointment_id, a.window_start
        from absence b
        join place p on p.landlord = b.landlord and p.operative_id = b.operative_id and p.status in ('booked', 'started') and p.planned && tstzrange(b.starts, b.ends)
        join appointment a on a.landlord = p.landlord and a.appointment_id = p.appointment_id and a.status in ('booked', 'started')
        where b.landlord = @landlord and b.absence_id = @absenceId and a.window_end > @now and (@appointmentId::uuid is null or a.appointment_id = @appointmentId)
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

    private const string Visits = """
        with those as (
          select v.repair_id, v.appointment_id, v.became
          from absence_visit v
          where v.landlord = @landlord and v.absence_id = @absenceId
          union all
          select distinct a.repair_id, a.appointment_id, null
          from absence b
          join place p on p.landlord = b.landlord and p.operative_id = b.operative_id and p.status in ('booked', 'started') and p.planned && tstzrange(b.starts, b.ends)
          join appointment a on a.landlord = p.landlord and a.appointment_id = p.appointment_id and a.status in ('booked', 'started')
          where b.landlord = @landlord and b.absence_id = @absenceId and a.window_end > @now
        )
        select t.repair_id, a.date, a.from_time, a.to_time, r.trade, r.patch, t.became, c.due_at as call_owed_by,
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

    /// <summary>Records an absence and takes it out of the working time; false where it is recorded already.</summary>
    public static async Task<bool> RecordAsync(UnitOfWork unit, string landlord, Guid absenceId, long operativeId, AbsenceTime time, string by, DateTimeOffset now, CancellationToken ct)
    {
        if (await unit.Connection.ExecuteAsync(new CommandDefinition(Insert, new { landlord, absenceId, operativeId, time.Starts, time.Ends, by, now }, unit.Transaction, cancellationToken: ct)) == 0)
            return false;
        await ImportShiftsSql.WriteAsync(unit, [.. time.Rows.Select(r => new ImportedShift(operativeId, r.Day, "absence", r.From, r.To))], ct);
        var kept = (await unit.Connection.QueryAsync<Guid>(new CommandDefinition(Holding, new { operativeId, time.Starts, time.Ends }, unit.Transaction, cancellationToken: ct))).AsList();
        if (kept.Count > 0)
            await PlaceSql.TouchAsync(unit, [.. kept.Select(id => new RepairKey(landlord, id))], ct);
        await unit.Connection.ExecuteAsync(new CommandDefinition(DropHolds, new { operativeId, time.Starts, time.Ends }, unit.Transaction, cancellationToken: ct));
        return true;
    }

    public static Task<AbsenceRow?> FindAsync(NpgsqlConnection connection, string landlord, Guid absenceId, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<AbsenceRow?>(new CommandDefinition(Find, new { landlord, absenceId }, cancellationToken: ct));

    /// <summary>Visits that lie in it and are not over, the first one first.</summary>
    public static async Task<IReadOnlyList<AffectedVisit>> AffectedAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string landlord, Guid absenceId, Guid? appointmentId, DateTimeOffset now, CancellationToken ct) =>
        [.. (await connection.QueryAsync<AffectedRow>(new CommandDefinition(Affected, new { landlord, absenceId, appointmentId, now }, transaction, cancellationToken: ct))).Select(a => new AffectedVisit(a.RepairId, a.AppointmentId))];

    public static Task BecameAsync(UnitOfWork unit, RepairKey key, Guid absenceId, Guid appointmentId, string became, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Became, new { key.Landlord, key.RepairId, absenceId, appointmentId, became, now }, unit.Transaction, cancellationToken: ct));

    public static Task SameChoiceAsync(UnitOfWork unit, RepairKey key, Guid appointmentId, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(SameChoice, new { key.Landlord, appointmentId }, unit.Transaction, cancellationToken: ct));

    public static async Task<IReadOnlyList<AbsenceVisitRow>> VisitsAsync(NpgsqlConnection connection, string landlord, Guid absenceId, DateTimeOffset now, CancellationToken ct) =>
        (await connection.QueryAsync<AbsenceVisitRow>(new CommandDefinition(Visits, new { landlord, absenceId, now }, cancellationToken: ct))).AsList();

    private sealed class AffectedRow
    {
        public Guid RepairId { get; init; }

        public Guid AppointmentId { get; init; }
    }
}
