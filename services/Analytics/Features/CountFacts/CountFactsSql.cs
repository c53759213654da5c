using Dapper;
using Npgsql;
using NpgsqlTypes;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Platform;

namespace Repairs.Analytics.Features.CountFacts;

internal static class CountFactsSql
{
    // Counting may commit without waiting for the disk: a crash of the server takes the counts and the deletion of their marks alike, and they are counted again.
    private const string ClaimAny = """
        select f.landlord, f.source, set_config('synchronous_commit', 'off', true), set_config('work_mem', '64MB', true)
        from feed f
        where exists (select from dirty d where d.landlord = f.landlord and d.source = f.source)
          and f.landlord || E'\x1f' || f.source <> all(@later)
        order by f.landlord || E'\x1f' || f.source = @last
        limit 1
        for update of f skip locked
        """;

    private const string Claim = """
        select set_config('synchronous_commit', 'off', true), set_config('work_mem', '64MB', true)
        from feed
        where landlord = @landlord and source = @source
        for update
        """;

    private const string Received = """
        received as (
          insert into received (landlord, source, day, n, faulty)
          select @landlord, @source, (received_at at time zone 'Europe/London')::date, sum(arrived), sum(faulty)
          from taken
          where arrived > 0
          group by 3
          on conflict (landlord, source, day) do update
          set n = received.n + excluded.n, faulty = received.faulty + excluded.faulty
        )
        """;

    private const string TakeMarks = $"""
        with taken as (
          delete from dirty
          where ctid = any(array(select ctid from dirty where landlord = @landlord and source = @source order by id limit @most))
          returning event_id, story, subject, place, home, day, patch, trade, occurred_at, received_at, cause, events, dims, arrived, faulty
        ),
        {Received}
        select event_id, story, subject, place, home, day, patch, trade, max(occurred_at) as occurred_at, max(received_at) as received_at, count(*) as marks,
               min(cause) as cause, sum(events)::bigint as events, bool_or(dims) as dims
        from taken
        group by 1, 2, 3, 4, 5, 6, 7, 8
        """;

    // A backlog is long where it is long by itself and beside what was counted before: then each home and each day is worked out once, not once for each batch of marks.
    private const string IsBacklog = """
        select case
          when exists (select from dirty where landlord = @landlord and source = @source order by id offset @many limit 1)
          then 4 * (select count(*) from dirty where landlord = @landlord and source = @source)
               >= (select coalesce(sum(n), 0) from received where landlord = @landlord and source = @source)
          else false
        end
        """;

    // Whatever a rebuild that is under way has done, it begins again: what is counted here may sort before where it stands.
    private const string TakeBacklog = $"""
        with taken as (
          delete from dirty
          where landlord = @landlord and source = @source
          returning occurred_at, received_at, events, arrived, faulty
        ),
        {Received},
        asked as (
          insert into rebuild (landlord, id, source, asked_at, stage, total, events, complete_to, received_at)
          select @landlord, @id, @source, max(received_at), @stage, count(*), sum(events), max(occurred_at), max(received_at)
          from taken
          on conflict (landlord, source) where finished_at is null do update
          set stage = excluded.stage, at_visit = '', at_day = null, last_day = null, done = 0, total = rebuild.total + excluded.total,
              events = coalesce(rebuild.events, 0) + excluded.events,
              complete_to = greatest(rebuild.complete_to, excluded.complete_to), received_at = greatest(rebuild.received_at, excluded.received_at)
        )
        select count(*)
        from taken
        """;

