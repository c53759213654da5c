using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What a try to take places came to.</summary>
internal enum TryOutcome
{
    Taken,

    /// <summary>Someone else planned one of these days first; nothing was written.</summary>
    Lost,

    /// <summary>Two writers waited for each other; nothing was written.</summary>
    Deadlocked,
}

/// <summary>A window with the people and time planned for it.</summary>
/// <param name="Movable">Whether the plan may move inside the window when another visit needs room.</param>
internal sealed record Promise(Plan Plan, DateOnly Date, TimeOnly From, TimeOnly To, bool SamePerson, bool Movable)
{
    public DateTimeOffset WindowStart => LondonTime.Instant(Date, From);

    public DateTimeOffset WindowEnd => LondonTime.Instant(Date, To);
}

/// <summary>What the taken places belong to: an appointment for each repair of the visit, or a hold.</summary>
/// <param name="Replaces">The standing appointment, where it is changed.</param>
internal sealed record NewAppointment(RepairRow Repair, Guid AppointmentId, Guid VisitId, Guid? Replaces);

/// <param name="Bundle">Set where several repairs share the visit.</param>
internal sealed record NewVisit(IReadOnlyList<NewAppointment> Parts, string By, Guid? Bundle)
{
    public NewAppointment Lead => Parts[0];
}

internal sealed record NewHold(Guid HoldId, Guid OfferId, DateTimeOffset ExpiresAt);

/// <summary>
/// Takes places: one round trip that removes expired holds, gives up the repair's own, compares and sets every operative-day it touches in ascending order,
/// and writes only where all of them still had the version the plan was made on.
/// </summary>
internal static class PlaceSql
{
    /// <summary>No operative does two things at once: the guard behind the compare-and-set.</summary>
    private const string OneAtATime = "place_has_one_operative_at_a_time";

    // The days first, in ascending order: whoever has a day's lock may move any place on it, so nobody may touch a place, not even their own, before.
    private const string GiveUp = """
        savepoint attempt;

        select d.operative_id
        from operative_day d
        join unnest(@DayOperatives, @Days) as w (operative_id, day) on w.operative_id = d.operative_id and w.day = d.day
        order by d.operative_id, d.day
        for update of d;

        delete from hold
        where (landlord, hold_id) in (
          select h.landlord, h.hold_id
          from hold h
          join place p on p.landlord = h.landlord and p.hold_id = h.hold_id
          where p.operative_id = any(@Operatives)
            and p.planned && tstzrange(@DaysFrom, @DaysTo)
            and h.expires_at <= clock_timestamp() + @Offset
          for update of h skip locked);

        delete from hold
        where landlord = @Landlord
          and (repair_id = any(@RepairIds)
            or hold_id in (select hold_id from place where landlord = @Landlord and repair_id = any(@RepairIds) and hold_id is not null));

        update place
        set status = 'changed'
        where landlord = @Landlord and appointment_id = any(@Replaces);

        update appointment
        set status = 'changed', ended_by = @By, ended_at = @Now
        where landlord = @Landlord and appointment_id = any(@Replaces);

        """;

    // Where not all of the days are won, what was set goes back with the savepoint.
    private const string CompareAndSet = """
        with moved as (
          update operative_day d
          set version = d.version + 1
          from unnest(@DayOperatives, @Days, @Seen) as w (operative_id, day, version)
          where d.operative_id = w.operative_id
            and d.day = w.day
            and (w.version is null or w.version = d.version)
          returning d.operative_id
        ),
        won as (
          select count(*) = cardinality(@Days) as all_of_them
          from moved
        ),

        """;

    // The guard looks at the end of the statement, so places that make room and the new ones may pass each other inside it.
    private const string MakeRoom = """
        made_room as (
          update place p
          set planned = tstzrange(m.starts, m.ends)
          from won, unnest(@Moved, @MovedFrom, @MovedTo) as m (place_id, starts, ends)
          where all_of_them
            and p.place_id = m.place_id
        )
        """;

