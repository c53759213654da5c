using Dapper;
using Npgsql;
using NpgsqlTypes;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Platform;

namespace Repairs.Analytics.Features.CountFacts;

internal static class CountFactsSql
{
    private const string ClaimAny = """
        select f.landlord, f.source
        from feed f
        where exists (select from dirty d where d.landlord = f.landlord and d.source = f.source)
        limit 1
        for update of f skip locked
        """;

    private const string Claim = """
        select true
        from feed
        where landlord = @landlord and source = @source
        for update
        """;

    private const string TakeMarks = """
        with taken as (
          delete from dirty
          where id in (select id from dirty where landlord = @landlord and source = @source order by id limit @most)
          returning event_id, subject, place, day, patch, trade, occurred_at, received_at
        )
        select event_id, subject, place, day, patch, trade, max(occurred_at) as occurred_at, max(received_at) as received_at, count(*) as marks
        from taken
        group by 1, 2, 3, 4, 5, 6
        """;

    private const string HeldNowKnown = """
        select h.event_id
        from event h
        where h.landlord = @landlord and h.source = @source and h.state = 1
          and (exists (select from event t where t.landlord = h.landlord and t.source = h.source and t.event_id = coalesce(h.supersedes, h.voids))
               or exists (select from event t where t.landlord = h.landlord and t.source = h.source and t.alias = coalesce(h.supersedes, h.voids)))
        """;

    private const string Chains = """
        with recursive chain as (
          select event_id, alias, coalesce(supersedes, voids) as target, voids is not null as is_void, recorded_at,
                 case when alias is null then recorded_at else occurred_at end as order_at
          from event
          where landlord = @landlord and source = @source and event_id = any(@ids)
          union
          select n.event_id, n.alias, coalesce(n.supersedes, n.voids), n.voids is not null, n.recorded_at,
                 case when n.alias is null then n.recorded_at else n.occurred_at end
          from chain c
          cross join lateral (
            select * from event e where e.landlord = @landlord and e.source = @source and e.event_id = c.target
            union all
            select * from event e where e.landlord = @landlord and e.source = @source and e.alias = c.target
            union all
            select * from event e where e.landlord = @landlord and e.source = @source and coalesce(e.supersedes, e.voids) in (c.event_id, c.alias)
              and (e.supersedes is not null or e.voids is not null)
          ) n
        )
        select event_id, alias, target, is_void, recorded_at, order_at as "order"
        from chain
        """;

    private const string AllCorrected = """
        select event_id
        from event
        where landlord = @landlord and source = @source and (supersedes is not null or voids is not null)
        """;

    private const string Settle = """
        update event e
        set state = n.state
        from unnest(@ids, @states) as n(event_id, state)
        where e.landlord = @landlord and e.source = @source and e.event_id = n.event_id and e.state <> n.state
        returning case when e.type = any(@ofVisit) then e.subject end as subject,
                  case when e.type = 'ContactReceived' then e.place end as place,
                  e.day, e.patch, e.trade
        """;

    private const string VisitEvents = """
        select subject, event_id, type, occurred_at, patch, trade, code, evidence, actor, place, body::text as body
        from event
        where landlord = @landlord and source = @source and subject = any(@subjects) and type = any(@ofVisit) and state = 0
        order by subject
        """;

    private const string AllVisitEvents = """
        select subject, event_id, type, occurred_at, patch, trade, code, evidence, actor, place, body::text as body
        from event
        where landlord = @landlord and source = @source and subject is not null and type = any(@ofVisit)
          and recorded_at <= @asOf
          and (state = 0 and event_id <> all(@without) or event_id = any(@with))
        order by subject
        """;

    private const string ReplaceVisits = """
        delete from visit
        where landlord = @landlord and source = @source and visit_id = any(@ids)
        returning day, due_day, patch, trade
        """;

    private const string InsertVisits = """
        insert into visit (landlord, source, visit_id, day, due_day, patch, trade, outcome, standing, evidence, disputed, household, repair)
        select @landlord, @source, v.*
        from unnest(@ids, @days, @dueDays, @patches, @trades, @outcomes, @standings, @evidences, @disputes, @households, @repairs) as v
        """;

