using Dapper;
using Npgsql;
using Repairs.Platform;
using Repairs.Welfare.OpenFollowUp;

namespace Repairs.Welfare.KeepRota;

internal static class KeepRotaSql
{
    private const string All = """
        select o.name, o.cap, o.cover, o.away_from, o.away_until,
          coalesce((select sum(f.weight) from follow_up f where f.landlord = o.landlord and f.owner = o.name and f.state = 'open'), 0)::int as carries
        from officer o
        where o.landlord = @landlord
        order by o.name
        """;

    private const string Save = """
        insert into officer (landlord, name, cap, cover, away_from, away_until)
        values (@landlord, @name, @cap, @cover, @awayFrom, @awayUntil)
        on conflict (landlord, name) do update
        set cap = excluded.cap, cover = excluded.cover, away_from = excluded.away_from, away_until = excluded.away_until
        """;

    /// <summary>What falls due while somebody is away goes to their cover now, before it is due.</summary>
    private const string HandOver = """
        update follow_up
        set owner = @cover
        where landlord = @landlord and owner = @name and state = 'open' and due_by < @until
        """;

    public static async Task<IReadOnlyList<Officer>> AllAsync(NpgsqlConnection connection, string landlord, CancellationToken ct) =>
        [.. await connection.QueryAsync<Officer>(new CommandDefinition(All, new { landlord }, cancellationToken: ct))];

    public static Task SaveAsync(UnitOfWork unit, string landlord, string name, int cap, string? cover, DateOnly? awayFrom, DateOnly? awayUntil, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Save, new { landlord, name, cap, cover, awayFrom, awayUntil }, unit.Transaction, cancellationToken: ct));

    public static Task HandOverAsync(UnitOfWork unit, string landlord, string name, string cover, DateTimeOffset until, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(HandOver, new { landlord, name, cover, until }, unit.Transaction, cancellationToken: ct));
}
