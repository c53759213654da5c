using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Welfare.RaiseConcern;

/// <summary>A worry that somebody told us about.</summary>
internal sealed record WorryRow
{
    public Guid ConcernId { get; init; }

    public string Worry { get; init; } = "";

    public string? Place { get; init; }

    public string? Added { get; init; }

    public DateOnly RaisedOn { get; init; }
}

internal static class RaiseConcernSql
{
    private const string Add = """
        insert into concern (landlord, concern_id, code_hash, worry, place, raised_on)
        values (@landlord, @id, @hash, @worry, @place, @day)
        on conflict do nothing
        """;

    private const string AddMore = """
        update concern
        set added = concat_ws(E'\n\n', added, @words), read_by = null
        where code_hash = @hash and coalesce(length(added), 0) < 20000
        """;

    private const string Open = """
        select concern_id, worry, place, added, raised_on
        from concern
        where landlord = @landlord and read_by is null
        order by raised_on, concern_id
        limit 200
        """;

    private const string Take = """
        update concern
        set read_by = @by
        where landlord = @landlord and concern_id = @id and read_by is null
        """;

    public static async Task<IReadOnlyList<WorryRow>> OpenAsync(NpgsqlConnection connection, string landlord, CancellationToken ct) =>
        [.. await connection.QueryAsync<WorryRow>(new CommandDefinition(Open, new { landlord }, cancellationToken: ct))];

    public static Task TakeAsync(UnitOfWork unit, Caller by, Guid id, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Take, new { landlord = by.Landlord, by = by.Subject, id }, unit.Transaction, cancellationToken: ct));

    /// <summary>False where it is told already.</summary>
    public static async Task<bool> AddAsync(UnitOfWork unit, string landlord, Guid id, byte[] hash, string worry, string? place, DateOnly day, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(Add, new { landlord, id, hash, worry, place, day }, unit.Transaction, cancellationToken: ct)) == 1;

    public static async Task<bool> AddMoreAsync(UnitOfWork unit, byte[] hash, string words, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(AddMore, new { hash, words }, unit.Transaction, cancellationToken: ct)) == 1;
}
