using Dapper;
using Repairs.Platform;

namespace Repairs.NoAccess;

/// <summary>The household's row is its lock: whatever is written to its record comes one after another.</summary>
internal static class HouseholdSql
{
    public const string Lock = """
        insert into household (landlord, household_ref)
        values (@landlord, @household)
        on conflict do nothing;

        select 1
        from household
        where landlord = @landlord and household_ref = @household
        for update;
        """;

    public static Task LockAsync(UnitOfWork unit, string landlord, string household, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Lock, new { landlord, household }, unit.Transaction, cancellationToken: ct));
}
