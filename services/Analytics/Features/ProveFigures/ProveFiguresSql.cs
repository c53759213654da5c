using Dapper;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ProveFigures;

internal static class ProveFiguresSql
{
    private const string Turns = """
        insert into proof_turn (landlord, next_at)
        select distinct f.landlord, @now
        from feed f
        where f.first_day is not null and not exists (select from proof_turn t where t.landlord = f.landlord)
        on conflict do nothing
        """;

    private const string ClaimTurn = """
        update proof_turn
        set next_at = @next
        where landlord = (select landlord from proof_turn where next_at <= @now limit 1 for update skip locked)
        returning landlord
        """;

    private const string NextTurn = """
        update proof_turn
        set next_at = @next
        where landlord = @landlord
        """;

    private const string Draw = """
        with month as (
          select source, month
          from told
          where landlord = @landlord
          order by random()
          limit 1
        )
        select b.landlord, b.source, m.month, b.patch
        from month m
        join counts b on b.landlord = @landlord and b.source = m.source and b.day >= m.month and b.day < m.month + interval '1 month'
        group by b.landlord, b.source, m.month, b.patch
        order by random()
        limit 1
        """;

    private const string Scratch = """
        insert into scratch (landlord, source, day, patch, trade, counter, n)
        select @landlord, @source, s.*
        from unnest(@days, @patches, @trades, @counters, @ns) as s
        """;

    private const string Compare = """
        with kept as (
          select day, patch, trade, counter, n
          from bucket
          where landlord = @landlord and source = @source and patch = @patch and day >= @month and day < @month + interval '1 month'
          union all
          select day, value, 'sum', counter, n
          from rollup
          where landlord = @landlord and source = @source and dimension = 'patch' and value = @patch and day >= @month and day < @month + interval '1 month' and n <> 0
        ),
        counted as (
          select day, patch, trade, counter, n
          from scratch
          union all
          select day, patch, 'sum', counter, sum(n)::bigint
          from scratch
          group by day, patch, counter
        )
        select (select count(*) from counted) as rows,
               (select count(*) from (table kept except all table counted) d) as only_kept,
               (select count(*) from (table counted except all table kept) d) as only_counted
        """;

    private const string Clear = "delete from scratch";

    private const string Waits = """
        select exists (select from dirty where landlord = @landlord and source = @source)
        """;

    private const string Keep = """
        insert into proof (landlord, source, at, month, patch, rows, only_kept, only_counted)
        values (@Landlord, @Source, @now, @Month, @Patch, @Rows, @OnlyKept, @OnlyCounted)
        """;

    public static async Task<string?> ClaimTurnAsync(UnitOfWork unit, DateTimeOffset now, DateTimeOffset next, CancellationToken ct)
    {
        await unit.Connection.ExecuteAsync(new CommandDefinition(Turns, new { now }, unit.Transaction, cancellationToken: ct));
        return await unit.Connection.ExecuteScalarAsync<string?>(new CommandDefinition(ClaimTurn, new { now, next }, unit.Transaction, cancellationToken: ct));
    }

    public static Task NextTurnAsync(UnitOfWork unit, string landlord, DateTimeOffset next, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(NextTurn, new { landlord, next }, unit.Transaction, cancellationToken: ct));

    /// <summary>A month of a source and a patch in it, by lot; null where there is nothing yet.</summary>
    public static Task<Drawn?> DrawAsync(UnitOfWork unit, string landlord, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<Drawn>(new CommandDefinition(Draw, new { landlord }, unit.Transaction, commandTimeout: 120, cancellationToken: ct));

    public static async Task<ProofResult> CompareAsync(UnitOfWork unit, Drawn drawn, IReadOnlyCollection<BucketRow> counted, CancellationToken ct)
    {
        CommandDefinition Of(string sql, object? about = null) => new(sql, about, unit.Transaction, commandTimeout: 120, cancellationToken: ct);
        await unit.Connection.ExecuteAsync(Of(Scratch, new
        {
            drawn.Landlord,
            drawn.Source,
            days = counted.Select(b => b.Day).ToArray(),
            patches = counted.Select(b => b.Patch).ToArray(),
            trades = counted.Select(b => b.Trade).ToArray(),
            counters = counted.Select(b => b.Counter).ToArray(),
            ns = counted.Select(b => b.N).ToArray(),
        }));
        var result = await unit.Connection.QuerySingleAsync<ProofResult>(Of(Compare, new { drawn.Landlord, drawn.Source, drawn.Patch, drawn.Month }));
        await unit.Connection.ExecuteAsync(Of(Clear));
        return result;
    }

    /// <summary>Whether anything waits to be counted.</summary>
    public static Task<bool> WaitsAsync(UnitOfWork unit, Feed feed, CancellationToken ct) =>
        unit.Connection.ExecuteScalarAsync<bool>(new CommandDefinition(Waits, feed, unit.Transaction, cancellationToken: ct));

    public static Task KeepAsync(UnitOfWork unit, Drawn drawn, ProofResult result, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Keep,
            new { drawn.Landlord, drawn.Source, drawn.Month, drawn.Patch, result.Rows, result.OnlyKept, result.OnlyCounted, now },
            unit.Transaction,
            cancellationToken: ct));
}