    private const string Book = GiveUp + CompareAndSet + """
        booked as (
          insert into appointment (landlord, appointment_id, visit_id, repair_id, operative_id, date, from_time, to_time, window_start, window_end, status, same_person, booked_by, booked_at, bundle_id)
          select @Landlord, a.appointment_id, a.visit_id, a.repair_id, a.lead, @Date, @From, @To, @WindowStart, @WindowEnd, 'booked', @SamePerson, @By, @Now, @Bundle
          from won
          cross join unnest(@AppointmentIds, @VisitIds, @RepairIds, @Leads) as a (appointment_id, visit_id, repair_id, lead)
          where all_of_them
        ),

        """ + MakeRoom + """
        insert into place (operative_id, planned, promised, likely_minutes, status, landlord, repair_id, property_ref, lat, lon, appointment_id)
        select l.operative_id, tstzrange(l.starts, l.ends), case when @Movable then tstzrange(@WindowStart, @WindowEnd) end, l.likely, 'booked',
          @Landlord, l.repair_id, @PropertyRef, @Lat, @Lon, l.appointment_id
        from won
        cross join unnest(@LegOperatives, @LegStarts, @LegEnds, @LegLikely, @LegRepairs, @LegAppointments) as l (operative_id, starts, ends, likely, repair_id, appointment_id)
        where all_of_them
        returning operative_id
        """;

    private const string Hold = GiveUp + CompareAndSet + """
        held as (
          insert into hold (landlord, hold_id, repair_id, offer_id, date, from_time, to_time, same_person, expires_at)
          select @Landlord, @HoldId, @RepairId, @OfferId, @Date, @From, @To, @SamePerson, @ExpiresAt
          from won
          where all_of_them
        ),

        """ + MakeRoom + """
        insert into place (operative_id, planned, promised, likely_minutes, status, landlord, repair_id, property_ref, lat, lon, hold_id)
        select l.operative_id, tstzrange(l.starts, l.ends), case when @Movable then tstzrange(@WindowStart, @WindowEnd) end, l.likely, 'held',
          @Landlord, l.repair_id, @PropertyRef, @Lat, @Lon, @HoldId
        from won
        cross join unnest(@LegOperatives, @LegStarts, @LegEnds, @LegLikely, @LegRepairs) as l (operative_id, starts, ends, likely, repair_id)
        where all_of_them
        returning operative_id
        """;

    private const string Back = "rollback to savepoint attempt";

    // Places of some repairs, and those beside them in a hold for several.
    private const string Own = """
        p.landlord = @landlord
          and (p.repair_id = any(@repairIds)
            or p.hold_id in (select hold_id from place where landlord = @landlord and repair_id = any(@repairIds) and hold_id is not null))
          and p.status in ('held', 'booked', 'started')
        """;

    private const string OwnDays = $"""
        select distinct p.operative_id, lower(p.planned) as starts, upper(p.planned) as ends
        from place p
        where {Own}
        """;

    private const string UseHold = """
        update appointment
        set status = 'changed', ended_by = @By, ended_at = @Now
        where landlord = @Landlord and appointment_id = any(@Replaces);

        update place
        set status = 'changed'
        where landlord = @Landlord and appointment_id = any(@Replaces);

        insert into appointment (landlord, appointment_id, visit_id, repair_id, operative_id, date, from_time, to_time, window_start, window_end, status, same_person, booked_by, booked_at, bundle_id)
        select h.landlord, a.appointment_id, a.visit_id, a.repair_id,
          (select p.operative_id from place p where p.landlord = h.landlord and p.hold_id = h.hold_id and p.repair_id = a.repair_id order by p.place_id limit 1),
          h.date, h.from_time, h.to_time, @WindowStart, @WindowEnd, 'booked', h.same_person, @By, @Now, @Bundle
        from hold h
        cross join unnest(@AppointmentIds, @VisitIds, @RepairIds) as a (appointment_id, visit_id, repair_id)
        where h.landlord = @Landlord and h.hold_id = @HoldId;

        update place p
        set status = 'booked', hold_id = null, appointment_id = a.appointment_id
        from unnest(@AppointmentIds, @RepairIds) as a (appointment_id, repair_id)
        where p.landlord = @Landlord and p.hold_id = @HoldId and p.repair_id = a.repair_id;

        delete from hold
        where landlord = @Landlord and hold_id = @HoldId;

        select a.appointment_id, o.contractor, o.operative_ref
        from appointment a
        join operative o on o.operative_id = a.operative_id
        where a.landlord = @Landlord and a.appointment_id = any(@AppointmentIds)
        """;

