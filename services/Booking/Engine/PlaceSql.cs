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
internal sealed record Promise(Plan Plan, DateOnly Date, TimeOnly From, TimeOnly To, bool SamePerson)
{
    public DateTimeOffset WindowStart => LondonTime.Instant(Date, From);

    public DateTimeOffset WindowEnd => LondonTime.Instant(Date, To);
}

/// <summary>What the taken places belong to: an appointment, or a hold.</summary>
/// <param name="Replaces">The standing appointment, where it is changed.</param>
internal sealed record NewAppointment(Guid AppointmentId, Guid VisitId, string By, Guid? Replaces);

internal sealed record NewHold(Guid HoldId, Guid OfferId, DateTimeOffset ExpiresAt);

/// <summary>
/// Takes places: one round trip that removes expired holds, gives up the repair's own, compares and sets every operative-day it touches in ascending order,
/// and writes only where all of them still had the version the plan was made on.
/// </summary>
internal static class PlaceSql
{
    /// <summary>No operative does two things at once: the guard behind the compare-and-set.</summary>
    private const string OneAtATime = "place_has_one_operative_at_a_time";

    private const string GiveUp = """
        savepoint attempt;

        delete from hold
        where (landlord, hold_id) in (
          select h.landlord, h.hold_id
          from hold h
          join place p on p.landlord = h.landlord and p.hold_id = h.hold_id
          where p.operative_id = any(@Operatives)
            and p.planned && tstzrange(@Start, @End)
            and h.expires_at <= clock_timestamp() + @Offset
          for update of h skip locked);

        delete from hold
        where landlord = @Landlord and repair_id = @RepairId;

        update place
        set status = 'changed'
        where landlord = @Landlord and appointment_id = @Replaces;

        update appointment
        set status = 'changed', ended_by = @By, ended_at = @Now
        where landlord = @Landlord and appointment_id = @Replaces;

        """;

    private const string CompareAndSet = """
        with wanted as (
          select w.operative_id, w.day, w.version
          from unnest(@DayOperatives, @Days, @Seen) as w (operative_id, day, version)
        ),
        locked as materialized (
          select d.operative_id, d.day
          from operative_day d
          join wanted w on w.operative_id = d.operative_id and w.day = d.day
          where w.version is null or w.version = d.version
          order by d.operative_id, d.day
          for update of d
        ),
        moved as (
          update operative_day d
          set version = d.version + 1
          from locked l
          where d.operative_id = l.operative_id
            and d.day = l.day
            and (select count(*) from locked) = cardinality(@Days)
          returning d.operative_id
        ),
        won as (
          select count(*) = cardinality(@Days) as all_of_them
          from moved
        ),

        """;

    private const string Book = GiveUp + CompareAndSet + """
        booked as (
          insert into appointment (landlord, appointment_id, visit_id, repair_id, operative_id, date, from_time, to_time, window_start, window_end, status, same_person, booked_by, booked_at)
          select @Landlord, @AppointmentId, @VisitId, @RepairId, @Lead, @Date, @From, @To, @WindowStart, @WindowEnd, 'booked', @SamePerson, @By, @Now
          from won
          where all_of_them
          returning appointment_id
        )
        insert into place (operative_id, planned, status, landlord, repair_id, property_ref, lat, lon, appointment_id)
        select o.operative_id, tstzrange(@Start, @End), 'booked', @Landlord, @RepairId, @PropertyRef, @Lat, @Lon, booked.appointment_id
        from booked
        cross join unnest(@Operatives) as o (operative_id)
        returning operative_id
        """;

    private const string Hold = GiveUp + CompareAndSet + """
        held as (
          insert into hold (landlord, hold_id, repair_id, offer_id, date, from_time, to_time, same_person, expires_at)
          select @Landlord, @HoldId, @RepairId, @OfferId, @Date, @From, @To, @SamePerson, @ExpiresAt
          from won
          where all_of_them
          returning hold_id
        )
        insert into place (operative_id, planned, status, landlord, repair_id, property_ref, lat, lon, hold_id)
        select o.operative_id, tstzrange(@Start, @End), 'held', @Landlord, @RepairId, @PropertyRef, @Lat, @Lon, held.hold_id
        from held
        cross join unnest(@Operatives) as o (operative_id)
        returning operative_id
        """;

    private const string Back = "rollback to savepoint attempt";

    private const string OwnDays = """
        select distinct p.operative_id, lower(p.planned) as starts, upper(p.planned) as ends
        from place p
        where p.landlord = @Landlord
          and p.repair_id = @RepairId
          and p.status in ('held', 'booked', 'started')
        """;

    private const string UseHold = """
        update appointment
        set status = 'changed', ended_by = @By, ended_at = @Now
        where landlord = @Landlord and appointment_id = @Replaces;

        update place
        set status = 'changed'
        where landlord = @Landlord and appointment_id = @Replaces;

        insert into appointment (landlord, appointment_id, visit_id, repair_id, operative_id, date, from_time, to_time, window_start, window_end, status, same_person, booked_by, booked_at)
        select h.landlord, @AppointmentId, @VisitId, h.repair_id, (select p.operative_id from place p where p.landlord = h.landlord and p.hold_id = h.hold_id order by p.place_id limit 1),
          h.date, h.from_time, h.to_time, @WindowStart, @WindowEnd, 'booked', h.same_person, @By, @Now
        from hold h
        where h.landlord = @Landlord and h.hold_id = @HoldId;

        update place
        set status = 'booked', hold_id = null, appointment_id = @AppointmentId
        where landlord = @Landlord and hold_id = @HoldId;

        delete from hold
        where landlord = @Landlord and hold_id = @HoldId;

        select o.contractor, o.operative_ref
        from appointment a
        join operative o on o.operative_id = a.operative_id
        where a.landlord = @Landlord and a.appointment_id = @AppointmentId
        """;