    private const string ContactsAfter = """
        select distinct e.day, e.patch, e.trade
        from unnest(@places, @days) as m(place, day)
        join event e on e.landlord = @landlord and e.source = @source and e.type = 'ContactReceived' and e.place = m.place
         and e.occurred_at >= m.day::timestamptz - interval '1 day' and e.occurred_at < m.day::timestamptz + interval '31 days'
        """;

    private const string DropBuckets = """
        delete from bucket b
        using unnest(@days, @patches, @trades) as k(day, patch, trade)
        where b.landlord = @landlord and b.source = @source and b.day = k.day and b.patch = k.patch and b.trade = k.trade
        """;

    /// <summary>The days under which the facts of some buckets lie; a visit counts under two.</summary>
    private const string Keys = """
        with key as materialized (
          select * from unnest(@days, @patches, @trades) as k(day, patch, trade)
        ),
        date as materialized (
          select distinct day from key
        ),
        """;

    private const string LiveVisits = """
        fact as (
          select v.day, v.due_day, v.patch, v.trade, v.outcome, v.standing, v.evidence, v.disputed
          from visit v
          where v.landlord = @landlord and v.source = @source and (v.day in (select day from date) or v.due_day in (select day from date))
          union all
          select e.day, e.day, e.patch, e.trade, e.code, e.standing, e.evidence, false
          from date d
          join event e on e.landlord = @landlord and e.source = @source and e.day = d.day
          where e.subject is null and e.standing is not null and e.state = 0
        ),
        act as (
          select e.*
          from date d
          join event e on e.landlord = @landlord and e.source = @source and e.day = d.day
          where e.type in ('AppointmentBooked', 'AppointmentChanged', 'AppointmentCancelled', 'ContactReceived') and e.state = 0
        ),
        """;

    private const string Contributions = $"""
        before as (
          select e.event_id, extract(epoch from e.occurred_at - p.occurred_at) as gap
          from act e
          left join lateral (
            select max(p.occurred_at) as occurred_at
            from event p
            where p.landlord = @landlord and p.source = @source and p.type = 'ContactReceived' and p.place = e.place
              and p.topic is not distinct from e.topic
              and p.occurred_at < e.occurred_at and p.occurred_at >= e.occurred_at - interval '29 days'
              and (p.state = 0 and p.event_id <> all(@without) or p.event_id = any(@with)) and p.recorded_at <= @asOf
          ) p on true
          where e.type = 'ContactReceived' and e.place is not null
        ),
        same as (
          select e.event_id
          from act e
          where e.type = 'ContactReceived' and e.place is not null
            and exists (
              select from event p
              where p.landlord = @landlord and p.source = @source and p.type = 'ContactReceived' and p.place = e.place
                and p.topic is not distinct from e.topic and p.occurred_at = e.occurred_at
                and (p.state = 0 and p.event_id <> all(@without) or p.event_id = any(@with)) and p.recorded_at <= @asOf
                and p.event_id < e.event_id)
        ),
        contribution as (
          select c.day, f.patch, f.trade, c.counter
          from fact f
          {Counters.OfVisits}
          where c.holds
          union all
          select e.day, e.patch, e.trade, c.counter
          from act e
          {Counters.OfAppointments}
          where c.holds
          union all
          select e.day, e.patch, e.trade, c.counter
          from (select * from act where type = 'ContactReceived') e
          left join lateral (
            select case when exists (select from same s where s.event_id = e.event_id) then 0 else (select gap from before g where g.event_id = e.event_id) end as gap
          ) b on true
          {Counters.OfContacts}
          where c.holds
        )
        """;

    private const string FillBuckets = $"""
        {Keys}
        {LiveVisits}
        {Contributions}
        insert into bucket (landlord, source, day, patch, trade, counter, n)
        select @landlord, @source, c.day, c.patch, c.trade, c.counter, count(*)
        from contribution c
        join key k on k.day = c.day and k.patch = c.patch and k.trade = c.trade
        group by c.day, c.patch, c.trade, c.counter
        """;

