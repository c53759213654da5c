using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.NoAccess.KnowRepair;

/// <summary>A repair as its link opens it.</summary>
internal sealed record KnownRepair
{
    public string Landlord { get; init; } = "";

    public Guid RepairId { get; init; }

    public string? HouseholdRef { get; init; }

    public string? Trade { get; init; }
}

internal static class KnowRepairSql
{
    private const string Save = """
        insert into repair (landlord, repair_id, household_ref, trade, link_version)
        values (@landlord, @repairId, @household, @trade, @linkVersion)
        on conflict (landlord, repair_id) do update
        set household_ref = coalesce(repair.household_ref, excluded.household_ref),
          trade = coalesce(repair.trade, excluded.trade),
          link_version = greatest(repair.link_version, excluded.link_version)
        """;

    private const string Find = """
        select landlord, repair_id, household_ref, trade
        from repair
        where repair_id = @Id and link_version = @Version
        """;

    public static Task SaveAsync(UnitOfWork unit, string landlord, Guid repairId, string? household, string? trade, int linkVersion, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Save, new { landlord, repairId, household, trade, linkVersion }, unit.Transaction, cancellationToken: ct));

    /// <summary>The repair that a link opens; null where the token is not ours, its version was replaced, or we have not heard of the repair.</summary>
    public static async Task<KnownRepair?> OpenAsync(NpgsqlConnection connection, (Guid Id, int Version)? link, CancellationToken ct) =>
        link is not { } l ? null
            : await connection.QuerySingleOrDefaultAsync<KnownRepair>(new CommandDefinition(Find, new { l.Id, l.Version }, cancellationToken: ct));
}
