using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class ReplaceLinkSql
{
    private const string RaiseVersion = """
        update repair
        set link_version = link_version + 1
        where landlord = @Landlord and repair_id = @RepairId
        returning link_version
        """;

    public static Task<int?> RaiseVersionAsync(UnitOfWork unit, RepairKey key, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<int?>(new CommandDefinition(RaiseVersion, key, unit.Transaction, cancellationToken: ct));
}