    private const string LearnSizes = "select learn_sizes()";

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
        returning (select s.story from unnest(@types, @stories) as s(told, story) where s.told = e.type and e.subject is not null) as story,
                  case when e.type = any(@types) then e.subject end as subject,
                  case when e.type = 'ContactReceived' then e.place end as place,
                  case when e.type = 'ContactReceived' then 'h:' || (e.body ->> 'home')
                       when e.type in ('HumanContactAttempted', 'AdjustmentRecorded', 'AdjustmentWithdrawn') then 'h:' || encode(e.place, 'hex') end as home,
                  coalesce(jsonb_exists(e.body, 'dims'), false) as dims,
                  e.day, e.patch, e.trade
        """;

    // An event that is replaced or taken back has no fault any more, and no answer at the door none once the visit has its evidence. Each event says whether its fault is gone, so
    // that what changes is taken off the day on which it came, or put back, once: also while its own mark still waits.
    private const string Heal = $"""
        with told as (
          select event_id from event where landlord = @landlord and source = @source and event_id = any(@ids)
          union
          select event_id from event where landlord = @landlord and source = @source and subject = any(@visits)
        ),
        judged as (
          select e.event_id,
                 e.state in (0, 1)
                   and ({CollectEventsSql.LateOrUncoded}
                        or not exists (select from visit v where v.landlord = e.landlord and v.source = e.source and v.visit_id = e.subject and v.evidence in ('complete', 'asserted'))) as faulty
          from told
          join event e using (event_id)
          where e.landlord = @landlord and e.source = @source and {CollectEventsSql.Faulty}
        ),
        turned as (
          update event e
          set healed = not j.faulty
          from judged j
          where e.landlord = @landlord and e.source = @source and e.event_id = j.event_id and e.healed = j.faulty
          returning e.received_at, e.healed
        )
        insert into received (landlord, source, day, n, faulty)
        select @landlord, @source, (received_at at time zone 'Europe/London')::date, 0, sum(case when healed then -1 else 1 end)
        from turned
        group by 3
        on conflict (landlord, source, day) do update
        set faulty = received.faulty + excluded.faulty
        """;

    private const string StoryEvents = """
        select subject, event_id, type, occurred_at, patch, trade, code, evidence, actor, place, body::text as body
        from event
        where landlord = @landlord and source = @source and subject = any(@subjects) and type = any(@types) and state = 0
        order by subject
        """;

    private const string AllStoryEvents = """
        select subject, event_id, type, occurred_at, patch, trade, code, evidence, actor, place, body::text as body
        from event
        where landlord = @landlord and source = @source and subject is not null and type = any(@types)
          and (@subjects::text[] is null or subject = any(@subjects))
          and recorded_at <= @asOf
          and (state = 0 and event_id <> all(@without) or event_id = any(@with))
        order by subject
        """;

    // A fact's events lie near the day it counts under; where they lie further off, what is kept names it. A home is counted as a whole.
    private const string ScopeOf = """
        with home as (
          select home from visit
          where landlord = @landlord and source = @source and patch = @patch and (day between @from and @to or due_day between @from and @to) and home is not null
          union
          select home from repair
          where landlord = @landlord and source = @source and patch = @patch
            and ((finished_at at time zone 'Europe/London')::date between @from and @to or (first_finished_at at time zone 'Europe/London')::date between @from and @to or (withdrawn_at at time zone 'Europe/London')::date between @from and @to)
          union
          select id from tally
          where landlord = @landlord and source = @source and kind = 'home' and patch = @patch and day between @from and @to
        )
        select 'home' as story, home as id from home
        union
        select kind, id from tally
        where landlord = @landlord and source = @source and kind <> 'home' and patch = @patch and day between @from and @to
        union
        select 'visit', visit_id from visit
        where landlord = @landlord and source = @source and (home in (table home) or patch = @patch and (day between @from and @to or due_day between @from and @to))
        union
        select 'repair', repair_id from repair
        where landlord = @landlord and source = @source and home in (table home)
        union
        select s.story, e.subject
        from event e
        join unnest(@types, @stories) as s(told, story) on s.told = e.type
        where e.landlord = @landlord and e.source = @source and e.patch = @patch and e.subject is not null and e.day between @from - 45 and @to + 45
        """;

    private const string ReplaceVisits = """
        delete from visit
        where landlord = @landlord and source = @source and visit_id = any(@ids)
        returning day, due_day, patch, trade, home
        """;

    private const string InsertVisits = """
        insert into visit (landlord, source, visit_id, day, due_day, patch, trade, outcome, standing, evidence, disputed, household, repair, at, window_start, window_end, priority, brief_at, home, dims)
        select @landlord, @source, v.id, v.day, v.due_day, v.patch, v.trade, v.outcome, v.standing, v.evidence, v.disputed, v.household, v.repair, v.at, v.window_start, v.window_end, v.priority, v.brief_at, v.home, v.dims::jsonb
        from unnest(@ids, @days, @dueDays, @patches, @trades, @outcomes, @standings, @evidences, @disputes, @households, @repairs, @ats, @windowStarts, @windowEnds, @priorities, @briefAts, @homes, @dims)
             as v(id, day, due_day, patch, trade, outcome, standing, evidence, disputed, household, repair, at, window_start, window_end, priority, brief_at, home, dims)
        """;

    private const string ContactsAfter = """
        select distinct e.day, e.patch, e.trade
        from unnest(@places, @days) as m(place, day)
        join event e on e.landlord = @landlord and e.source = @source and e.type = 'ContactReceived' and e.place = m.place
         and e.occurred_at >= m.day::timestamptz - interval '1 day' and e.occurred_at < m.day::timestamptz + interval '31 days'
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

    // That the days lie between the first and the last of them says nothing new, but PostgreSQL does not know how many there are, and would read everything.
    private const string LiveVisits = """
        fact as (
          select v.day, v.due_day, v.patch, v.trade, v.outcome, v.standing, v.evidence, v.disputed, v.dims
          from date d
          join visit v on v.landlord = @landlord and v.source = @source and v.day = d.day and v.day between @from and @to
          union all
          select v.day, v.due_day, v.patch, v.trade, v.outcome, v.standing, v.evidence, v.disputed, v.dims
          from date d
          join visit v on v.landlord = @landlord and v.source = @source and v.due_day = d.day and v.due_day <> v.day and v.due_day between @from and @to
          where not exists (select from date other where other.day = v.day)
          union all
          select e.day, e.day, e.patch, e.trade, e.code, e.standing, e.evidence, false, e.body -> 'dims'
          from date d
          join event e on e.landlord = @landlord and e.source = @source and e.day = d.day and e.day between @from and @to
          where e.subject is null and e.standing is not null and e.state = 0
        ),
        act as (
          select e.*
          from date d
          join event e on e.landlord = @landlord and e.source = @source and e.day = d.day and e.day between @from and @to
          where e.type in ('AppointmentBooked', 'AppointmentChanged', 'AppointmentCancelled', 'ContactReceived') and e.state = 0
        ),
        tallied as (
          select t.day, t.patch, t.trade, u.counter, u.n, t.dims
          from date d
          join tally t on t.landlord = @landlord and t.source = @source and t.day = d.day and t.day between @from and @to
          cross join lateral unnest(t.counters, t.ns) as u(counter, n)
        ),
        """;

