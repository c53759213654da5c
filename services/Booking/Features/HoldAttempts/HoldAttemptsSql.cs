using Dapper;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class HoldAttemptsSql
{
    private const string Pause = """
        insert into attempts_pause (landlord, request_id, household_ref, paused_at)
        values (@Landlord, @RequestId, @HouseholdRef, @OccurredAt)
        on conflict (landlord, request_id)
        do update set paused_at = excluded.paused_at
        """;

    private const string Resume = """
        insert into attempts_pause (landlord, request_id, household_ref, resumed_at)
        values (@Landlord, @RequestId, @HouseholdRef, @OccurredAt)
        on conflict (landlord, request_id)
        do update set resumed_at = excluded.resumed_at
        """;

    // The same as TakeBackRule, for each repair of the visit; it is asked again once the visit is locked.
    private const string NextToTakeBack = """
        select r.landlord, r.repair_id
        from attempts_pause t
        join repair r on r.landlord = t.landlord and r.household_ref = t.household_ref
        join appointment a on a.landlord = r.landlord and a.repair_id = r.repair_id and a.status = 'booked'
        where t.paused_at is not null
          and t.resumed_at is null
          and a.booked_by <> 'Resident'
          and r.priority <> 'Emergency'
          and a.window_start > @now
          and (a.look_again_at is null or a.look_again_at <= @now)
          and not exists (
            select
            from appointment b
            join repair o on o.landlord = b.landlord and o.repair_id = b.repair_id
            where b.landlord = a.landlord
              and b.bundle_id = a.bundle_id
              and b.status in ('booked', 'started')
              and (b.status = 'started' or b.booked_by = 'Resident' or o.priority = 'Emergency' or b.window_start <= @now))
        order by a.window_start
        limit 1
        """;

    private const string Later = """
        update appointment
        set look_again_at = @at
        where landlord = @Landlord and repair_id = @RepairId and status = 'booked'
        """;

    public static Task PauseAsync(UnitOfWork unit, AttemptsPaused e, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Pause, new { e.Landlord, e.RequestId, e.HouseholdRef, e.OccurredAt }, unit.Transaction, cancellationToken: ct));

    public static Task ResumeAsync(UnitOfWork unit, AttemptsResumed e, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Resume, new { e.Landlord, e.RequestId, e.HouseholdRef, e.OccurredAt }, unit.Transaction, cancellationToken: ct));

    /// <summary>A repair whose visit is to be taken back, the soonest first.</summary>
    public static Task<RepairKey?> NextToTakeBackAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<RepairKey?>(new CommandDefinition(NextToTakeBack, new { now }, unit.Transaction, cancellationToken: ct));

    /// <summary>Lets others go before it until then.</summary>
    public static Task LaterAsync(UnitOfWork unit, RepairKey key, DateTimeOffset at, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Later, new { key.Landlord, key.RepairId, at }, unit.Transaction, cancellationToken: ct));
}
