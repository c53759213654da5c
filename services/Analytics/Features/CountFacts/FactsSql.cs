using Dapper;
using Npgsql;
using NpgsqlTypes;
using Repairs.Platform;

namespace Repairs.Analytics.Features.CountFacts;

/// <summary>Repairs, homes, and what each fact adds.</summary>
internal static class FactsSql
{
    private const string DropRepairs = """
        delete from repair
        where landlord = @landlord and source = @source and repair_id = any(@ids)
        returning home
        """;

    private const string InsertRepairs = """
        insert into repair (landlord, source, repair_id, home, patch, trade, priority, raised_at, due_by, finished_at, first_finished_at, reopened_at, withdrawn_at)
        select @landlord, @source, r.*
        from unnest(@ids, @homes, @patches, @trades, @priorities, @raised, @due, @finished, @firstFinished, @reopened, @withdrawn) as r
        """;

    // Most of what a home adds stays as it was when one more thing happens to it: only what differs is written, and only its days are counted again.
    private const string ReplaceTallies = """
        with fresh as materialized (
          select t.kind, t.id, t.day, t.patch, t.trade, string_to_array(t.counters, E'\x1f') as counters, string_to_array(t.ns, ',')::bigint[] as ns, t.dims::jsonb as dims
          from unnest(@kinds, @ids, @days, @patches, @trades, @counters, @ns, @dims) as t(kind, id, day, patch, trade, counters, ns, dims)
        ),
        kept as materialized (
          select t.ctid as place, t.kind, t.id, t.day, t.patch, t.trade, t.counters, t.ns, t.dims
          from unnest(@ofKinds, @ofIds) as k(kind, id)
          join tally t on t.landlord = @landlord and t.source = @source and t.kind = k.kind and t.id = k.id
        ),
        gone as (
          delete from tally t
          using kept k
          where t.ctid = k.place
            and not exists (
              select from fresh f
              where f.kind = k.kind and f.id = k.id and f.day = k.day and f.patch = k.patch and f.trade = k.trade and f.counters = k.counters and f.ns = k.ns
                and f.dims is not distinct from k.dims)
          returning t.day, t.patch, t.trade
        ),
        added as (
          insert into tally (landlord, source, kind, id, day, patch, trade, counters, ns, dims)
          select @landlord, @source, f.kind, f.id, f.day, f.patch, f.trade, f.counters, f.ns, f.dims
          from fresh f
          where not exists (
            select from kept k
            where f.kind = k.kind and f.id = k.id and f.day = k.day and f.patch = k.patch and f.trade = k.trade and f.counters = k.counters and f.ns = k.ns
              and f.dims is not distinct from k.dims)
          returning day, patch, trade
        )
        select day, patch, trade from gone
        union
        select day, patch, trade from added
        """;

    private const string VisitColumns = """
        select visit_id, day, due_day, patch, trade, outcome, standing, evidence, disputed, household, repair, at, window_start, window_end, priority, brief_at, home, dims::text as dims
        from visit
        """;

    private const string VisitsOf = VisitColumns + """

        where landlord = @landlord and source = @source and home = any(@homes)
        """;

    private const string RepairsOf = """
        select repair_id, home, patch, trade, priority, raised_at, due_by, finished_at, first_finished_at, reopened_at, withdrawn_at
        from repair
        where landlord = @landlord and source = @source and home = any(@homes)
        """;

    private const string ContactColumns = """
        select 'h:' || (body ->> 'home') as home, type, event_id, subject, occurred_at, trade, code, body ->> 'repairId' as repair
        from event
        where landlord = @landlord and source = @source and type = 'ContactReceived' and body ->> 'home' is not null
        """;

    private const string PersonColumns = """
        select 'h:' || encode(place, 'hex') as home, type, event_id, subject, occurred_at, trade, code, null as repair
        from event
        where landlord = @landlord and source = @source and type in ('HumanContactAttempted', 'AdjustmentRecorded', 'AdjustmentWithdrawn') and place is not null
        """;