    // The rule is Statistics/RepeatContacts. One that we made or asked for is none, and neither is the echo of the one before it. What lies 29 days back decides nothing any more.
    // Home by home from the index of its contacts: for a few days PostgreSQL would else read every contact there is. Those of other days are in it too, and are no fresh count.
    private const string Contributions = $"""
        heard as (
          select p.day, p.patch, p.trade, p.dims, p.event_id, p.place, p.topic, p.occurred_at,
                 coalesce(p.channel <> lag(p.channel) over same and p.occurred_at - lag(p.occurred_at) over same <= interval '10 minutes', false) as echo
          from (select place, min(occurred_at) as first_at, max(occurred_at) as last_at from act where type = 'ContactReceived' and place is not null group by place) h
          cross join lateral (
            select p.day, p.patch, p.trade, p.body -> 'dims' as dims, p.event_id, p.place, p.topic, p.occurred_at, p.body ->> 'channel' as channel
            from event p
            where p.landlord = @landlord and p.source = @source and p.type = 'ContactReceived' and p.place = h.place
              and p.occurred_at >= h.first_at - interval '29 days' and p.occurred_at <= h.last_at
              and coalesce(p.actor, 'Resident') = 'Resident' and coalesce(p.code, '') <> 'VD04' and coalesce(p.body ->> 'invited', '') <> 'true'
              and (p.state = 0 and p.event_id <> all(@without) or p.event_id = any(@with)) and p.recorded_at <= @asOf
            offset 0
          ) p
          window same as (partition by p.place, p.topic order by p.occurred_at, p.event_id collate "C")
        ),
        contact as (
          select day, patch, trade, dims, topic,
                 extract(epoch from occurred_at - lag(occurred_at) over (partition by place, topic order by occurred_at, event_id collate "C")) as gap
          from heard
          where not echo
        ),
        contribution as (
          select c.day, f.patch, f.trade, c.counter, 1::bigint as n, f.dims
          from fact f
          {Counters.OfVisits}
          where c.holds
          union all
          select e.day, e.patch, e.trade, c.counter, 1, e.body -> 'dims'
          from act e
          {Counters.OfAppointments}
          where e.type <> 'ContactReceived' and c.holds
          union all
          select e.day, e.patch, e.trade, c.counter, 1, e.body -> 'dims'
          from act e
          {Counters.OfCodes}
          where e.type = 'ContactReceived' and c.holds
          union all
          select e.day, e.patch, e.trade, c.counter, 1, e.dims
          from contact e
          {Counters.OfContacts}
          where c.holds
          union all
          select t.day, t.patch, t.trade, t.counter, t.n, t.dims
          from tallied t
        )
        """;

    /// <summary>
    /// Writes what differs between <c>fresh</c> and <c>kept</c> and answers the changes; those to a day that was final, in a month that had been told of before,
    /// are late.
    /// </summary>
    private const string Write = """
        changed as materialized (
          select coalesce(f.day, b.day) as day, coalesce(f.patch, b.patch) as patch, coalesce(f.trade, b.trade) as trade, coalesce(f.counter, b.counter) as counter,
                 coalesce(b.n, 0) as old_n, coalesce(f.n, 0) as new_n
          from fresh f
          full join kept b on b.day = f.day and b.patch = f.patch and b.trade = f.trade and b.counter = f.counter
          where f.n is distinct from b.n
        ),
        touched as materialized (
          select distinct day, patch, trade
          from changed
        ),
        put as (
          insert into counts (landlord, source, day, patch, trade, counters, ns)
          select @landlord, @source, t.day, t.patch, t.trade, array_agg(f.counter order by f.counter), array_agg(f.n order by f.counter)
          from touched t
          join fresh f on f.day = t.day and f.patch = t.patch and f.trade = t.trade
          where f.n > 0
          group by t.day, t.patch, t.trade
          on conflict (landlord, source, day, patch, trade) do update
          set counters = excluded.counters, ns = excluded.ns
        ),
        gone as (
          delete from counts c
          using touched t
          where c.landlord = @landlord and c.source = @source and c.day = t.day and c.patch = t.patch and c.trade = t.trade
            and not exists (select from fresh f where f.day = t.day and f.patch = t.patch and f.trade = t.trade and f.n > 0)
        ),
        name as (
          insert into named (landlord, kind, text)
          select distinct @landlord, d.kind, d.text
          from (select distinct patch, trade from touched) c
          cross join lateral (values ('patch', c.patch), ('trade', c.trade)) as d(kind, text)
          where d.text <> ''
            and not exists (select from named n where n.landlord = @landlord and n.kind = d.kind and n.text = d.text)
          on conflict do nothing
        ),
        tell as (
          insert into told (landlord, source, month, first_at)
          select distinct @landlord, @source, date_trunc('month', day)::date, @at
          from touched
          on conflict do nothing
        ),
        judged as (
          select c.*, c.day <= @closed and exists (
                   select from told t
                   where t.landlord = @landlord and t.source = @source and t.month = date_trunc('month', c.day)::date and t.first_at < @toldBefore) as late
          from changed c
        )
        """;

