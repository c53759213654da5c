using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class SaidElseSql
{
    private const string Find = """
        select link_path
        from said_else
        where landlord = @Landlord and from_repair_id = @RepairId and once = @once
        """;

    private const string Keep = """
        insert into said_else (landlord, from_repair_id, once, repair_id, link_path, at)
        values (@Landlord, @RepairId, @once, @raised, @path, @now)
        """;

    /// <summary>Where the repair is that this very form raised before.</summary>
    public static Task<string?> FindAsync(UnitOfWork unit, RepairKey key, Guid once, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(Find, new { key.Landlord, key.RepairId, once }, unit.Transaction, cancellationToken: ct));

    public static Task KeepAsync(UnitOfWork unit, RepairKey key, Guid once, Guid raised, string path, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Keep, new { key.Landlord, key.RepairId, once, raised, path, now }, unit.Transaction, cancellationToken: ct));
}
