using Dapper;
using Npgsql;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ReadMeasure;

internal static class ReadMeasureSql
{
    private const string Feeds = """
        select f.source, f.first_day, f.last_day, f.complete_to, f.received_at, f.xmin::text as stamp, h.homes,
               f.last_day is null
                 and (exists (select from dirty d where d.landlord = f.landlord and d.source = f.source)
                   or exists (select from rebuild r where r.landlord = f.landlord and r.source = f.source and r.finished_at is null)) as counting,
               f.last_day is not null
                 and exists (select from rebuild r where r.landlord = f.landlord and r.source = f.source and r.finished_at is null) as recounting
        from feed f
        left join (
          select source, case when bool_or(home = '') then @enough else count(distinct home) end as homes
          from home_behind
          where landlord = @landlord
          group by source
        ) h on h.source = f.source
        where f.landlord = @landlord
        order by f.source <> 'repairs', f.source
        """;

    private const string FeedsThen = """
        select source, max(occurred_at) as complete_to, max(received_at) as received_at
        from event
        where landlord = @landlord and recorded_at <= @asOf
        group by source
        order by source <> 'repairs', source
        """;

    private const string Names = """
        select kind, text
        from named
        where landlord = @landlord
        """;

    private const string PeriodOf = """
        case @grain
                   when 'whole' then @to
                   when 'week' then date_trunc('week', day)::date
                   when 'month' then date_trunc('month', day)::date
                   when 'quarter' then date_trunc('quarter', day)::date
                   when 'piece' then greatest(date_trunc('week', day), date_trunc('month', day))::date
                   when 'year' then (date_trunc('year', day - interval '3 months') + interval '3 months')::date
                   else day
                 end
        """;

    private const string Sums = $"""
        select period, "group", counter, stratum, sum(n)::bigint as n
        from (
          select {PeriodOf} as period,
                 case @by when 'patch' then patch when 'trade' then trade when 'patch+trade' then patch || E'\x1f' || trade end as "group",
                 counter,
                 case when @strata then date_trunc('week', day)::date || '|' || trade end as stratum,
                 n
          from bucket
          where landlord = @landlord
            and source = any(@sources)
            and day between @from and @to
            and (counter = any(@counters) or starts_with(counter, @prefix))
            and (@patch::text is null or patch = @patch)
            and (@trade::text is null or trade = @trade)
        ) b
        group by period, "group", counter, stratum
        """;

    /// <summary>The same from the sums that are kept by patch, by trade, or over all.</summary>
    private const string Rolled = $"""
        select period, "group", counter, null as stratum, sum(n)::bigint as n
        from (
          select {PeriodOf} as period, case when @by <> '' then value end as "group", counter, n
          from rollup
          where landlord = @landlord
            and source = any(@sources)
            and dimension = @dimension
            and counter = any(@counters)
            and (@value::text is null or value = @value)
            and day between @from and @to
            and n <> 0
        ) b
        group by period, "group", counter
        """;

    private const string RolledLike = $"""
        select period, "group", counter, null as stratum, sum(n)::bigint as n
        from (
          select {PeriodOf} as period, case when @by <> '' then value end as "group", counter, n
          from rollup
          where landlord = @landlord
            and source = any(@sources)
            and dimension = @dimension
            and (counter = any(@counters) or starts_with(counter, @prefix))
            and (@value::text is null or value = @value)
            and day between @from and @to
            and n <> 0
        ) b
        group by period, "group", counter
        """;

    private const string Slices = $"""
        select period, "group", counter, stratum, sum(n)::bigint as n
        from (
          select {PeriodOf} as period, value as "group", counter, case when @strata then date_trunc('week', day)::date || '|' end as stratum, n
          from slice
          where landlord = @landlord
            and source = any(@sources)
            and dimension = @by
            and day between @from and @to
            and (counter = any(@counters) or starts_with(counter, @prefix))
        ) b
        group by period, "group", counter, stratum
        """;