    private const string Touch = """
        with touched as materialized (
          select d.operative_id, d.day
          from operative_day d
          join unnest(@DayOperatives, @Days) as w (operative_id, day) on w.operative_id = d.operative_id and w.day = d.day
          order by d.operative_id, d.day
          for update of d
        )
        update operative_day d
        set version = d.version + 1
        from touched t
        where d.operative_id = t.operative_id and d.day = t.day
        """;

    /// <summary>The operative-days on which the repair itself has places.</summary>
    public static async Task<IReadOnlyList<(long OperativeId, DateOnly Day)>> OwnDaysAsync(UnitOfWork unit, RepairKey key, CancellationToken ct) =>
        [.. (await unit.Connection.QueryAsync<OwnRow>(new CommandDefinition(OwnDays, key, unit.Transaction, cancellationToken: ct)))
            .SelectMany(r => new Plan([], new Stretch(r.Starts, r.Ends)).Days().Select(d => (r.OperativeId, d))).Distinct()];

    public static Task<TryOutcome> BookAsync(
        UnitOfWork unit, RepairRow repair, Promise promise, NewAppointment what, IReadOnlyList<(long OperativeId, DateOnly Day)> own, DateTimeOffset now, TimeSpan offset, CancellationToken ct)
    {
        var parameters = Parameters(repair, promise, own, offset);
        parameters.AddDynamicParams(new { what.AppointmentId, what.VisitId, what.By, what.Replaces, Now = now });
        return TryAsync(unit, Book, parameters, ct);
    }

    public static Task<TryOutcome> HoldAsync(
        UnitOfWork unit, RepairRow repair, Promise promise, NewHold what, IReadOnlyList<(long OperativeId, DateOnly Day)> own, TimeSpan offset, CancellationToken ct)
    {
        var parameters = Parameters(repair, promise, own, offset);
        parameters.AddDynamicParams(new { what.HoldId, what.OfferId, what.ExpiresAt, Replaces = (Guid?)null, By = "", Now = DateTimeOffset.MinValue });
        return TryAsync(unit, Hold, parameters, ct);
    }

    /// <summary>Turns the repair's own live hold into its appointment. The place was the repair's already, so there is no race to lose.</summary>
    public static Task<WhoComes> UseHoldAsync(UnitOfWork unit, RepairRow repair, NewAppointment what, DateTimeOffset windowStart, DateTimeOffset windowEnd, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.QuerySingleAsync<WhoComes>(new CommandDefinition(UseHold, new
        {
            repair.Landlord,
            repair.HoldId,
            what.AppointmentId,
            what.VisitId,
            what.By,
            what.Replaces,
            WindowStart = windowStart,
            WindowEnd = windowEnd,
            Now = now,
        }, unit.Transaction, cancellationToken: ct));

    /// <summary>Moves the version of operative-days whose places change without a plan to compare: released ones.</summary>
    public static Task TouchAsync(UnitOfWork unit, IReadOnlyList<(long OperativeId, DateOnly Day)> days, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Touch, new { DayOperatives = days.Select(d => d.OperativeId).ToArray(), Days = days.Select(d => d.Day).ToArray() }, unit.Transaction, cancellationToken: ct));

    private static async Task<TryOutcome> TryAsync(UnitOfWork unit, string sql, DynamicParameters parameters, CancellationToken ct)
    {
        try
        {
            if ((await unit.Connection.QueryAsync<long>(new CommandDefinition(sql, parameters, unit.Transaction, cancellationToken: ct))).Any())
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

    private static DynamicParameters Parameters(RepairRow repair, Promise promise, IReadOnlyList<(long OperativeId, DateOnly Day)> own, TimeSpan offset)
    {
        var planned = promise.Plan.People
            .SelectMany(p => promise.Plan.Days().Select(d => (p.OperativeId, Day: d, Seen: (int?)p.Versions.GetValueOrDefault(d))))
            .ToList();
        var days = planned.Concat(own.Where(o => !planned.Exists(p => p.OperativeId == o.OperativeId && p.Day == o.Day)).Select(o => (o.OperativeId, o.Day, Seen: (int?)null))).ToList();
        return new DynamicParameters(new
        {
            repair.Landlord,
            repair.RepairId,
            repair.PropertyRef,
            repair.Lat,
            repair.Lon,
            Operatives = promise.Plan.People.Select(p => p.OperativeId).ToArray(),
            Lead = promise.Plan.People[0].OperativeId,
            Start = promise.Plan.Planned.From,
            End = promise.Plan.Planned.To,
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
}

/// <summary>Who comes, as other services know them.</summary>
internal sealed record WhoComes(string Contractor, string OperativeRef);