    private const string MembersOf = ContactColumns + """
         and body ->> 'home' = any(@hexes) and state = 0
        union all
        """ + "\n" + PersonColumns + """
         and place = any(@places) and state = 0
        """;

    private const string AsKnown = " and recorded_at <= @asOf and (state = 0 and event_id <> all(@without) or event_id = any(@with))";

    private const string AllMembers =
        ContactColumns + AsKnown + " and (@hexes::text[] is null or body ->> 'home' = any(@hexes))\nunion all\n"
        + PersonColumns + AsKnown + " and (@places::bytea[] is null or place = any(@places))";

    public static async Task<List<MarkRow>> ReplaceRepairsAsync(UnitOfWork unit, Feed feed, string[] ids, IReadOnlyList<RepairFact> facts, CancellationToken ct)
    {
        var homes = (await unit.Connection.QueryAsync<string>(new CommandDefinition(DropRepairs, new { feed.Landlord, feed.Source, ids }, unit.Transaction, cancellationToken: ct))).AsList();
        await using var insert = new NpgsqlCommand(InsertRepairs, unit.Connection, unit.Transaction);
        insert.Parameters.AddWithValue("landlord", feed.Landlord);
        insert.Parameters.AddWithValue("source", feed.Source);
        insert.Parameters.AddWithValue("ids", facts.Select(f => f.RepairId).ToArray());
        insert.Parameters.AddWithValue("homes", facts.Select(f => f.Home).ToArray());
        insert.Parameters.AddWithValue("patches", facts.Select(f => f.Patch).ToArray());
        insert.Parameters.AddWithValue("trades", facts.Select(f => f.Trade).ToArray());
        insert.Parameters.Add(Texts("priorities", facts.Select(f => f.Priority)));
        insert.Parameters.Add(Times("raised", facts.Select(f => f.RaisedAt)));
        insert.Parameters.Add(Times("due", facts.Select(f => f.DueBy)));
        insert.Parameters.Add(Times("finished", facts.Select(f => f.FinishedAt)));
        insert.Parameters.Add(Times("firstFinished", facts.Select(f => f.FirstFinishedAt)));
        insert.Parameters.Add(Times("reopened", facts.Select(f => f.ReopenedAt)));
        insert.Parameters.Add(Times("withdrawn", facts.Select(f => f.WithdrawnAt)));
        await insert.ExecuteNonQueryAsync(ct);
        return [.. homes.Concat(facts.Select(f => f.Home)).Distinct(StringComparer.Ordinal).Select(h => new MarkRow { Home = h, Nothing = true })];
    }

