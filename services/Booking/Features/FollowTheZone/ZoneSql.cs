using Dapper;
using Npgsql;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A visit of a day whose instants gave way.</summary>
internal sealed class ZoneChangeRow
{
    public Guid RepairId { get; init; }

    public bool Planned { get; init; }
}

internal static class ZoneSql
{
    private const string Windows = """
        select distinct date, from_time, to_time, window_start, window_end
        from appointment
        where status in ('booked', 'started') and window_end > @now
        """;

    private const string Visits = """
        select a.landlord, a.repair_id, a.date, a.from_time, a.to_time, a.window_start, a.window_end,
          coalesce((select min(lower(p.planned)) from place p where p.landlord = a.landlord and p.appointment_id = a.appointment_id), a.window_start) as planned
        from unnest(@dates, @froms, @tos, @starts, @ends) as w (date, from_time, to_time, window_start, window_end)
        join appointment a on a.date = w.date and a.from_time = w.from_time and a.to_time = w.to_time and a.window_start = w.window_start and a.window_end = w.window_end
        where a.status in ('booked', 'started') and a.window_end > @now
        """;

    private const string Places = """
        select operative_id, lower(planned) as starts, upper(planned) as ends
        from place
        where landlord = @landlord and appointment_id = any(@appointments) and status in ('booked', 'started')
        """;

    // The old one stays as it was kept; the new one says the same in local time.
    private const string Renew = """
        update appointment
        set status = 'changed', ended_by = 'System', ended_at = @now
        where landlord = @landlord and appointment_id = any(@appointments);

        insert into appointment (landlord, appointment_id, visit_id, repair_id, operative_id, date, from_time, to_time, window_start, window_end, status, same_person, booked_by, booked_at, bundle_id)
        select a.landlord, n.new_id, a.visit_id, a.repair_id, a.operative_id, a.date, a.from_time, a.to_time, @start, @end, n.status, a.same_person, a.booked_by, a.booked_at, a.bundle_id
        from unnest(@appointments, @renewed, @statuses) as n (old_id, new_id, status)
        join appointment a on a.landlord = @landlord and a.appointment_id = n.old_id;

        update place p
        set appointment_id = n.new_id
        from unnest(@appointments, @renewed) as n (old_id, new_id)
        where p.landlord = @landlord and p.appointment_id = n.old_id and p.status in ('booked', 'started');

        update needs_to_check c
        set appointment_id = n.new_id
        from unnest(@appointments, @renewed) as n (old_id, new_id)
        where c.landlord = @landlord and c.appointment_id = n.old_id;
        """;

    private const string Move = """
        savepoint following;

        update place
        set planned = tstzrange(lower(planned) + @by, upper(planned) + @by), promised = case when promised is not null then tstzrange(@start, @end) end
        where landlord = @landlord and appointment_id = any(@renewed) and status in ('booked', 'started');
        """;

    private const string Stay = """
        rollback to savepoint following;

        update place
        set promised = null
        where landlord = @landlord and appointment_id = any(@renewed) and status in ('booked', 'started');
        """;

    private const string Note = """
        insert into zone_change (landlord, appointment_id, repair_id, was_start, planned, at)
        select @landlord, n.new_id, n.repair_id, @wasStart, @planned, @now
        from unnest(@renewed, @repairs) as n (new_id, repair_id)
        """;

    private const string Holds = """
        select h.landlord, h.repair_id, h.date, h.from_time, h.to_time, min(lower(p.planned)) as planned, min(lower(p.promised)) as window_start, max(upper(p.promised)) as window_end
        from hold h
        join place p on p.landlord = h.landlord and p.hold_id = h.hold_id
        where @repairId::uuid is null or (h.landlord = @landlord and h.repair_id = @repairId)
        group by h.landlord, h.hold_id
        """;

    private const string GiveUp = """
        delete from hold
        where landlord = @Landlord and repair_id = @RepairId
        """;

    // A time that other rules of the zone do not explain was agreed for another reason: it stays.
    private const string RingBy = """
        update call_back
        set due_at = @due
        where landlord = @landlord
          and repair_id = any(@repairs)
          and because = 'pre-visit'
          and kept_at is null
          and due_at <> @due
          and due_at between @earliest and @latest
        """;

    private const string Standing = """
        select a.appointment_id, a.status, a.booked_by, o.contractor, o.operative_ref
        from appointment a
        join operative o on o.operative_id = a.operative_id
        where a.landlord = @landlord and a.appointment_id = any(@appointments)
        """;