    /// <summary>The same for the slices of every <c>date</c>.</summary>
    private const string WriteSlices = """
        slice_fresh as materialized (
          select c.day, d.key as dimension, d.value, c.counter, sum(c.n)::bigint as n
          from contribution c
          join date on date.day = c.day
          cross join lateral jsonb_each_text(c.dims) as d
          where c.dims is not null
          group by c.day, d.key, d.value, c.counter
        ),
        slice_put as (
          insert into slice (landlord, source, day, dimension, value, counter, n)
          select @landlord, @source, day, dimension, value, counter, n
          from slice_fresh
          on conflict (landlord, source, dimension, day, value, counter) do update
          set n = excluded.n
          where slice.n <> excluded.n
        ),
        slice_gone as (
          delete from slice s
          using date
          where s.landlord = @landlord and s.source = @source and s.dimension = any(@dimensions) and s.day = date.day and s.day between @from and @to
            and not exists (select from slice_fresh f where f.day = s.day and f.dimension = s.dimension and f.value = s.value and f.counter = s.counter)
        )
        """;

    private const string Fresh = $"""
        {Keys}
        {LiveVisits}
        {Contributions},
        fresh as (
          select c.day, c.patch, c.trade, c.counter, sum(c.n)::bigint as n
          from contribution c
          join key k on k.day = c.day and k.patch = c.patch and k.trade = c.trade
          group by c.day, c.patch, c.trade, c.counter
        ),
        kept as (
          select b.day, b.patch, b.trade, b.counter, b.n
          from key k
          join bucket b on b.landlord = @landlord and b.source = @source and b.day = k.day and b.patch = k.patch and b.trade = k.trade
        ),
        """;

    private const string Late = $"""
        {Write}
        select day, patch, trade, counter, old_n, new_n
        from judged
        where late
        """;

    private const string FillBuckets = $"""
        {Fresh}
        {Late}
        """;

    private const string FillBucketsAndSlices = $"""
        {Fresh}
        {WriteSlices},
        {Late}
        """;

    private const string HasSlices = """
        select exists (
          select from slice
          where landlord = @landlord and source = @source and dimension = any(@dimensions) and day = any(@days))
        """;

    /// <summary>Some days of a source, whatever lies under them.</summary>
    private const string FillDays = $"""
        with date as materialized (
          select d::date as day from generate_series(@from::timestamp, @to::timestamp, interval '1 day') as d
        ),
        {LiveVisits}
        {Contributions},
        fresh as (
          select c.day, c.patch, c.trade, c.counter, sum(c.n)::bigint as n
          from contribution c
          where c.day between @from and @to
          group by c.day, c.patch, c.trade, c.counter
        ),
        kept as (
          select b.day, b.patch, b.trade, b.counter, b.n
          from bucket b
          where b.landlord = @landlord and b.source = @source and b.day between @from and @to
        ),
        {WriteSlices},
        {Write}
        select day, patch, trade, counter, old_n, new_n, late
        from judged
        """;

    // What goes is named by its place: of a first long file PostgreSQL does not know yet how much there is, and would compare every sum with every other.
    /// <summary>The sums of some days, from their buckets: made anew like everything else, never added to.</summary>
    private const string RollDays = """
        with fresh as materialized (
          select d.dimension, b.counter, d.value, b.day, sum(b.n)::bigint as n
          from bucket b
          cross join lateral (values ('', ''), ('patch', b.patch), ('trade', b.trade)) as d(dimension, value)
          where b.landlord = @landlord and b.source = @source and b.day = any(@days)
          group by d.dimension, b.counter, d.value, b.day
        ),
        kept as materialized (
          select ctid as place, dimension, counter, value, day, n
          from rollup
          where landlord = @landlord and source = @source and day = any(@days)
        ),
        changed as materialized (
          select coalesce(f.dimension, k.dimension) as dimension, coalesce(f.counter, k.counter) as counter, coalesce(f.value, k.value) as value, coalesce(f.day, k.day) as day, coalesce(f.n, 0) as n, k.place
          from fresh f
          full join kept k on k.dimension = f.dimension and k.counter = f.counter and k.value = f.value and k.day = f.day
          where coalesce(f.n, 0) <> coalesce(k.n, 0)
        ),
        put as (
          insert into rollup (landlord, source, dimension, counter, value, day, n)
          select @landlord, @source, dimension, counter, value, day, n
          from changed
          where n > 0
          on conflict (landlord, source, dimension, counter, value, day) do update
          set n = excluded.n
        ),
        gone as (
          delete from rollup
          where ctid = any(array(select place from changed where n = 0))
        )
        select count(*)
        from changed
        """;