    // Ascending, as every writer does.
    private const string Touch = $"""
        with own as (
          select distinct p.operative_id, d.day::date as day
          from place p
          cross join generate_series(
            (lower(p.planned) at time zone 'Europe/London')::date::timestamp,
            ((upper(p.planned) - interval '1 microsecond') at time zone 'Europe/London')::date::timestamp,
            interval '1 day') as d (day)
          where {Own}
        ),
        touched as materialized (
          select d.operative_id, d.day
          from operative_day d
          join own on own.operative_id = d.operative_id and own.day = d.day
          order by d.operative_id, d.day
          for update of d
        )
        update operative_day d
        set version = d.version + 1
        from touched t
        where d.operative_id = t.operative_id and d.day = t.day
        """;

    /// <summary>The operative-days on which repairs of one visit have places themselves.</summary>
    public static async Task<IReadOnlyList<(long OperativeId, DateOnly Day)>> OwnDaysAsync(UnitOfWork unit, IReadOnlyList<RepairKey> keys, CancellationToken ct) =>
        [.. (await unit.Connection.QueryAsync<OwnRow>(new CommandDefinition(OwnDays, Of(keys), unit.Transaction, cancellationToken: ct)))
            .SelectMany(r => Plan.DaysOf(new Stretch(r.Starts, r.Ends)).Select(d => (r.OperativeId, d))).Distinct()];

    public static Task<TryOutcome> BookAsync(
        UnitOfWork unit, Promise promise, NewVisit what, IReadOnlyList<(long OperativeId, DateOnly Day)> own, DateTimeOffset now, TimeSpan offset, CancellationToken ct)
    {
        var parameters = Parameters(promise, [.. what.Parts.Select(p => p.Repair)], own, offset);
        parameters.AddDynamicParams(new
        {
            AppointmentIds = what.Parts.Select(p => p.AppointmentId).ToArray(),
            VisitIds = what.Parts.Select(p => p.VisitId).ToArray(),
            Leads = what.Parts.Select((_, i) => promise.Plan.Legs.First(l => l.Part == i).Person.OperativeId).ToArray(),
            LegAppointments = promise.Plan.Legs.Select(l => what.Parts[l.Part].AppointmentId).ToArray(),
            Replaces = what.Parts.Where(p => p.Replaces is not null).Select(p => p.Replaces!.Value).ToArray(),
            what.By,
            what.Bundle,
            Now = now,
        });
        return TryAsync(unit, Book, parameters, ct);
    }

    public static Task<TryOutcome> HoldAsync(
        UnitOfWork unit, IReadOnlyList<RepairRow> repairs, Promise promise, NewHold what, IReadOnlyList<(long OperativeId, DateOnly Day)> own, TimeSpan offset, CancellationToken ct)
    {
        var parameters = Parameters(promise, repairs, own, offset);
        parameters.AddDynamicParams(new { repairs[0].RepairId, what.HoldId, what.OfferId, what.ExpiresAt, Replaces = Array.Empty<Guid>(), By = "", Now = DateTimeOffset.MinValue });
        return TryAsync(unit, Hold, parameters, ct);
    }

    /// <summary>Turns the repair's own live hold, locked before, into its appointments. The place was the repair's already, so there is no race to lose.</summary>
    public static async Task<IReadOnlyDictionary<Guid, WhoComes>> UseHoldAsync(
        UnitOfWork unit, Guid holdId, NewVisit what, DateTimeOffset windowStart, DateTimeOffset windowEnd, DateTimeOffset now, CancellationToken ct)
    {
        var rows = await unit.Connection.QueryAsync<ComesRow>(new CommandDefinition(UseHold, new
        {
            what.Lead.Repair.Landlord,
            HoldId = holdId,
            AppointmentIds = what.Parts.Select(p => p.AppointmentId).ToArray(),
            VisitIds = what.Parts.Select(p => p.VisitId).ToArray(),
            RepairIds = what.Parts.Select(p => p.Repair.RepairId).ToArray(),
            Replaces = what.Parts.Where(p => p.Replaces is not null).Select(p => p.Replaces!.Value).ToArray(),
            what.By,
            what.Bundle,
            WindowStart = windowStart,
            WindowEnd = windowEnd,
            Now = now,
        }, unit.Transaction, cancellationToken: ct));
        return rows.ToDictionary(r => r.AppointmentId, r => new WhoComes(r.Contractor, r.OperativeRef));
    }

