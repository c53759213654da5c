using Dapper;
using Npgsql;

namespace Repairs.Booking;

internal static class ResidentBookedSql
{
    private const string Reference = """
        select property_ref
        from repair
        where landlord = @Landlord and repair_id = @RepairId
        """;

    /// <summary>What the desk finds the home by, when somebody rings and says it.</summary>
    public static Task<string?> ReferenceAsync(NpgsqlConnection connection, RepairKey key, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(Reference, new { key.Landlord, key.RepairId }, cancellationToken: ct));
}
