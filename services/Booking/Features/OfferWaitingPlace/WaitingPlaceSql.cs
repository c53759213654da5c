using System.Text.Json;
using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Someone whose turn it is to be looked for.</summary>
internal sealed class Waiter
{
    public string Landlord { get; init; } = "";

    public Guid RepairId { get; init; }

    public string HouseholdRef { get; init; } = "";

    public DateTimeOffset? LookedAt { get; init; }

    /// <summary>We missed their visit and have kept nothing for them since.</summary>
    public bool Owed { get; init; }

    public string Known { get; init; } = "[]";

    /// <summary>Which transactions had ended when we began to look.</summary>
    public string Seen { get; init; } = "";

    public RepairKey Key => new(Landlord, RepairId);

    /// <summary>Windows that were free at the last look, as "date from to".</summary>
    public IReadOnlySet<string> KnownWindows => JsonSerializer.Deserialize<HashSet<string>>(Known, Json.Options)!;
}

/// <summary>A place that is kept for a household now.</summary>
internal sealed class WaitingPlace
{
    public Guid WaitingOfferId { get; init; }

    public Guid OfferId { get; init; }

    public Guid HoldId { get; init; }

    public DateOnly Date { get; init; }

    public TimeOnly FromTime { get; init; }

    public TimeOnly ToTime { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Kept because we missed their visit; otherwise it came free while they waited.</summary>
    public bool Owed { get; init; }

    /// <summary>What it is headed with for the household.</summary>
    public string Heading => Owed ? "We missed you, so you come first" : "A time has come free";

    public string ChoiceId => StoredOffer.ChoiceIdOf(OfferId, 0);

    /// <summary>"Thursday 26 November, between 8am and midday".</summary>
    public string Words => LondonTime.Words(Date, FromTime, ToTime);
}

internal static class WaitingPlaceSql
{
    // Looked for anew where a day of somebody who could come has changed since, or a hold has ended; whoever we missed, each minute too. What changed while we
    // looked counts as changed since; a transaction that stays open for long makes nobody look twice, because each change is held against what that very look saw.
    private const string Next = """
        select w.landlord, w.repair_id, r.household_ref, w.looked_at, w.known::text as known, w.owed_since is not null as owed, pg_current_snapshot()::text as seen
        from waiting_list w
        join repair r on r.landlord = w.landlord and r.repair_id = w.repair_id
        where r.status in ('open', 'booked')
          and r.trade is not null
          and r.priority <> 'Emergency'
          and (w.wait_until is null or w.wait_until <= @now)
          and not exists (select from waiting_offer o where o.landlord = w.landlord and o.repair_id = w.repair_id and o.ended_at is null)
          and not exists (select from attempts_pause t where t.landlord = r.landlord and t.household_ref = r.household_ref and t.paused_at is not null and t.resumed_at is null)
          and (w.looked_at is null
            or w.owed_since is not null and (w.owed_again_at is null or w.owed_again_at <= @now)
            or exists (
              select from operative_day d
              join operative o on o.operative_id = d.operative_id
              join operative_patch p on p.operative_id = o.operative_id and p.landlord = r.landlord
              where d.changed >= pg_snapshot_xmin(w.looked) and not pg_visible_in_snapshot(d.changed, w.looked) and r.trade = any(o.trades) and r.patch = any(p.patches))
            or exists (select from hold h where h.landlord = w.landlord and h.repair_id <> w.repair_id and h.expires_at > w.looked_at and h.expires_at <= @now))
        order by w.owed_since is null, w.due_by, w.since, w.repair_id
        limit 1
        """;

    private const string Shown = $"""
        select distinct {OfferSql.Window}
        from offer o
        cross join jsonb_array_elements(o.choices) c
        where o.landlord = @Landlord and o.repair_id = @RepairId and o.told_at is not null
        """;

    private const string Still = """
        select count(*)
        from waiting_list w
        where w.landlord = @Landlord
          and w.repair_id = @RepairId
          and w.looked_at is not distinct from @LookedAt
          and not exists (select from waiting_offer o where o.landlord = w.landlord and o.repair_id = w.repair_id and o.ended_at is null)
        """;

