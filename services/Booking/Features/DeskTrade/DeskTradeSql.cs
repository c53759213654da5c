using Dapper;
using Npgsql;

namespace Repairs.Booking;

internal static class DeskTradeSql
{
    private const string Trades = """
        select distinct t.trade
        from operative_patch l
        join operative o on o.operative_id = l.operative_id
        cross join lateral unnest(o.trades) as t (trade)
        where l.landlord = @landlord
        order by t.trade
        """;

    /// <summary>The trades of the operatives this landlord may send, in the landlord's own words.</summary>
    public static async Task<IReadOnlyList<string>> TradesAsync(NpgsqlConnection connection, string landlord, CancellationToken ct) =>
        (await connection.QueryAsync<string>(new CommandDefinition(Trades, new { landlord }, cancellationToken: ct))).AsList();
}
