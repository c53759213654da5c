using System.Text.Json;
using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What a resident asked of the times for one repair. Days and times only: a reason has no place to go.</summary>
internal static class WishesSql
{
    private const string Keep = """
        update repair
        set wishes = @wishes::jsonb
        where landlord = @Landlord and repair_id = @RepairId
        """;

    private const string Find = """
        select wishes::text
        from repair
        where landlord = @Landlord and repair_id = @RepairId
        """;

    public static Task KeepAsync(UnitOfWork unit, RepairKey key, Wishes wishes, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Keep, new { key.Landlord, key.RepairId, wishes = Written(wishes) }, unit.Transaction, cancellationToken: ct));

    /// <summary>What was asked; <see cref="Wishes.None"/> where nothing was, or the repair is unknown.</summary>
    public static async Task<Wishes> FindAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, RepairKey key, CancellationToken ct) =>
        Read(await connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(Find, new { key.Landlord, key.RepairId }, transaction, cancellationToken: ct)));

    public static string Written(Wishes wishes) => JsonSerializer.Serialize(new { wishes.Exclusions, wishes.Preferences }, Json.Options);

    public static Wishes Read(string? wishes) => wishes is null ? Wishes.None : JsonSerializer.Deserialize<Wishes>(wishes, Json.Options) ?? Wishes.None;
}
