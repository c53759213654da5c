using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A call that was owed and is made.</summary>
internal sealed record CallMade
{
    public string HouseholdRef { get; init; } = "";

    public string Because { get; init; } = "";
}

internal static class CallMadeSql
{
    private const string Keep = """
        update call_back c
        set kept_at = @now
        from repair r
        where c.landlord = @Landlord
          and c.repair_id = @RepairId
          and c.kept_at is null
          and r.landlord = c.landlord
          and r.repair_id = c.repair_id
        returning r.household_ref, c.because
        """;

    /// <summary>Notes that the promised call was made; answers whom it was promised to and why, or null where no call is owed any more.</summary>
    public static Task<CallMade?> KeepAsync(UnitOfWork unit, RepairKey key, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<CallMade?>(new CommandDefinition(Keep, new { key.Landlord, key.RepairId, now }, unit.Transaction, cancellationToken: ct));
}