    private const string Looked = """
        update waiting_list
        set looked_at = @now, looked = @seen::pg_snapshot, known = @known::jsonb, wait_until = null, owed_again_at = @now + interval '1 minute'
        where landlord = @Landlord and repair_id = @RepairId
        """;

    private const string OwedKept = """
        delete from waiting_list
        where landlord = @Landlord and repair_id = @RepairId and not asked;

        update waiting_list
        set owed_since = null
        where landlord = @Landlord and repair_id = @RepairId
        """;

    // The latest visit was our miss, no other stands, and nothing was kept for it yet: they come first. Otherwise whoever did not ask to wait waits no longer.
    private const string Owe = """
        with latest as (
          select
            r.landlord, r.repair_id, r.due_by, a.window_end,
            v.attribution = 'Ours' and a.status = 'missed' and r.status = 'open' and r.priority <> 'Emergency'
              and not exists (select from waiting_offer o where o.landlord = a.landlord and o.repair_id = a.repair_id and o.owed and o.made_at >= a.booked_at) as owed
          from repair r
          join appointment a on a.landlord = r.landlord and a.repair_id = r.repair_id and a.status not in ('changed', 'cancelled')
          left join visit v on v.landlord = a.landlord and v.visit_id = a.visit_id
          where r.landlord = @Landlord and r.repair_id = @RepairId
          order by a.window_start desc
          limit 1
        ), first as (
          insert into waiting_list (landlord, repair_id, since, due_by, asked, owed_since)
          select landlord, repair_id, @now, due_by, false, window_end
          from latest
          where owed
          on conflict (landlord, repair_id) do update
          set owed_since = excluded.owed_since, owed_again_at = null
        ), no_longer as (
          delete from waiting_list w
          using latest l
          where w.landlord = l.landlord and w.repair_id = l.repair_id and l.owed is not true and not w.asked
        )
        update waiting_list w
        set owed_since = null
        from latest l
        where w.landlord = l.landlord and w.repair_id = l.repair_id and l.owed is not true and w.asked
        """;

    private const string WaitUntil = """
        update waiting_list
        set wait_until = @until
        where landlord = @Landlord and repair_id = @RepairId
        """;

    private const string Forget = """
        delete from offer
        where landlord = @Landlord and repair_id = @RepairId and offer_id = @offerId and told_at is null and made_at >= @since
        """;

    private const string Keep = """
        update hold
        set expires_at = clock_timestamp() + @offset + @time, extended = true
        where landlord = @Landlord and hold_id = @holdId
        returning expires_at
        """;

    private const string Insert = """
        update offer
        set expires_at = @expiresAt
        where landlord = @Landlord and offer_id = @offerId;

        insert into waiting_offer (landlord, waiting_offer_id, repair_id, offer_id, hold_id, made_at, expires_at, owed)
        values (@Landlord, @id, @RepairId, @offerId, @holdId, @now, @expiresAt, @owed)
        """;

    private const string Open = """
        select o.waiting_offer_id, o.offer_id, o.hold_id, h.date, h.from_time, h.to_time, h.expires_at, o.owed
        from waiting_offer o
        join hold h on h.landlord = o.landlord and h.hold_id = o.hold_id and h.expires_at > clock_timestamp() + @offset
        where o.landlord = @Landlord and o.repair_id = @RepairId and o.ended_at is null
        """;

    private const string ToEnd = """
        select o.landlord, o.repair_id
        from waiting_offer o
        left join hold h on h.landlord = o.landlord and h.hold_id = o.hold_id
        where o.ended_at is null
          and (h.hold_id is null or h.expires_at <= clock_timestamp() + @offset)
        order by o.expires_at
        limit 1
        """;

    private const string End = """
        with ended as (
          update waiting_offer
          set ended_at = @now, ended_as = @how
          where landlord = @Landlord and repair_id = @RepairId and ended_at is null
          returning landlord, hold_id
        )
        delete from hold h
        using ended e
        where h.landlord = e.landlord and h.hold_id = e.hold_id
        """;

