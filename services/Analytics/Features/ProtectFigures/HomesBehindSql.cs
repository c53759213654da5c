using Dapper;
using Npgsql;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ProtectFigures;

internal static class HomesBehindSql
{
    /// <summary>So many are told apart; of more nobody needs to know how many.</summary>
    public const int Enough = 25;

    private const string Open = """
        select patch, trade
        from unnest(@patches, @trades) as k(patch, trade)
        where not exists (
          select from home_behind h
          where h.landlord = @landlord and h.source = @source and h.patch = k.patch and h.trade = k.trade and h.home = '')
        """;

    private const string Add = """
        insert into home_behind (landlord, source, patch, trade, home)
        select @landlord, @source, f.patch, f.trade, f.home
        from (
          select v.patch, v.trade, coalesce(regexp_replace(v.home, '^h:', ''), 'visit ' || v.visit_id) as home
          from unnest(@days) as d(day)
          join visit v on v.landlord = @landlord and v.source = @source and v.day = d.day
          union
          select e.patch, e.trade, coalesce(e.body ->> 'home', encode(e.place, 'hex'), 'event ' || e.event_id)
          from unnest(@days) as d(day)
          join event e on e.landlord = @landlord and e.source = @source and e.day = d.day
          where e.state = 0
            and (e.subject is null or e.type in ('AppointmentBooked', 'AppointmentChanged', 'AppointmentCancelled', 'ContactReceived'))
            and (e.standing is not null or e.subject is not null or e.type in ('AppointmentBooked', 'AppointmentChanged', 'AppointmentCancelled', 'ContactReceived'))
        ) f
        join unnest(@patches, @trades) as k(patch, trade) on k.patch = f.patch and k.trade = f.trade
        on conflict do nothing
        """;

    private const string Fill = """
        with enough as (
          select h.patch, h.trade
          from home_behind h
          join unnest(@patches, @trades) as k(patch, trade) on k.patch = h.patch and k.trade = h.trade
          where h.landlord = @landlord and h.source = @source
          group by h.patch, h.trade
          having count(*) >= @enough
        ), gone as (
          delete from home_behind h
          using enough e
          where h.landlord = @landlord and h.source = @source and h.patch = e.patch and h.trade = e.trade
        )
        insert into home_behind (landlord, source, patch, trade, home)
        select @landlord, @source, patch, trade, ''
        from enough
        """;

    private const string Read = """
        select distinct patch, trade, home
        from home_behind
        where landlord = @landlord and source = any(@sources)
        """;

    /// <summary>Remembers which homes stand behind the patches and trades that are counted now, where that are not enough yet. Called with the feed's row held.</summary>
    public static async Task RememberAsync(UnitOfWork unit, Feed feed, IEnumerable<(string Patch, string Trade)> counted, DateOnly[] days, CancellationToken ct)
    {
        var pairs = counted.Distinct().ToList();
        var open = (await unit.Connection.QueryAsync<Behind>(new CommandDefinition(
            Open, new { feed.Landlord, feed.Source, patches = pairs.Select(p => p.Patch).ToArray(), trades = pairs.Select(p => p.Trade).ToArray() }, unit.Transaction, cancellationToken: ct))).AsList();
        if (open.Count == 0)
            return;
        var of = new { feed.Landlord, feed.Source, patches = open.Select(p => p.Patch).ToArray(), trades = open.Select(p => p.Trade).ToArray(), days, enough = Enough };
        await unit.Connection.ExecuteAsync(new CommandDefinition(Add, of, unit.Transaction, cancellationToken: ct));
        await unit.Connection.ExecuteAsync(new CommandDefinition(Fill, of, unit.Transaction, cancellationToken: ct));
    }

    public static async Task<HomesBehind> ReadAsync(NpgsqlConnection connection, string landlord, IReadOnlyList<string> sources, CancellationToken ct) =>
        new((await connection.QueryAsync<Behind>(new CommandDefinition(Read, new { landlord, sources = sources.ToArray() }, cancellationToken: ct))).AsList());
}
