using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Whoever has a slip in hand is asked once it had time to come back.</summary>
internal static class AskAfterLetterSql
{
    private const string Move = """
        update repair
        set ask_by = greatest(ask_by, @askBy)
        where landlord = @Landlord and repair_id = @RepairId and ask_by is not null and asked_at is null
        """;

    private const string AskBy = """
        select ask_by
        from repair
        where landlord = @Landlord and repair_id = @RepairId and ask_by is not null and asked_at is null
        """;

    public static Task MoveAsync(UnitOfWork unit, RepairKey key, DateTimeOffset askBy, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Move, new { key.Landlord, key.RepairId, askBy }, unit.Transaction, cancellationToken: ct));

    /// <summary>By when a person asks about a repair; null: nobody will, or somebody has.</summary>
    public static Task<DateTimeOffset?> FindAsync(NpgsqlConnection connection, RepairKey key, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<DateTimeOffset?>(new CommandDefinition(AskBy, new { key.Landlord, key.RepairId }, cancellationToken: ct));
}