    /// <summary>Everything, from the events as they were known at a moment; nothing that is stored is read but the events.</summary>
    private const string CountAll = $"""
        with fact as (
          select *
          from unnest(@vdays, @vdueDays, @vpatches, @vtrades, @voutcomes, @vstandings, @vevidences, @vdisputes)
               as v(day, due_day, patch, trade, outcome, standing, evidence, disputed)
          union all
          select e.day, e.day, e.patch, e.trade, e.code, e.standing, e.evidence, false
          from event e
          where e.landlord = @landlord and e.source = @source and e.subject is null and e.standing is not null
            and (e.state = 0 and e.event_id <> all(@without) or e.event_id = any(@with)) and e.recorded_at <= @asOf
        ),
        act as (
          select e.*
          from event e
          where e.landlord = @landlord and e.source = @source
            and e.type in ('AppointmentBooked', 'AppointmentChanged', 'AppointmentCancelled', 'ContactReceived')
            and (e.state = 0 and e.event_id <> all(@without) or e.event_id = any(@with)) and e.recorded_at <= @asOf
        ),
        {Contributions}
        select c.day, c.patch, c.trade, c.counter, count(*) as n
        from contribution c
        group by c.day, c.patch, c.trade, c.counter
        """;

    private const string Freshen = """
        update feed
        set first_day = (select min(day) from bucket where landlord = @landlord and source = @source),
            last_day = (select max(day) from bucket where landlord = @landlord and source = @source),
            complete_to = greatest(complete_to, @completeTo),
            received_at = greatest(received_at, @receivedAt)
        where landlord = @landlord and source = @source
        """;

    public static async Task<Feed?> ClaimAnyAsync(UnitOfWork unit, CancellationToken ct) =>
        await unit.Connection.QuerySingleOrDefaultAsync<Feed>(new CommandDefinition(ClaimAny, transaction: unit.Transaction, cancellationToken: ct));

    public static Task ClaimAsync(UnitOfWork unit, Feed feed, CancellationToken ct) =>
        unit.Connection.ExecuteScalarAsync<bool?>(new CommandDefinition(Claim, feed, unit.Transaction, cancellationToken: ct));

    public static async Task<List<MarkRow>> TakeMarksAsync(UnitOfWork unit, Feed feed, int most, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<MarkRow>(new CommandDefinition(TakeMarks, new { feed.Landlord, feed.Source, most }, unit.Transaction, cancellationToken: ct))).AsList();

    public static async Task<List<string>> HeldNowKnownAsync(UnitOfWork unit, Feed feed, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<string>(new CommandDefinition(HeldNowKnown, feed, unit.Transaction, cancellationToken: ct))).AsList();