    private const string Revise = """
        insert into revision (landlord, source, at, day, patch, trade, counter, old_n, new_n, causes, events)
        select @landlord, @source, @at, r.day, r.patch, r.trade, r.counter, r.old_n, r.new_n, coalesce(string_to_array(nullif(r.causes, ''), E'\n', ''), '{}'), r.events
        from unnest(@days, @patches, @trades, @counters, @olds, @news, @causes, @events) as r(day, patch, trade, counter, old_n, new_n, causes, events)
        """;

    /// <summary>Everything, from the events as they were known at a moment; nothing that is stored is read but the events.</summary>
    private const string CountAll = $"""
        with fact as (
          select *
          from unnest(@vdays, @vdueDays, @vpatches, @vtrades, @voutcomes, @vstandings, @vevidences, @vdisputes, null::jsonb[])
               as v(day, due_day, patch, trade, outcome, standing, evidence, disputed, dims)
          union all
          select e.day, e.day, e.patch, e.trade, e.code, e.standing, e.evidence, false, e.body -> 'dims'
          from event e
          where e.landlord = @landlord and e.source = @source and e.subject is null and e.standing is not null
            and e.day between @from and @to
            and (e.state = 0 and e.event_id <> all(@without) or e.event_id = any(@with)) and e.recorded_at <= @asOf
        ),
        act as (
          select e.*
          from event e
          where e.landlord = @landlord and e.source = @source
            and e.type in ('AppointmentBooked', 'AppointmentChanged', 'AppointmentCancelled', 'ContactReceived')
            and e.day between @from and @to
            and (e.state = 0 and e.event_id <> all(@without) or e.event_id = any(@with)) and e.recorded_at <= @asOf
        ),
        tallied as (
          select t.day, t.patch, t.trade, t.counter, t.n, null::jsonb as dims
          from unnest(@tdays, @tpatches, @ttrades, @tcounters, @tns) as t(day, patch, trade, counter, n)
        ),
        {Contributions}
        select c.day, c.patch, c.trade, c.counter, sum(c.n)::bigint as n
        from contribution c
        where c.day between @from and @to
        group by c.day, c.patch, c.trade, c.counter
        """;

    // While a backlog is being counted as a whole, the days it tells of are not complete, however new what was counted beside it is.
    private const string Freshen = """
        with later as (
          update rebuild
          set complete_to = greatest(complete_to, @completeTo)
          where landlord = @landlord and source = @source and finished_at is null and events > 0 and not @whole
          returning source
        )
        update feed
        set first_day = case when exists (select from later) then first_day else (select min(day) from counts where landlord = @landlord and source = @source) end,
            last_day = case when exists (select from later) then last_day else coalesce(
              (select max(day) from counts where landlord = @landlord and source = @source and day <= (greatest(feed.complete_to, @completeTo) at time zone 'Europe/London')::date),
              (select max(day) from counts where landlord = @landlord and source = @source)) end,
            complete_to = case when exists (select from later) then complete_to else greatest(complete_to, @completeTo) end,
            received_at = greatest(received_at, @receivedAt)
        where landlord = @landlord and source = @source
        """;

    private const string Stamp = """
        update feed
        set received_at = received_at
        where landlord = @landlord and source = @source
        """;

    /// <param name="later">Feeds that are counted later.</param>
    /// <param name="last">The feed counted last: its turn comes after the others'.</param>
    public static async Task<Feed?> ClaimAnyAsync(UnitOfWork unit, IEnumerable<Feed> later, Feed? last, CancellationToken ct)
    {
        static string Key(Feed feed) => $"{feed.Landlord}\u001f{feed.Source}";
        return await unit.Connection.QuerySingleOrDefaultAsync<Feed>(new CommandDefinition(
            ClaimAny, new { later = later.Select(Key).ToArray(), last = last is null ? "" : Key(last) }, unit.Transaction, cancellationToken: ct));
    }

    public static Task ClaimAsync(UnitOfWork unit, Feed feed, CancellationToken ct) =>
        unit.Connection.ExecuteScalarAsync<string?>(new CommandDefinition(Claim, feed, unit.Transaction, cancellationToken: ct));

    public static async Task<List<MarkRow>> TakeMarksAsync(UnitOfWork unit, Feed feed, int most, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<MarkRow>(new CommandDefinition(TakeMarks, new { feed.Landlord, feed.Source, most }, unit.Transaction, cancellationToken: ct))).AsList();

    /// <summary>Whether so much waits that the whole source is sooner counted from its events.</summary>
    public static Task<bool> IsBacklogAsync(UnitOfWork unit, Feed feed, int many, CancellationToken ct) =>
        unit.Connection.ExecuteScalarAsync<bool>(new CommandDefinition(IsBacklog, new { feed.Landlord, feed.Source, many }, unit.Transaction, cancellationToken: ct));

