using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class HactReferenceSql
{
    private const string Find = """
        select repair_id
        from repair
        where landlord = @landlord and repair_id = @id
        union all
        select repair_id
        from repair_reference
        where landlord = @landlord and repair_ref = @reference
        limit 1
        """;

    private const string Bind = """
        insert into repair_reference (landlord, repair_ref, repair_id, imported_at)
        select @Landlord, reference, @RepairId, @now
        from unnest(@references) as reference
        on conflict (landlord, repair_ref) do nothing;

        select repair_ref
        from repair_reference
        where landlord = @Landlord and repair_ref = any (@references) and repair_id <> @RepairId
        """;

    /// <summary>The repair that a work order's reference means: our own id of it, or the sender's, once that was bound to it.</summary>
    public static async Task<RepairKey?> FindAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string landlord, string reference, CancellationToken ct)
    {
        Guid? id = Guid.TryParse(reference, out var ours) ? ours : null;
        return await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(Find, new { landlord, id, reference }, transaction, cancellationToken: ct)) is { } repairId
            ? new RepairKey(landlord, repairId)
            : null;
    }

    /// <summary>Lets the sender's own references stand for the repair from now on. Answers those that stand for another one already.</summary>
    public static async Task<IReadOnlyList<string>> BindAsync(UnitOfWork unit, RepairKey key, IReadOnlyList<string> references, DateTimeOffset now, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<string>(new CommandDefinition(
            Bind, new { key.Landlord, key.RepairId, references = references.Order(StringComparer.Ordinal).ToArray(), now }, unit.Transaction, cancellationToken: ct))).AsList();
}