    /// <summary>Contacts by code, and how often two people chose which codes for the same contact.</summary>
    private const string Coded = $"""
        select {PeriodOf} as period, c.counter, count(*)::bigint as n
        from event
        cross join lateral (values ('M17:' || code), ('M17.of')) as c(counter)
        where landlord = @landlord and source = any(@sources) and type = 'ContactReceived' and state = 0 and code is not null
          and day between @from and @to
        group by 1, 2
        """;

    private const string CodedTwice = $"""
        select {PeriodOf} as period, 'M17.pair:' || (body ->> 'firstCode') || '|' || (body ->> 'secondCode') as counter, count(*)::bigint as n
        from event
        where landlord = @landlord and source = any(@sources) and type = 'ContactCodedTwice' and state = 0
          and day between @from and @to
        group by 1, 2
        """;

    private const string Homes = """
        select day as period, sum(n)::bigint as n
        from rollup
        where landlord = @landlord and source in (select source from feed where landlord = @landlord) and dimension = '' and counter = 'homes' and day <= @to and n <> 0
        group by source, day
        order by day, source
        """;

    private const string Any = """
        select exists (
          select from rollup
          where landlord = @landlord and source = any(@sources) and dimension = '' and counter = @counter and value = '' and day between @from and @to and n > 0)
        """;

    private const string Quality = """
        with came as (
          select day, n, faulty
          from received
          where landlord = @landlord and source = any(@sources)
            and day between @from and @to
          union all
          select (received_at at time zone 'Europe/London')::date, sum(arrived), sum(faulty)
          from dirty
          where landlord = @landlord and source = any(@sources)
            and received_at >= @start and received_at < @end
          group by 1
          union all
          select (received_at at time zone 'Europe/London')::date, sum(duplicates + quarantined), sum(duplicates + quarantined)
          from intake
          where landlord = @landlord and source = any(@sources)
            and received_at >= @start and received_at < @end
          group by 1
        )
        select day as period, sum(faulty)::bigint as numerator, sum(n)::bigint as denominator
        from came
        group by day
        order by day
        """;

    public static async Task<Known> KnownAsync(NpgsqlConnection connection, Reader reader, CancellationToken ct)
    {
        var landlord = reader.Landlord;
        var sources = (await connection.QueryAsync<KnownSource>(new CommandDefinition(Feeds, new { landlord, enough = ProtectFigures.HomesBehindSql.Enough }, cancellationToken: ct))).AsList();
        var names = (await connection.QueryAsync<Name>(new CommandDefinition(Names, new { landlord }, cancellationToken: ct))).AsList();
        return new Known(
            sources,
            names.Where(n => n.Kind == "patch" && reader.Sees(n.Text)).Select(n => n.Text).ToHashSet(StringComparer.Ordinal),
            names.Where(n => n.Kind == "trade").Select(n => n.Text).ToHashSet(StringComparer.Ordinal)) { Reader = reader };
    }

    /// <summary>What the figures hold, or held at the moment the question names.</summary>
    public static async Task<Known> KnownAsync(NpgsqlConnection connection, Reader reader, Asked asked, DateTimeOffset now, CancellationToken ct)
    {
        var known = await KnownAsync(connection, reader, ct);
        var landlord = reader.Landlord;
        if (MeasureQuery.AsOfOf(asked, now) is not { } asOf)
            return known;
        var feeds = (await connection.QueryAsync<KnownSource>(new CommandDefinition(FeedsThen, new { landlord, asOf }, commandTimeout: 120, cancellationToken: ct))).AsList();
        var then = new Dictionary<string, List<BucketRow>>(StringComparer.Ordinal);
        foreach (var feed in feeds.Where(f => asked.Source is not { Length: > 0 } source || f.Source == source))
            then[feed.Source] = await Recount.AsKnownAsync(connection, new Feed { Landlord = landlord, Source = feed.Source }, asOf, ct);
        return known with
        {
            Sources = feeds.ConvertAll(f => new KnownSource
            {
                Source = f.Source,
                FirstDay = then.TryGetValue(f.Source, out var rows) && rows.Count > 0 ? rows.Min(r => r.Day) : null,
                LastDay = then.TryGetValue(f.Source, out rows) && rows.Count > 0 ? rows.Max(r => r.Day) : null,
                CompleteTo = f.CompleteTo,
                ReceivedAt = f.ReceivedAt,
                Homes = known.Sources.FirstOrDefault(s => s.Source == f.Source)?.Homes,
            }),
            Then = then,
        };
    }