    /// <summary>Takes every mark and asks for a rebuild instead. Answers how many marks there were.</summary>
    public static Task<long> TakeBacklogAsync(UnitOfWork unit, Feed feed, CancellationToken ct) =>
        unit.Connection.ExecuteScalarAsync<long>(new CommandDefinition(
            TakeBacklog, new { feed.Landlord, feed.Source, id = Guid.CreateVersion7(), stage = RebuildFigures.RebuildRow.Corrections }, unit.Transaction, commandTimeout: 600, cancellationToken: ct));

    /// <summary>Lets PostgreSQL know of tables that have grown much since it looked.</summary>
    public static Task LearnSizesAsync(UnitOfWork unit, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(LearnSizes, transaction: unit.Transaction, cancellationToken: ct));

    public static async Task<List<string>> HeldNowKnownAsync(UnitOfWork unit, Feed feed, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<string>(new CommandDefinition(HeldNowKnown, feed, unit.Transaction, cancellationToken: ct))).AsList();

    public static async Task<List<Link>> ChainsAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Feed feed, string[] ids, CancellationToken ct) =>
        (await connection.QueryAsync<Link>(new CommandDefinition(Chains, new { feed.Landlord, feed.Source, ids }, transaction, commandTimeout: 300, cancellationToken: ct))).AsList();

    public static async Task<string[]> AllCorrectedAsync(NpgsqlConnection connection, Feed feed, CancellationToken ct) =>
        [.. await connection.QueryAsync<string>(new CommandDefinition(AllCorrected, feed, commandTimeout: 300, cancellationToken: ct))];

    public static async Task<List<MarkRow>> SettleAsync(UnitOfWork unit, Feed feed, IReadOnlyDictionary<string, EventState> states, CancellationToken ct)
    {
        string[] ids = [.. states.Keys];
        var settled = (await unit.Connection.QueryAsync<MarkRow>(new CommandDefinition(
            Settle,
            new { feed.Landlord, feed.Source, ids, states = states.Values.Select(s => (short)s).ToArray(), types = EventTypes.Stories.Types, stories = EventTypes.Stories.Stories },
            unit.Transaction,
            commandTimeout: 300,
            cancellationToken: ct))).AsList();
        await HealAsync(unit, feed, ids, [], ct);
        return settled;
    }

    /// <summary>Looks again which of some events, and of those that tell of some visits, still have a fault (M30).</summary>
    public static Task HealAsync(UnitOfWork unit, Feed feed, string[] ids, string[] visits, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Heal, new { feed.Landlord, feed.Source, ids, visits }, unit.Transaction, commandTimeout: 300, cancellationToken: ct));

    public static async Task<List<VisitEventRow>> StoryEventsAsync(UnitOfWork unit, Feed feed, string story, string[] subjects, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<VisitEventRow>(new CommandDefinition(
            StoryEvents, new { feed.Landlord, feed.Source, subjects, types = EventTypes.Of(story) }, unit.Transaction, commandTimeout: 300, cancellationToken: ct))).AsList();

    public static IAsyncEnumerable<VisitEventRow> AllStoryEventsAsync(NpgsqlConnection connection, AsKnown known, string story) =>
        connection.QueryUnbufferedAsync<VisitEventRow>(
            AllStoryEvents,
            new { known.Feed.Landlord, known.Feed.Source, known.AsOf, without = known.Without, with = known.With, subjects = known.Scope?.Subjects.GetValueOrDefault(story, []), types = EventTypes.Of(story) },
            commandTimeout: 300);

    /// <summary>The facts that may count under some days of a patch.</summary>
    public static async Task<Scope> ScopeAsync(NpgsqlConnection connection, Feed feed, string patch, DateOnly from, DateOnly to, CancellationToken ct)
    {
        var rows = (await connection.QueryAsync<ScopeRow>(new CommandDefinition(
            ScopeOf, new { feed.Landlord, feed.Source, patch, from, to, types = EventTypes.Stories.Types, stories = EventTypes.Stories.Stories }, commandTimeout: 300, cancellationToken: ct))).AsList();
        return new Scope(
            rows.Where(r => r.Story != Story.Home).GroupBy(r => r.Story, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(r => r.Id).ToArray(), StringComparer.Ordinal),
            [.. rows.Where(r => r.Story == Story.Home).Select(r => r.Id)]);
    }

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
        insert.Parameters.Add(FactsSql.Texts("repairs", facts.Select(f => f.Repair)));
        insert.Parameters.AddWithValue("ats", facts.Select(f => f.At.ToUniversalTime()).ToArray());
        insert.Parameters.Add(FactsSql.Times("windowStarts", facts.Select(f => f.WindowStart)));
        insert.Parameters.Add(FactsSql.Times("windowEnds", facts.Select(f => f.WindowEnd)));
        insert.Parameters.Add(FactsSql.Texts("priorities", facts.Select(f => f.Priority)));
        insert.Parameters.Add(FactsSql.Times("briefAts", facts.Select(f => f.BriefAt)));
        insert.Parameters.Add(FactsSql.Texts("homes", facts.Select(f => f.Home)));
        insert.Parameters.Add(FactsSql.Texts("dims", facts.Select(f => f.Dims)));
        await insert.ExecuteNonQueryAsync(ct);
        return [.. old.SelectMany(o => new[] { o.Day, o.DueDay }.Distinct().Select(d => new MarkRow { Day = d, Patch = o.Patch, Trade = o.Trade, Home = o.Home }))];
    }

    public static async Task<List<MarkRow>> ContactsAfterAsync(UnitOfWork unit, Feed feed, IReadOnlyCollection<MarkRow> contacts, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<MarkRow>(new CommandDefinition(
            ContactsAfter,
            new { feed.Landlord, feed.Source, places = contacts.Select(c => c.Place!).ToArray(), days = contacts.Select(c => c.Day).ToArray() },
            unit.Transaction,
            cancellationToken: ct))).AsList();

    /// <summary>Makes some buckets anew. Answers the late changes.</summary>
    /// <param name="slices">Their slices too; without them far less is to be done for history that tells nothing to break it down by.</param>
    /// <param name="at">When what is counted had reached us.</param>
    public static async Task<List<ChangeRow>> FillBucketsAsync(UnitOfWork unit, Feed feed, IReadOnlyCollection<BucketKey> keys, bool slices, DateTimeOffset at, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<ChangeRow>(new CommandDefinition(
            slices ? FillBucketsAndSlices : FillBuckets,
            new
            {
                feed.Landlord,
                feed.Source,
                days = keys.Select(k => k.Day).ToArray(),
                patches = keys.Select(k => k.Patch).ToArray(),
                trades = keys.Select(k => k.Trade).ToArray(),
                from = keys.Count == 0 ? DateOnly.MinValue : keys.Min(k => k.Day),
                to = keys.Count == 0 ? DateOnly.MinValue : keys.Max(k => k.Day),
                without = Array.Empty<string>(),
                with = Array.Empty<string>(),
                asOf = DateTimeOffset.MaxValue,
                at,
                closed = Revision.Closed(at),
                toldBefore = at - Revision.Telling,
                dimensions = Dimensions.All.ToArray(),
            },
            unit.Transaction,
            commandTimeout: 300,
            cancellationToken: ct))).AsList();

    /// <summary>Whether some days have slices.</summary>
    public static Task<bool> HasSlicesAsync(UnitOfWork unit, Feed feed, DateOnly[] days, CancellationToken ct) =>
        unit.Connection.ExecuteScalarAsync<bool>(new CommandDefinition(HasSlices, new { feed.Landlord, feed.Source, days, dimensions = Dimensions.All.ToArray() }, unit.Transaction, cancellationToken: ct));

    /// <summary>Makes the buckets of some days anew. Answers every change.</summary>
    public static async Task<List<ChangeRow>> FillDaysAsync(UnitOfWork unit, Feed feed, DateOnly from, DateOnly to, DateTimeOffset at, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<ChangeRow>(new CommandDefinition(
            FillDays,
            new
            {
                feed.Landlord,
                feed.Source,
                from,
                to,
                without = Array.Empty<string>(),
                with = Array.Empty<string>(),
                asOf = DateTimeOffset.MaxValue,
                at,
                closed = Revision.Closed(at),
                toldBefore = at - Revision.Telling,
                dimensions = Dimensions.All.ToArray(),
            },
            unit.Transaction,
            commandTimeout: 300,
            cancellationToken: ct))).AsList();

    /// <summary>Makes the sums of some days anew. Answers how many were different.</summary>
    public static Task<int> RollDaysAsync(UnitOfWork unit, Feed feed, DateOnly[] days, CancellationToken ct) =>
        unit.Connection.ExecuteScalarAsync<int>(new CommandDefinition(RollDays, new { feed.Landlord, feed.Source, days }, unit.Transaction, commandTimeout: 300, cancellationToken: ct));

    public static Task ReviseAsync(UnitOfWork unit, Feed feed, IReadOnlyCollection<(ChangeRow Change, RevisionCause Cause)> late, DateTimeOffset at, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Revise,
            new
            {
                feed.Landlord,
                feed.Source,
                at,
                days = late.Select(l => l.Change.Day).ToArray(),
                patches = late.Select(l => l.Change.Patch).ToArray(),
                trades = late.Select(l => l.Change.Trade).ToArray(),
                counters = late.Select(l => l.Change.Counter).ToArray(),
                olds = late.Select(l => l.Change.OldN).ToArray(),
                news = late.Select(l => l.Change.NewN).ToArray(),
                causes = late.Select(l => string.Join('\n', l.Cause.Ids)).ToArray(),
                events = late.Select(l => l.Cause.Events).ToArray(),
            },
            unit.Transaction,
            cancellationToken: ct));

    public static async Task<List<BucketRow>> CountAllAsync(NpgsqlConnection connection, AsKnown known, IReadOnlyCollection<VisitFact> facts, IReadOnlyCollection<Tally> tallies, CancellationToken ct)
    {
        await using var count = new NpgsqlCommand(CountAll, connection) { CommandTimeout = 300 };
        count.Parameters.AddWithValue("landlord", known.Feed.Landlord);
        count.Parameters.AddWithValue("source", known.Feed.Source);
        count.Parameters.AddWithValue("asOf", known.AsOf.ToUniversalTime());
        count.Parameters.AddWithValue("without", known.Without);
        count.Parameters.AddWithValue("with", known.With);
        count.Parameters.AddWithValue("from", known.From);
        count.Parameters.AddWithValue("to", known.To);
        count.Parameters.AddWithValue("vdays", facts.Select(f => f.Day).ToArray());
        count.Parameters.AddWithValue("vdueDays", facts.Select(f => f.DueDay).ToArray());
        count.Parameters.AddWithValue("vpatches", facts.Select(f => f.Patch).ToArray());
        count.Parameters.AddWithValue("vtrades", facts.Select(f => f.Trade).ToArray());
        count.Parameters.AddWithValue("voutcomes", facts.Select(f => f.Outcome).ToArray());
        count.Parameters.AddWithValue("vstandings", facts.Select(f => f.Standing).ToArray());
        count.Parameters.Add(new NpgsqlParameter("vevidences", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = facts.Select(f => f.Evidence).ToArray() });
        count.Parameters.AddWithValue("vdisputes", facts.Select(f => f.Disputed).ToArray());
        count.Parameters.AddWithValue("tdays", tallies.Select(t => t.Day).ToArray());
        count.Parameters.AddWithValue("tpatches", tallies.Select(t => t.Patch).ToArray());
        count.Parameters.AddWithValue("ttrades", tallies.Select(t => t.Trade).ToArray());
        count.Parameters.AddWithValue("tcounters", tallies.Select(t => t.Counter).ToArray());
        count.Parameters.AddWithValue("tns", tallies.Select(t => t.N).ToArray());
        await using var rows = await count.ExecuteReaderAsync(ct);
        var read = new List<BucketRow>();
        while (await rows.ReadAsync(ct))
            read.Add(new BucketRow { Day = rows.GetFieldValue<DateOnly>(0), Patch = rows.GetString(1), Trade = rows.GetString(2), Counter = rows.GetString(3), N = rows.GetInt64(4) });
        return read;
    }

    /// <summary>What was worked out from the counts of this source holds no longer.</summary>
    public static Task StampAsync(UnitOfWork unit, Feed feed, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Stamp, feed, unit.Transaction, cancellationToken: ct));

    /// <param name="whole">Everything has been counted again, whatever was waiting.</param>
    public static Task FreshenAsync(UnitOfWork unit, Feed feed, DateTimeOffset? completeTo, DateTimeOffset? receivedAt, CancellationToken ct, bool whole = false) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Freshen, new { feed.Landlord, feed.Source, completeTo, receivedAt, whole }, unit.Transaction, cancellationToken: ct));
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
internal sealed record AsKnown(Feed Feed, DateTimeOffset AsOf, string[] Without, string[] With)
{
    /// <summary>Only these facts; null: all.</summary>
    public Scope? Scope { get; init; }