    public static async Task<List<Link>> ChainsAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Feed feed, string[] ids, CancellationToken ct) =>
        (await connection.QueryAsync<Link>(new CommandDefinition(Chains, new { feed.Landlord, feed.Source, ids }, transaction, cancellationToken: ct))).AsList();

    public static async Task<string[]> AllCorrectedAsync(NpgsqlConnection connection, Feed feed, CancellationToken ct) =>
        [.. await connection.QueryAsync<string>(new CommandDefinition(AllCorrected, feed, cancellationToken: ct))];

    public static async Task<List<MarkRow>> SettleAsync(UnitOfWork unit, Feed feed, IReadOnlyDictionary<string, EventState> states, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<MarkRow>(new CommandDefinition(
            Settle,
            new { feed.Landlord, feed.Source, ids = states.Keys.ToArray(), states = states.Values.Select(s => (short)s).ToArray(), ofVisit = EventTypes.OfVisit },
            unit.Transaction,
            cancellationToken: ct))).AsList();

    public static async Task<List<VisitEventRow>> VisitEventsAsync(UnitOfWork unit, Feed feed, string[] subjects, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<VisitEventRow>(new CommandDefinition(
            VisitEvents, new { feed.Landlord, feed.Source, subjects, ofVisit = EventTypes.OfVisit }, unit.Transaction, cancellationToken: ct))).AsList();

    public static IAsyncEnumerable<VisitEventRow> AllVisitEventsAsync(NpgsqlConnection connection, AsKnown known, CancellationToken ct) =>
        connection.QueryUnbufferedAsync<VisitEventRow>(AllVisitEvents, new { known.Feed.Landlord, known.Feed.Source, known.AsOf, without = known.Without, with = known.With, ofVisit = EventTypes.OfVisit }, commandTimeout: 300);

    public static async Task<List<MarkRow>> ReplaceVisitsAsync(UnitOfWork unit, Feed feed, string[] ids, IReadOnlyList<VisitFact> facts, CancellationToken ct)
    {
        var old = (await unit.Connection.QueryAsync<OldVisit>(new CommandDefinition(ReplaceVisits, new { feed.Landlord, feed.Source, ids }, unit.Transaction, cancellationToken: ct))).AsList();
        await using var insert = new NpgsqlCommand(InsertVisits, unit.Connection, unit.Transaction);
        insert.Parameters.AddWithValue("landlord", feed.Landlord);
        insert.Parameters.AddWithValue("source", feed.Source);
        insert.Parameters.AddWithValue("ids", facts.Select(f => f.VisitId).ToArray());
        insert.Parameters.AddWithValue("days", facts.Select(f => f.Day).ToArray());
        insert.Parameters.AddWithValue("dueDays", facts.Select(f => f.DueDay).ToArray());
        insert.Parameters.AddWithValue("patches", facts.Select(f => f.Patch).ToArray());
        insert.Parameters.AddWithValue("trades", facts.Select(f => f.Trade).ToArray());
        insert.Parameters.AddWithValue("outcomes", facts.Select(f => f.Outcome).ToArray());
        insert.Parameters.AddWithValue("standings", facts.Select(f => f.Standing).ToArray());
        insert.Parameters.Add(new NpgsqlParameter("evidences", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = facts.Select(f => f.Evidence).ToArray() });
        insert.Parameters.AddWithValue("disputes", facts.Select(f => f.Disputed).ToArray());
        insert.Parameters.Add(new NpgsqlParameter("households", NpgsqlDbType.Array | NpgsqlDbType.Bytea) { Value = facts.Select(f => f.Household).ToArray() });
        insert.Parameters.Add(new NpgsqlParameter("repairs", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = facts.Select(f => f.Repair).ToArray() });
        await insert.ExecuteNonQueryAsync(ct);
        return [.. old.SelectMany(o => new[] { o.Day, o.DueDay }.Distinct().Select(d => new MarkRow { Day = d, Patch = o.Patch, Trade = o.Trade }))];
    }

    public static async Task<List<MarkRow>> ContactsAfterAsync(UnitOfWork unit, Feed feed, IReadOnlyCollection<MarkRow> contacts, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<MarkRow>(new CommandDefinition(
            ContactsAfter,
            new { feed.Landlord, feed.Source, places = contacts.Select(c => c.Place!).ToArray(), days = contacts.Select(c => c.Day).ToArray() },
            unit.Transaction,
            cancellationToken: ct))).AsList();

    public static async Task FillBucketsAsync(UnitOfWork unit, Feed feed, IReadOnlyCollection<BucketKey> keys, CancellationToken ct)
    {
        var about = new
        {
            feed.Landlord,
            feed.Source,
            days = keys.Select(k => k.Day).ToArray(),
            patches = keys.Select(k => k.Patch).ToArray(),
            trades = keys.Select(k => k.Trade).ToArray(),
            without = Array.Empty<string>(),
            with = Array.Empty<string>(),
            asOf = DateTimeOffset.MaxValue,
        };
        await unit.Connection.ExecuteAsync(new CommandDefinition(DropBuckets, about, unit.Transaction, cancellationToken: ct));
        await unit.Connection.ExecuteAsync(new CommandDefinition(FillBuckets, about, unit.Transaction, commandTimeout: 300, cancellationToken: ct));
    }

    public static async Task<List<BucketRow>> CountAllAsync(NpgsqlConnection connection, AsKnown known, IReadOnlyCollection<VisitFact> facts, CancellationToken ct)
    {
        await using var count = new NpgsqlCommand(CountAll, connection) { CommandTimeout = 300 };
        count.Parameters.AddWithValue("landlord", known.Feed.Landlord);
        count.Parameters.AddWithValue("source", known.Feed.Source);
        count.Parameters.AddWithValue("asOf", known.AsOf.ToUniversalTime());
        count.Parameters.AddWithValue("without", known.Without);
        count.Parameters.AddWithValue("with", known.With);
        count.Parameters.AddWithValue("vdays", facts.Select(f => f.Day).ToArray());
        count.Parameters.AddWithValue("vdueDays", facts.Select(f => f.DueDay).ToArray());
        count.Parameters.AddWithValue("vpatches", facts.Select(f => f.Patch).ToArray());
        count.Parameters.AddWithValue("vtrades", facts.Select(f => f.Trade).ToArray());
        count.Parameters.AddWithValue("voutcomes", facts.Select(f => f.Outcome).ToArray());
        count.Parameters.AddWithValue("vstandings", facts.Select(f => f.Standing).ToArray());
        count.Parameters.Add(new NpgsqlParameter("vevidences", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = facts.Select(f => f.Evidence).ToArray() });
        count.Parameters.AddWithValue("vdisputes", facts.Select(f => f.Disputed).ToArray());
        await using var rows = await count.ExecuteReaderAsync(ct);
        var read = new List<BucketRow>();
        while (await rows.ReadAsync(ct))
            read.Add(new BucketRow { Day = rows.GetFieldValue<DateOnly>(0), Patch = rows.GetString(1), Trade = rows.GetString(2), Counter = rows.GetString(3), N = rows.GetInt64(4) });
        return read;
    }

    public static Task FreshenAsync(UnitOfWork unit, Feed feed, DateTimeOffset? completeTo, DateTimeOffset? receivedAt, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Freshen, new { feed.Landlord, feed.Source, completeTo, receivedAt }, unit.Transaction, cancellationToken: ct));
}