    /// <param name="whole">One figure for the whole time asked about, under its last date.</param>
    public static async Task<List<Cell>> CellsAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, CancellationToken ct, bool whole = false)
    {
        var counted = Counted.Of(query.Measure);
        var strata = query.Measure.Kind == Kind.Difference;
        var kept = !strata && query.By is null or "patch" or "trade" && (query.Patch is null || query.Trade is null) && (query.By is null || (query.By == "patch" ? query.Trade : query.Patch) is null);
        var rows = (await connection.QueryAsync<CountRow>(new CommandDefinition(
            query.Measure.FromEvents ? query.Measure.Kind == Kind.Agreement ? CodedTwice : Coded : kept ? counted.Prefix == Counted.None ? Rolled : RolledLike : query.By is null or "patch" or "trade" or MeasureQuery.PatchAndTrade ? Sums : Slices,
            new
            {
                landlord,
                sources = query.Sources.ToArray(),
                from = query.From,
                to = query.To,
                grain = whole ? "whole" : query.Pieces ? "piece" : query.Grain.ToString().ToLowerInvariant(),
                by = query.By ?? "",
                query.Patch,
                query.Trade,
                counters = counted.Counters,
                prefix = counted.Prefix,
                strata,
                dimension = query.By == "patch" || query.Patch is not null ? "patch" : query.By == "trade" || query.Trade is not null ? "trade" : "",
                value = query.Patch ?? query.Trade,
            },
            commandTimeout: 120,
            cancellationToken: ct))).AsList();
        var homes = query.Measure.Kind != Kind.PerThousand ? []
            : (await connection.QueryAsync<CountRow>(new CommandDefinition(Homes, new { landlord, to = query.To }, cancellationToken: ct))).AsList();
        return counted.Cells(rows, query.Grain, whole, homes);
    }

    /// <summary>By day of receipt.</summary>
    public static async Task<List<Cell>> QualityAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, CancellationToken ct)
    {
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            Quality,
            new { landlord, sources = query.Sources.ToArray(), from = query.From, to = query.To, start = Platform.LondonTime.StartOf(query.From), end = Platform.LondonTime.EndOf(query.To) },
            cancellationToken: ct));
        return [.. rows.GroupBy(r => Period.Of(r.Period, query.Grain)).Select(g => new Cell(g.Key, null, g.Sum(r => r.Numerator ?? 0), g.Sum(r => r.Denominator ?? 0)))];
    }

    public static Task<bool> AnyAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, string counter, CancellationToken ct) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(Any, new { landlord, sources = query.Sources.ToArray(), from = query.From, to = query.To, counter }, cancellationToken: ct));

    private sealed class Row
    {
        public DateOnly Period { get; init; }

        public string? Group { get; init; }

        public long? Numerator { get; init; }

        public long? Denominator { get; init; }
    }

    private sealed class Name
    {
        public string Kind { get; init; } = "";

        public string Text { get; init; } = "";
    }
}

/// <summary>How much a counter came to in a period.</summary>
internal sealed class CountRow
{
    public DateOnly Period { get; init; }

    public string? Group { get; init; }

    public string Counter { get; init; } = "";

    /// <summary>For a difference: what may be compared with each other.</summary>
    public string? Stratum { get; init; }

    public long N { get; init; }
}