    /// <summary>Every window that was really put before them, as "date from to". Choices that were made and not told are none.</summary>
    public static async Task<IReadOnlySet<string>> ShownAsync(UnitOfWork unit, RepairKey key, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<string>(new CommandDefinition(Shown, new { key.Landlord, key.RepairId }, unit.Transaction, cancellationToken: ct))).ToHashSet(StringComparer.Ordinal);

    public static Task<Waiter?> NextAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<Waiter?>(new CommandDefinition(Next, new { now }, unit.Transaction, cancellationToken: ct));

    /// <summary>Whether they still wait as they did when their turn came: nobody else has looked for them meanwhile.</summary>
    public static async Task<bool> StillAsync(UnitOfWork unit, Waiter waiter, CancellationToken ct) =>
        await unit.Connection.ExecuteScalarAsync<long>(new CommandDefinition(Still, new { waiter.Landlord, waiter.RepairId, waiter.LookedAt }, unit.Transaction, cancellationToken: ct)) == 1;

    public static Task LookedAsync(UnitOfWork unit, Waiter waiter, IEnumerable<string> known, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Looked, new { waiter.Landlord, waiter.RepairId, now, seen = waiter.Seen, known = JsonSerializer.Serialize(known, Json.Options) }, unit.Transaction, cancellationToken: ct));

    /// <summary>A time was kept for them: what we owed by way of priority is given, and who asked to wait waits on as anybody does.</summary>
    public static Task OwedKeptAsync(UnitOfWork unit, RepairKey key, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(OwedKept, new { key.Landlord, key.RepairId }, unit.Transaction, cancellationToken: ct));

    /// <summary>Puts a locked repair first in line, or takes it back, by what is known now of its latest visit; in whatever order that was learned.</summary>
    public static Task OweAsync(UnitOfWork unit, RepairKey key, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Owe, new { key.Landlord, key.RepairId, now }, unit.Transaction, cancellationToken: ct));

    public static Task WaitUntilAsync(UnitOfWork unit, RepairKey key, DateTimeOffset until, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(WaitUntil, new { key.Landlord, key.RepairId, until }, unit.Transaction, cancellationToken: ct));

    /// <summary>Takes back a set of choices made just now and shown to nobody; one that was there before may stand on somebody's page.</summary>
    public static Task ForgetAsync(UnitOfWork unit, RepairKey key, Guid offerId, DateTimeOffset since, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Forget, new { key.Landlord, key.RepairId, offerId, since }, unit.Transaction, cancellationToken: ct));

    /// <summary>Keeps a held place for so long, by the database's clock, and no longer.</summary>
    public static Task<DateTimeOffset> KeepAsync(UnitOfWork unit, RepairKey key, Guid holdId, TimeSpan time, TimeSpan offset, CancellationToken ct) =>
        unit.Connection.QuerySingleAsync<DateTimeOffset>(new CommandDefinition(Keep, new { key.Landlord, holdId, time, offset }, unit.Transaction, cancellationToken: ct));

    public static Task InsertAsync(UnitOfWork unit, RepairKey key, Guid id, Guid offerId, Guid holdId, DateTimeOffset now, DateTimeOffset expiresAt, bool owed, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Insert, new { key.Landlord, key.RepairId, id, offerId, holdId, now, expiresAt, owed }, unit.Transaction, cancellationToken: ct));

    /// <summary>The place that is kept for a repair now; null: none.</summary>
    public static Task<WaitingPlace?> OpenAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, RepairKey key, TimeSpan offset, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<WaitingPlace?>(new CommandDefinition(Open, new { key.Landlord, key.RepairId, offset }, transaction, cancellationToken: ct));

    /// <summary>A repair whose kept place is kept no longer.</summary>
    public static Task<RepairKey?> ToEndAsync(UnitOfWork unit, TimeSpan offset, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<RepairKey?>(new CommandDefinition(ToEnd, new { offset }, unit.Transaction, cancellationToken: ct));

    /// <summary>Ends what is kept for a repair and gives the place back.</summary>
    public static Task EndAsync(UnitOfWork unit, RepairKey key, string how, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(End, new { key.Landlord, key.RepairId, how, now }, unit.Transaction, cancellationToken: ct));
}
