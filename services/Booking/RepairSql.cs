using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A repair as every deed needs it: itself, its home, its standing appointment, its live hold, and whether the desk may book.</summary>
internal sealed class RepairRow
{
    public string Landlord { get; init; } = "";

    public Guid RepairId { get; init; }

    public string HouseholdRef { get; init; } = "";

    public string PropertyRef { get; init; } = "";

    public string Patch { get; init; } = "";

    public string? Trade { get; init; }

    public string Description { get; init; } = "";

    public string Priority { get; init; } = "";

    public int Minutes { get; init; }

    /// <summary>How long the visit may well take, where that is known; null: by the landlord's setting.</summary>
    public int? LikelyMinutes { get; init; }

    public int People { get; init; }

    public string Status { get; init; } = "";

    public DateTimeOffset RaisedAt { get; init; }

    public DateTimeOffset DueBy { get; init; }

    public int LinkVersion { get; init; }

    /// <summary>When someone is looked for again, for an emergency nobody could take yet.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>Whether the standing visit was promised to be by the person who came last time.</summary>
    public bool SamePerson { get; init; }

    public int Declines { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public Guid? FinishedByVisit { get; init; }

    public string Address { get; init; } = "";

    public double? Lat { get; init; }

    public double? Lon { get; init; }

    public bool Paused { get; init; }

    /// <summary>Who finished this household's last visit.</summary>
    public long? UsualOperative { get; init; }

    public Guid? AppointmentId { get; init; }

    public Guid? VisitId { get; init; }

    /// <summary>Who chose the standing visit.</summary>
    public string? BookedBy { get; init; }

    /// <summary>Somebody is on the way to the standing visit, or there.</summary>
    public bool SetOff { get; init; }

    /// <summary>Set where the standing visit is for several repairs.</summary>
    public Guid? BundleId { get; init; }

    public DateOnly? Date { get; init; }

    public TimeOnly? FromTime { get; init; }

    public TimeOnly? ToTime { get; init; }

    public DateTimeOffset? WindowStart { get; init; }

    public DateTimeOffset? WindowEnd { get; init; }

    public Guid? HoldId { get; init; }

    public DateOnly? HoldDate { get; init; }

    public TimeOnly? HoldFrom { get; init; }

    public TimeOnly? HoldTo { get; init; }

    public bool HoldSamePerson { get; init; }

    /// <summary>Whether it has places in anybody's day: of a visit, or of a hold, live or not cleared away yet.</summary>
    public bool Placed { get; init; }

    public bool HoldExtended { get; init; }

    public DateTimeOffset? HoldExpiresAt { get; init; }

    /// <summary>What the resident asked of the times, as kept.</summary>
    public string WishesJson { get; init; } = "";

    public Wishes Wishes => WishesSql.Read(WishesJson.Length == 0 ? null : WishesJson);

    public RepairKey Key => new(Landlord, RepairId);

    public Contracts.Priority PriorityValue => Enum.Parse<Contracts.Priority>(Priority);

    public bool IsEmergency => PriorityValue == Contracts.Priority.Emergency;

    /// <summary>An emergency for which someone comes, or is still looked for: a promise of arrival, no list of times. Once neither holds, it is chosen like any other.</summary>
    public bool IsAwaited => IsEmergency && (AppointmentId is not null || NextTryAt is not null);

    public bool IsEnded => Status is "finished" or "withdrawn";

    public Home Home => new($"{Landlord}/{PropertyRef}", Lat, Lon);
}

internal static class RepairSql
{
    /// <summary>The beginning of the resident's words, for lists.</summary>
    internal const string Words = "case when length(r.description) > 80 then left(r.description, 79) || '…' else r.description end as words";