    /// <summary>Replaces what some facts add; answers what must be counted again.</summary>
    public static async Task<List<MarkRow>> ReplaceTalliesAsync(UnitOfWork unit, Feed feed, IReadOnlyCollection<FactTallies> facts, CancellationToken ct)
    {
        if (facts.Count == 0)
            return [];

        // One row for what a fact adds to a bucket, its counters in their order, so that rows can be compared.
        var rows = facts.SelectMany(f => f.Tallies, (f, t) => (Fact: f, Tally: t))
            .GroupBy(r => (r.Fact.Kind, r.Fact.Id, r.Tally.Day, r.Tally.Patch, r.Tally.Trade, r.Tally.Dims))
            .Select(g => (g.Key, Adds: g.GroupBy(r => r.Tally.Counter, r => r.Tally.N, StringComparer.Ordinal).OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => (Counter: c.Key, N: c.Sum())).ToList()))
            .ToList();
        await using var replace = new NpgsqlCommand(ReplaceTallies, unit.Connection, unit.Transaction);
        replace.Parameters.AddWithValue("landlord", feed.Landlord);
        replace.Parameters.AddWithValue("source", feed.Source);
        replace.Parameters.AddWithValue("ofKinds", facts.Select(f => f.Kind).ToArray());
        replace.Parameters.AddWithValue("ofIds", facts.Select(f => f.Id).ToArray());
        replace.Parameters.AddWithValue("kinds", rows.Select(r => r.Key.Kind).ToArray());
        replace.Parameters.AddWithValue("ids", rows.Select(r => r.Key.Id).ToArray());
        replace.Parameters.AddWithValue("days", rows.Select(r => r.Key.Day).ToArray());
        replace.Parameters.AddWithValue("patches", rows.Select(r => r.Key.Patch).ToArray());
        replace.Parameters.AddWithValue("trades", rows.Select(r => r.Key.Trade).ToArray());
        replace.Parameters.AddWithValue("counters", rows.Select(r => string.Join('\u001f', r.Adds.Select(a => a.Counter))).ToArray());
        replace.Parameters.AddWithValue("ns", rows.Select(r => string.Join(',', r.Adds.Select(a => a.N))).ToArray());
        replace.Parameters.Add(Texts("dims", rows.Select(r => r.Key.Dims)));
        await using var changed = await replace.ExecuteReaderAsync(ct);
        var marks = new List<MarkRow>();
        while (await changed.ReadAsync(ct))
            marks.Add(new MarkRow { Day = changed.GetFieldValue<DateOnly>(0), Patch = changed.GetString(1), Trade = changed.GetString(2) });
        return marks;
    }

    /// <summary>Everything that is known of some homes.</summary>
    public static async Task<List<HomeStory>> HomesAsync(UnitOfWork unit, Feed feed, string[] homes, CancellationToken ct)
    {
        string[] hexes = [.. homes.Where(h => h.StartsWith("h:", StringComparison.Ordinal)).Select(h => h[2..])];
        var about = new { feed.Landlord, feed.Source, homes, hexes, places = hexes.Select(Convert.FromHexString).ToArray() };
        CommandDefinition Of(string sql) => new(sql, about, unit.Transaction, cancellationToken: ct);
        var visits = (await unit.Connection.QueryAsync<VisitRow>(Of(VisitsOf))).Select(v => v.ToFact()).ToList();
        var repairs = (await unit.Connection.QueryAsync<RepairRow>(Of(RepairsOf))).Select(r => r.ToFact()).ToList();
        var members = (await unit.Connection.QueryAsync<MemberRow>(Of(MembersOf))).AsList();
        return Stories(homes, visits, repairs, members);
    }

    /// <summary>Contacts, attempts and adjustments of every home, as they were known at a moment.</summary>
    public static async Task<List<MemberRow>> MembersAsync(NpgsqlConnection connection, AsKnown known, CancellationToken ct)
    {
        var hexes = known.Scope?.Homes.Where(h => h.StartsWith("h:", StringComparison.Ordinal)).Select(h => h[2..]).ToArray();
        return (await connection.QueryAsync<MemberRow>(new CommandDefinition(
            AllMembers,
            new { known.Feed.Landlord, known.Feed.Source, AsOf = known.AsOf.ToUniversalTime(), without = known.Without, with = known.With, hexes, places = hexes?.Select(Convert.FromHexString).ToArray() },
            commandTimeout: 300,
            cancellationToken: ct))).AsList();
    }

    /// <summary>Puts together what belongs to each home.</summary>
    public static List<HomeStory> Stories(IEnumerable<string> homes, IEnumerable<VisitFact> visits, IEnumerable<RepairFact> repairs, IEnumerable<MemberRow> members)
    {
        var visitsOf = visits.Where(v => v.Home is not null).ToLookup(v => v.Home!, StringComparer.Ordinal);
        var repairsOf = repairs.ToLookup(r => r.Home, StringComparer.Ordinal);
        var membersOf = members.ToLookup(m => m.Home, StringComparer.Ordinal);
        return [.. homes.Select(h => new HomeStory(
            h,
            [.. visitsOf[h]],
            [.. repairsOf[h]],
            [.. membersOf[h].Where(m => m.Type == CollectEvents.EventTypes.ContactReceived).Select(m => new HomeContact(m.EventId, m.OccurredAt, m.Trade, m.Code, m.Repair))],
            [.. membersOf[h].Where(m => m.Type == CollectEvents.EventTypes.HumanContactAttempted).Select(m => m.OccurredAt)],
            [.. membersOf[h].Where(m => m.Subject is not null && m.Type.StartsWith("Adjustment", StringComparison.Ordinal)).GroupBy(m => m.Subject!, StringComparer.Ordinal).Select(AdjustmentOf).OfType<HomeAdjustment>()]))];
    }

    public static NpgsqlParameter Texts(string name, IEnumerable<string?> values) => new(name, NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = values.ToArray() };

    public static NpgsqlParameter Times(string name, IEnumerable<DateTimeOffset?> values) =>
        new(name, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz) { Value = values.Select(v => v?.UtcDateTime).ToArray() };

    private static HomeAdjustment? AdjustmentOf(IGrouping<string, MemberRow> told)
    {
        var from = told.Where(t => t.Type == CollectEvents.EventTypes.AdjustmentRecorded).Min(t => (DateTimeOffset?)t.OccurredAt);
        return from is { } at ? new HomeAdjustment(told.Key, at, told.Where(t => t.Type == CollectEvents.EventTypes.AdjustmentWithdrawn).Min(t => (DateTimeOffset?)t.OccurredAt)) : null;
    }

    private sealed class VisitRow
    {
        public string VisitId { get; init; } = "";

        public DateOnly Day { get; init; }

        public DateOnly DueDay { get; init; }

        public string Patch { get; init; } = "";

        public string Trade { get; init; } = "";

        public string Outcome { get; init; } = "";

        public string Standing { get; init; } = "";

        public string? Evidence { get; init; }

        public bool Disputed { get; init; }

        public byte[]? Household { get; init; }

        public string? Repair { get; init; }

        public DateTimeOffset? At { get; init; }

        public DateTimeOffset? WindowStart { get; init; }

        public DateTimeOffset? WindowEnd { get; init; }

        public string? Priority { get; init; }

        public DateTimeOffset? BriefAt { get; init; }

        public string? Home { get; init; }

        public string? Dims { get; init; }

        public VisitFact ToFact() => new(VisitId, Day, DueDay, Patch, Trade, Outcome, Standing, Evidence, Disputed, Household, Repair)
        {
            At = At ?? LondonTime.StartOf(Day),
            WindowStart = WindowStart,
            WindowEnd = WindowEnd,
            Priority = Priority,
            BriefAt = BriefAt,
            Home = Home,
            Dims = Dims,
        };
    }

    private sealed class RepairRow
    {
        public string RepairId { get; init; } = "";

        public string Home { get; init; } = "";

        public string Patch { get; init; } = "";

        public string Trade { get; init; } = "";

        public string? Priority { get; init; }

        public DateTimeOffset? RaisedAt { get; init; }

        public DateTimeOffset? DueBy { get; init; }

        public DateTimeOffset? FinishedAt { get; init; }

        public DateTimeOffset? FirstFinishedAt { get; init; }

        public DateTimeOffset? ReopenedAt { get; init; }

        public DateTimeOffset? WithdrawnAt { get; init; }

        public RepairFact ToFact() => new(RepairId, Home, Patch, Trade, Priority, RaisedAt, DueBy, FinishedAt, FirstFinishedAt, ReopenedAt, WithdrawnAt);
    }
}

/// <summary>A contact, an attempt to get in touch or an adjustment of a home.</summary>
internal sealed class MemberRow
{
    public string Home { get; init; } = "";

    public string Type { get; init; } = "";

    public string EventId { get; init; } = "";

    public string? Subject { get; init; }

    public DateTimeOffset OccurredAt { get; init; }

    public string Trade { get; init; } = "";

    public string? Code { get; init; }

    public string? Repair { get; init; }
}
