using System.Text.Json;
using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class WishesSql
{
    private const string Find = """
        select wishes::text
        from repair
        where landlord = @Landlord and repair_id = @RepairId
        """;

    private const string Keep = """
        update repair
        set wishes = @wishes::jsonb
        where landlord = @Landlord and repair_id = @RepairId
        """;

    public static async Task<Wishes> FindAsync(NpgsqlConnection connection, RepairKey key, CancellationToken ct) =>
        Read(await connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(Find, key, cancellationToken: ct)));

    public static Task KeepAsync(UnitOfWork unit, RepairKey key, Wishes wishes, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Keep, new { key.Landlord, key.RepairId, wishes = JsonSerializer.Serialize(new { wishes.Exclusions, wishes.Preferences }, Json.Options) }, unit.Transaction, cancellationToken: ct));

    internal static Wishes Read(string? text) => text is null ? Wishes.None : JsonSerializer.Deserialize<Wishes>(text, Json.Options) ?? Wishes.None;
}
