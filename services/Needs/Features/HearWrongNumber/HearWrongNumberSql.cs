using Dapper;
using Repairs.Platform;

namespace Repairs.Needs.Features.HearWrongNumber;

internal static class HearWrongNumberSql
{
    private const string Mark = """
        update contact
        set phone_safe = false, changed_at = @now
        where landlord = @landlord
        and household_ref = @householdRef
        and phone is not null
        and phone_safe
        """;

    /// <summary>True where the number was safe until now.</summary>
    public static async Task<bool> MarkAsync(UnitOfWork unit, string landlord, string householdRef, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(Mark, new { landlord, householdRef, now }, unit.Transaction, cancellationToken: ct)) == 1;
}