    /// <summary>First of the days that are counted.</summary>
    public DateOnly From { get; init; } = DateOnly.MinValue;

    public DateOnly To { get; init; } = DateOnly.MaxValue;
}

/// <summary>Some facts, and some homes as a whole.</summary>
/// <param name="Subjects">By story.</param>
internal sealed record Scope(IReadOnlyDictionary<string, string[]> Subjects, string[] Homes);

internal sealed class ScopeRow
{
    public string Story { get; init; } = "";

    public string Id { get; init; } = "";
}

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

    public string? Home { get; init; }
}

/// <summary>Something that must be counted again.</summary>
internal sealed class MarkRow
{
    public string? EventId { get; init; }

    public string? Story { get; init; }

    public string? Home { get; init; }

    /// <summary>It can be broken down further.</summary>
    public bool Dims { get; init; }

    /// <summary>It only names a home: no day is touched by it.</summary>
    public bool Nothing { get; init; }

    public string? Subject { get; init; }

    public byte[]? Place { get; init; }

    public DateOnly Day { get; init; }

    public string Patch { get; init; } = "";

    public string Trade { get; init; } = "";

    public DateTimeOffset? OccurredAt { get; init; }

    public DateTimeOffset? ReceivedAt { get; init; }

    public long Marks { get; init; }

    /// <summary>One of the events it stands for.</summary>
    public string? Cause { get; init; }

    /// <summary>How many events it stands for.</summary>
    public long Events { get; init; }
}

/// <summary>A count that changed.</summary>
internal sealed class ChangeRow
{
    public DateOnly Day { get; init; }

    public string Patch { get; init; } = "";

    public string Trade { get; init; } = "";

    public string Counter { get; init; } = "";

    public long OldN { get; init; }

    public long NewN { get; init; }

    /// <summary>The day was final, and its month had been told of before.</summary>
    public bool Late { get; init; } = true;
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