/// <summary>One source of one landlord.</summary>
internal sealed class Feed
{
    public string Landlord { get; init; } = "";

    public string Source { get; init; } = "";
}

/// <summary>The events of a source as they were known at a moment.</summary>
/// <param name="Without">Events that count today and did not then.</param>
/// <param name="With">Events that do not count today and did then.</param>
internal sealed record AsKnown(Feed Feed, DateTimeOffset AsOf, string[] Without, string[] With);

internal sealed record BucketKey(DateOnly Day, string Patch, string Trade);

internal sealed class BucketRow
{
    public DateOnly Day { get; init; }

    public string Patch { get; init; } = "";

    public string Trade { get; init; } = "";

    public string Counter { get; init; } = "";

    public long N { get; init; }
}

internal sealed class OldVisit
{
    public DateOnly Day { get; init; }

    public DateOnly DueDay { get; init; }

    public string Patch { get; init; } = "";

    public string Trade { get; init; } = "";
}

/// <summary>Something that must be counted again.</summary>
internal sealed class MarkRow
{
    public string? EventId { get; init; }

    public string? Subject { get; init; }

    public byte[]? Place { get; init; }

    public DateOnly Day { get; init; }

    public string Patch { get; init; } = "";

    public string Trade { get; init; } = "";

    public DateTimeOffset? OccurredAt { get; init; }

    public DateTimeOffset? ReceivedAt { get; init; }

    public long Marks { get; init; }
}

internal sealed class VisitEventRow
{
    public string Subject { get; init; } = "";

    public string EventId { get; init; } = "";

    public string Type { get; init; } = "";

    public DateTimeOffset OccurredAt { get; init; }

    public string Patch { get; init; } = "";

    public string Trade { get; init; } = "";

    public string? Code { get; init; }

    public string? Evidence { get; init; }

    public string? Actor { get; init; }

    public byte[]? Place { get; init; }

    public string? Body { get; init; }

    public VisitEvent ToEvent() => new(EventId, Type, OccurredAt, Patch, Trade, Code, Evidence, Actor, Place, Body);
}
