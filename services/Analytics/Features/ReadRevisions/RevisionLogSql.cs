using Dapper;
using Npgsql;
using Repairs.Analytics.Features.ReadMeasure;

namespace Repairs.Analytics.Features.ReadRevisions;

internal static class RevisionLogSql
{
    private const string Changes = """
        select source, at, day, patch, trade, counter, old_n, new_n, causes, events
        from revision
        where landlord = @landlord
          and (@source::text is null or source = @source)
          and day between @from and @to
        order by id desc
        limit @most
        """;

    private const string Counts = """
        select source, day, counter, sum(n)::bigint as n
        from bucket
        where landlord = @landlord
          and source in (select source from revision where landlord = @landlord and (@source::text is null or source = @source) and day between @from and @to)
          and day between @from and @to
        group by source, day, counter
        """;

    private const string Revised = """
        select day, case @by when 'patch' then patch when 'trade' then trade end as "group", max(at) as at
        from revision
        where landlord = @landlord
          and source = any(@sources)
          and day between @from and @to
          and at <= @asOf
          and (counter = any(@counters) or starts_with(counter, @prefix))
          and (@patch::text is null or patch = @patch)
          and (@trade::text is null or trade = @trade)
        group by day, 2
        """;

    public static async Task<List<RevisionRow>> ChangesAsync(NpgsqlConnection connection, string landlord, string? source, DateOnly from, DateOnly to, int most, CancellationToken ct) =>
        (await connection.QueryAsync<RevisionRow>(new CommandDefinition(Changes, new { landlord, source, from, to, most }, cancellationToken: ct))).AsList();

    public static async Task<List<RevisionCount>> CountsAsync(NpgsqlConnection connection, string landlord, string? source, DateOnly from, DateOnly to, CancellationToken ct) =>
        (await connection.QueryAsync<RevisionCount>(new CommandDefinition(Counts, new { landlord, source, from, to }, cancellationToken: ct))).AsList();

    /// <summary>The days under which a measure's counts changed late, and when last, as known at a moment.</summary>
    public static async Task<List<RevisedRow>> RevisedAsync(NpgsqlConnection connection, string landlord, MeasureQuery query, DateTimeOffset asOf, CancellationToken ct)
    {
        var counted = Counted.Of(query.Measure);
        return (await connection.QueryAsync<RevisedRow>(new CommandDefinition(
            Revised,
            new { landlord, sources = query.Sources.ToArray(), from = query.From, to = query.To, asOf, by = query.By ?? "", query.Patch, query.Trade, counters = counted.Counters, prefix = counted.Prefix },
            cancellationToken: ct))).AsList();
    }
}

internal sealed class RevisionRow
{
    public string Source { get; init; } = "";

    public DateTimeOffset At { get; init; }

    public DateOnly Day { get; init; }

    public string Patch { get; init; } = "";

    public string Trade { get; init; } = "";

    public string Counter { get; init; } = "";

    public long OldN { get; init; }

    public long NewN { get; init; }

    public string[] Causes { get; init; } = [];

    public long Events { get; init; }
}

internal sealed class RevisionCount
{
    public string Source { get; init; } = "";

    public DateOnly Day { get; init; }

    public string Counter { get; init; } = "";

    public long N { get; init; }
}

internal sealed class RevisedRow
{
    public DateOnly Day { get; init; }

    public string? Group { get; init; }

    public DateTimeOffset At { get; init; }
}