    /// <summary>Moves the version of every operative-day on which repairs have live places. Called before anything about those places changes without a plan to
    /// compare (released, started, done, a hold made longer), so that diaries in memory see it.</summary>
    public static Task TouchAsync(UnitOfWork unit, IReadOnlyList<RepairKey> keys, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Touch, Of(keys), unit.Transaction, cancellationToken: ct));

    private static object Of(IReadOnlyList<RepairKey> keys) => new { landlord = keys[0].Landlord, repairIds = keys.Select(k => k.RepairId).ToArray() };

    private static async Task<TryOutcome> TryAsync(UnitOfWork unit, string sql, DynamicParameters parameters, CancellationToken ct)
    {
        try
        {
            await using var results = await unit.Connection.QueryMultipleAsync(new CommandDefinition(sql, parameters, unit.Transaction, cancellationToken: ct));
            await results.ReadAsync<long>(); // the days, locked
            if ((await results.ReadAsync<long>()).Any())
                return TryOutcome.Taken;
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.ExclusionViolation, ConstraintName: OneAtATime })
        {
            // The guard spoke where the version had not moved: the same answer, someone else was first.
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            await unit.Connection.ExecuteAsync(new CommandDefinition(Back, transaction: unit.Transaction, cancellationToken: ct));
            return TryOutcome.Deadlocked;
        }

        await unit.Connection.ExecuteAsync(new CommandDefinition(Back, transaction: unit.Transaction, cancellationToken: ct));
        return TryOutcome.Lost;
    }

    private static DynamicParameters Parameters(Promise promise, IReadOnlyList<RepairRow> repairs, IReadOnlyList<(long OperativeId, DateOnly Day)> own, TimeSpan offset)
    {
        var (plan, repair) = (promise.Plan, repairs[0]);
        var planned = plan.Days().ToList();
        var days = planned.Concat(own.Where(o => !planned.Exists(p => p.OperativeId == o.OperativeId && p.Day == o.Day)).Select(o => (o.OperativeId, o.Day, Seen: (int?)null))).ToList();
        var moves = plan.Legs.SelectMany(l => l.Moves).ToList();
        return new DynamicParameters(new
        {
            repair.Landlord,
            RepairIds = repairs.Select(r => r.RepairId).ToArray(),
            repair.PropertyRef,
            repair.Lat,
            repair.Lon,
            Operatives = plan.People.Select(p => p.OperativeId).ToArray(),
            DaysFrom = LondonTime.StartOf(planned.Min(d => d.Day)),
            DaysTo = LondonTime.EndOf(planned.Max(d => d.Day)),
            LegOperatives = plan.Legs.Select(l => l.Person.OperativeId).ToArray(),
            LegStarts = plan.Legs.Select(l => l.Planned.From).ToArray(),
            LegEnds = plan.Legs.Select(l => l.Planned.To).ToArray(),
            LegLikely = plan.Legs.Select(l => (int?)l.Likely).ToArray(),
            LegRepairs = plan.Legs.Select(l => repairs[l.Part].RepairId).ToArray(),
            Movable = promise.Movable,
            Moved = moves.Select(m => m.PlaceId).ToArray(),
            MovedFrom = moves.Select(m => m.Planned.From).ToArray(),
            MovedTo = moves.Select(m => m.Planned.To).ToArray(),
            promise.Date,
            promise.From,
            promise.To,
            promise.WindowStart,
            promise.WindowEnd,
            promise.SamePerson,
            DayOperatives = days.Select(d => d.OperativeId).ToArray(),
            Days = days.Select(d => d.Day).ToArray(),
            Seen = days.Select(d => d.Seen).ToArray(),
            Offset = offset,
        });
    }

    private sealed class OwnRow
    {
        public long OperativeId { get; init; }

        public DateTimeOffset Starts { get; init; }

        public DateTimeOffset Ends { get; init; }
    }

    private sealed class ComesRow
    {
        public Guid AppointmentId { get; init; }

        public string Contractor { get; init; } = "";

        public string OperativeRef { get; init; } = "";
    }
}

/// <summary>Who comes, as other services know them.</summary>
internal sealed record WhoComes(string Contractor, string OperativeRef);
