using Dapper;
using Repairs.Platform;

namespace Repairs.Welfare.RaiseConcern;

internal static class RaiseConcernSql
{
    private const string Add = """
        insert into concern (landlord, concern_id, code_hash, worry, place, raised_on)
        values (@landlord, @id, @hash, @worry, @place, @day)
        """;

    private const string AddMore = """
        update concern
        set added = concat_ws(E'\n\n', added, @words), read_by = null
        where code_hash = @hash and coalesce(length(added), 0) < 20000
        """;

    public static Task AddAsync(UnitOfWork unit, string landlord, Guid id, byte[] hash, string worry, string? place, DateOnly day, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Add, new { landlord, id, hash, worry, place, day }, unit.Transaction, cancellationToken: ct));

    public static async Task<bool> AddMoreAsync(UnitOfWork unit, byte[] hash, string words, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(AddMore, new { hash, words }, unit.Transaction, cancellationToken: ct)) == 1;
}