    /// <summary>A <see cref="RepairRow"/>, up to its where.</summary>
    internal const string Select = """
        select r.landlord, r.repair_id, r.household_ref, r.property_ref, r.patch, r.trade, r.description, r.priority, r.minutes, r.likely_minutes, r.people, r.status, r.wishes::text as wishes_json,
          r.raised_at, r.due_by, r.next_try_at, r.link_version, r.declines, r.ended_at, r.finished_by_visit, p.address, p.lat, p.lon,
          exists (select from attempts_pause t where t.landlord = r.landlord and t.household_ref = r.household_ref and t.paused_at is not null and t.resumed_at is null) as paused,
          exists (select from place c where c.landlord = r.landlord and c.repair_id = r.repair_id and c.status in ('held', 'booked', 'started')) as placed,
          u.operative_id as usual_operative,
          a.appointment_id, a.visit_id, a.bundle_id, a.booked_by, coalesce(a.status = 'started', false) as set_off, coalesce(a.same_person, false) as same_person, a.date, a.from_time, a.to_time, a.window_start, a.window_end,
          h.hold_id, h.date as hold_date, h.from_time as hold_from, h.to_time as hold_to, h.same_person as hold_same_person, h.extended as hold_extended, h.expires_at as hold_expires_at
        from repair r
        join property p on p.landlord = r.landlord and p.property_ref = r.property_ref
        left join appointment a on a.landlord = r.landlord and a.repair_id = r.repair_id and a.status in ('booked', 'started')
        left join hold h on h.landlord = r.landlord and h.repair_id = r.repair_id and h.expires_at > clock_timestamp() + @Offset
        left join lateral (
          select d.operative_id
          from repair o
          join appointment d on d.landlord = o.landlord and d.repair_id = o.repair_id and d.status = 'done'
          where o.landlord = r.landlord and o.household_ref = r.household_ref
          order by d.window_start desc
          limit 1) u on true

        """;

    private const string Lock = """
        select 1
        from repair
        where landlord = @Landlord and repair_id = @RepairId
        for update;
        """;

    private const string Find = Select + """
        where r.landlord = @Landlord and r.repair_id = @RepairId
        """;

    private const string Beside = """
        select o.repair_id
        from repair r
        join repair o on o.landlord = r.landlord and o.household_ref = r.household_ref and o.property_ref = r.property_ref
        left join appointment a on a.landlord = o.landlord and a.repair_id = o.repair_id and a.status in ('booked', 'started')
        where r.landlord = @Landlord
          and r.repair_id = @RepairId
          and o.repair_id <> r.repair_id
          and o.trade is not null
          and o.priority <> 'Emergency'
          and o.people = 1
          and case when @bundle::uuid is null then o.status = 'open' and a.appointment_id is null else a.bundle_id = @bundle end
        order by o.due_by, o.repair_id
        limit 4
        """;

    private const string SetStatus = """
        update repair
        set status = @status
        where landlord = @Landlord and repair_id = @RepairId
        """;

    private const string SetAsk = """
        update repair
        set ask_what_would_help = @ask
        where landlord = @Landlord and repair_id = @RepairId
        """;

    private const string FindKey = """
        select landlord, repair_id, link_version
        from repair
        where repair_id = @repairId
        """;

    public static Task<RepairRow?> FindAsync(NpgsqlConnection connection, RepairKey key, TimeSpan offset, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<RepairRow?>(new CommandDefinition(Find, new { key.Landlord, key.RepairId, Offset = offset }, cancellationToken: ct));

    /// <summary>Locks the repair, so that its deeds happen one after the other, then reads it as it is once the lock is ours.</summary>
    public static async Task<RepairRow?> LockAsync(UnitOfWork unit, RepairKey key, TimeSpan offset, CancellationToken ct)
    {
        await using var results = await unit.Connection.QueryMultipleAsync(
            new CommandDefinition(Lock + Find, new { key.Landlord, key.RepairId, Offset = offset }, unit.Transaction, cancellationToken: ct));
        await results.ReadAsync<int>();
        return await results.ReadSingleOrDefaultAsync<RepairRow?>();
    }

    /// <summary>The household's other repairs that could share a visit: open and without one, or those that share a bundle already. The first due first, four at most.</summary>
    public static async Task<IReadOnlyList<RepairKey>> BesideAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, RepairKey key, Guid? bundle, CancellationToken ct) =>
        [.. (await connection.QueryAsync<Guid>(new CommandDefinition(Beside, new { key.Landlord, key.RepairId, bundle }, transaction, cancellationToken: ct))).Select(id => key with { RepairId = id })];

    public static Task SetStatusAsync(UnitOfWork unit, RepairKey key, string status, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(SetStatus, new { key.Landlord, key.RepairId, status }, unit.Transaction, cancellationToken: ct));

    /// <summary>Whether the repair's page at the desk says that they are to be asked what would help.</summary>
    public static Task AskWhatWouldHelpAsync(UnitOfWork unit, RepairKey key, bool ask, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(SetAsk, new { key.Landlord, key.RepairId, ask }, unit.Transaction, cancellationToken: ct));

    public static Task<LinkRow?> FindLinkAsync(NpgsqlConnection connection, Guid repairId, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<LinkRow?>(new CommandDefinition(FindKey, new { repairId }, cancellationToken: ct));
}

internal sealed class LinkRow
{
    public string Landlord { get; init; } = "";

    public Guid RepairId { get; init; }

    public int LinkVersion { get; init; }
}