    private const string OfDay = """
        select a.repair_id, z.planned
        from zone_change z
        join appointment a on a.landlord = z.landlord and a.appointment_id = z.appointment_id
        where z.landlord = @landlord and a.date = @day and a.status in ('booked', 'started')
        order by a.window_start, a.repair_id
        """;

    /// <summary>Windows that stand, each once.</summary>
    public static async Task<IReadOnlyList<KeptWindow>> WindowsAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct) =>
        [.. (await unit.Connection.QueryAsync<WindowRow>(new CommandDefinition(Windows, new { now }, unit.Transaction, cancellationToken: ct))).Select(w => w.Window)];

    /// <summary>The visits promised for some windows.</summary>
    public static async Task<IReadOnlyList<ComingVisit>> VisitsAsync(UnitOfWork unit, IReadOnlyList<KeptWindow> windows, DateTimeOffset now, CancellationToken ct) =>
    [
        .. (await unit.Connection.QueryAsync<WindowRow>(new CommandDefinition(Visits, new
        {
            dates = windows.Select(w => w.Date).ToArray(),
            froms = windows.Select(w => w.FromTime).ToArray(),
            tos = windows.Select(w => w.ToTime).ToArray(),
            starts = windows.Select(w => w.WindowStart).ToArray(),
            ends = windows.Select(w => w.WindowEnd).ToArray(),
            now,
        }, unit.Transaction, cancellationToken: ct))).Select(r => new ComingVisit(new RepairKey(r.Landlord, r.RepairId), r.Window, r.Planned)),
    ];

    /// <summary>What is kept for people who decide: all of it, or one repair's.</summary>
    public static async Task<IReadOnlyList<KeptChoice>> HoldsAsync(UnitOfWork unit, RepairKey? key, CancellationToken ct) =>
    [
        .. (await unit.Connection.QueryAsync<HoldRow>(new CommandDefinition(Holds, new { landlord = key?.Landlord, repairId = key?.RepairId }, unit.Transaction, cancellationToken: ct)))
            .Select(h => new KeptChoice(new RepairKey(h.Landlord, h.RepairId), h.Date, h.FromTime, h.ToTime, h.Planned, h.WindowStart, h.WindowEnd)),
    ];

    /// <summary>Gives up what is kept for a repair where it was kept by other rules: their choice finds a place of today's. The days come first, as with every writer.</summary>
    public static async Task<bool> GiveUpAsync(UnitOfWork unit, RepairKey key, ZoneRules rules, CancellationToken ct)
    {
        await PlaceSql.TouchAsync(unit, [key], ct);
        if (!(await HoldsAsync(unit, key, ct)).Any(h => ZoneRule.IsOfOtherRules(h, rules)))
            return false;
        await unit.Connection.ExecuteAsync(new CommandDefinition(GiveUp, new { key.Landlord, key.RepairId }, unit.Transaction, cancellationToken: ct));
        return true;
    }

    /// <summary>Renews by when somebody rings before the visit, where that moved along with it.</summary>
    public static Task RingByAsync(UnitOfWork unit, IReadOnlyList<RepairRow> repairs, DateTimeOffset due, TimeSpan by, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(RingBy, new
        {
            landlord = repairs[0].Landlord,
            repairs = repairs.Select(r => r.RepairId).ToArray(),
            due,
            earliest = due - by.Duration(),
            latest = due + by.Duration(),
        }, unit.Transaction, cancellationToken: ct));

    /// <summary>
    /// Gives the locked repairs of one visit the instants their local times are now: their days are locked, what is kept for people who decide in time they move
    /// to is given up, and the places move along where nothing stands in the way.
    /// </summary>
    /// <returns>The new appointments, by the old one.</returns>
    public static async Task<IReadOnlyDictionary<Guid, RenewedRow>> FollowAsync(UnitOfWork unit, IReadOnlyList<RepairRow> repairs, (DateTimeOffset Start, DateTimeOffset End) window, DateTimeOffset now, CancellationToken ct)
    {
        var (landlord, by) = (repairs[0].Landlord, window.Start - repairs[0].WindowStart!.Value);
        var appointments = repairs.Select(r => r.AppointmentId!.Value).ToArray();
        var places = (await unit.Connection.QueryAsync<SpanRow>(new CommandDefinition(Places, new { landlord, appointments }, unit.Transaction, cancellationToken: ct))).AsList();
        var days = places.SelectMany(p => Plan.DaysOf(new Stretch(p.Starts, p.Ends)).Concat(Plan.DaysOf(new Stretch(p.Starts + by, p.Ends + by))).Select(d => (p.OperativeId, Day: d))).Distinct().ToList();
        var kept = new
        {
            operatives = days.Select(d => d.OperativeId).ToArray(),
            days = days.Select(d => d.Day).ToArray(),
            away = places.Select(p => p.OperativeId).ToArray(),
            awayFrom = places.Select(p => p.Starts + by).ToArray(),
            awayTo = places.Select(p => p.Ends + by).ToArray(),
        };
        await ImportShiftsSql.LockAsync(unit, kept, ct);
        await ImportShiftsSql.GiveUpKeptAsync(unit, kept, ct);

        var standing = (await unit.Connection.QueryAsync<RenewedRow>(new CommandDefinition(Standing, new { landlord, appointments }, unit.Transaction, cancellationToken: ct))).ToDictionary(r => r.AppointmentId);
        var renewed = appointments.Select(_ => Guid.CreateVersion7()).ToArray();
        var all = new
        {
            landlord,
            now,
            appointments,
            renewed,
            statuses = appointments.Select(a => standing[a].Status).ToArray(),
            repairs = repairs.Select(r => r.RepairId).ToArray(),
            start = window.Start,
            end = window.End,
            by,
            wasStart = repairs[0].WindowStart!.Value,
        };
        await unit.Connection.ExecuteAsync(new CommandDefinition(Renew, all, unit.Transaction, cancellationToken: ct));
        var planned = await MoveAsync(unit, all, ct);
        await unit.Connection.ExecuteAsync(new CommandDefinition(Note, new { all.landlord, all.renewed, all.repairs, all.wasStart, planned, all.now }, unit.Transaction, cancellationToken: ct));
        return appointments.Select((old, i) => (old, New: standing[old] with { AppointmentId = renewed[i] })).ToDictionary(r => r.old, r => r.New);
    }

    public static async Task<IReadOnlyList<ZoneChangeRow>> OfDayAsync(NpgsqlConnection connection, string landlord, DateOnly day, CancellationToken ct) =>
        (await connection.QueryAsync<ZoneChangeRow>(new CommandDefinition(OfDay, new { landlord, day }, cancellationToken: ct))).AsList();

    private static async Task<bool> MoveAsync(UnitOfWork unit, object all, CancellationToken ct)
    {
        try
        {
            await unit.Connection.ExecuteAsync(new CommandDefinition(Move, all, unit.Transaction, cancellationToken: ct));
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ExclusionViolation or PostgresErrorCodes.CheckViolation)
        {
            // Somebody else's visit stands there, or the plan does not lie in the promise any more: it stays where it is, and a person looks.
            await unit.Connection.ExecuteAsync(new CommandDefinition(Stay, all, unit.Transaction, cancellationToken: ct));
            return false;
        }
    }

    private sealed class WindowRow
    {
        public string Landlord { get; init; } = "";

        public Guid RepairId { get; init; }

        public DateOnly Date { get; init; }

        public TimeOnly FromTime { get; init; }

        public TimeOnly ToTime { get; init; }

        public DateTimeOffset WindowStart { get; init; }

        public DateTimeOffset WindowEnd { get; init; }

        public DateTimeOffset Planned { get; init; }

        public KeptWindow Window => new(Date, FromTime, ToTime, WindowStart, WindowEnd);
    }

    private sealed class HoldRow
    {
        public string Landlord { get; init; } = "";

        public Guid RepairId { get; init; }

        public DateOnly Date { get; init; }

        public TimeOnly FromTime { get; init; }

        public TimeOnly ToTime { get; init; }

        public DateTimeOffset Planned { get; init; }

        public DateTimeOffset? WindowStart { get; init; }

        public DateTimeOffset? WindowEnd { get; init; }
    }

    private sealed class SpanRow
    {
        public long OperativeId { get; init; }

        public DateTimeOffset Starts { get; init; }

        public DateTimeOffset Ends { get; init; }
    }
}

/// <summary>An appointment, who chose it and who comes.</summary>
internal sealed record RenewedRow
{
    public Guid AppointmentId { get; init; }

    public string Status { get; init; } = "";

    public string BookedBy { get; init; } = "";

    public string Contractor { get; init; } = "";

    public string OperativeRef { get; init; } = "";

    public Actor ChosenBy => Enum.Parse<Actor>(BookedBy);

    public WhoComes Who => new(Contractor, OperativeRef);
}
