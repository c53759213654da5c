using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A home and where a household lives; null where unknown.</summary>
internal sealed class HomeRow
{
    public string? Patch { get; init; }

    public string? LivesAt { get; init; }
}

internal static class RaiseRepairSql
{
    private const string FindHome = """
        select
          (select p.patch from property p where p.landlord = @landlord and p.property_ref = @propertyRef) as patch,
          (select h.property_ref from household h where h.landlord = @landlord and h.household_ref = @householdRef) as lives_at
        """;

    private const string Insert = """
        insert into repair (landlord, repair_id, household_ref, property_ref, patch, trade, description, priority, minutes, people, raised_at, due_by, link_version)
        values (@Landlord, @RepairId, @HouseholdRef, @PropertyRef, @Patch, @Trade, @Description, @Priority, @Minutes, @People, @RaisedAt, @DueBy, @LinkVersion)
        """;

    private const string SetTrade = """
        update repair
        set trade = @trade, minutes = coalesce(@minutes, minutes), people = coalesce(@people, people)
        where landlord = @Landlord and repair_id = @RepairId
        """;

    public static Task<HomeRow> FindHomeAsync(UnitOfWork unit, string landlord, string propertyRef, string householdRef, CancellationToken ct) =>
        unit.Connection.QuerySingleAsync<HomeRow>(new CommandDefinition(
            FindHome, new { landlord, propertyRef = propertyRef.Trim(), householdRef = householdRef.Trim() }, unit.Transaction, cancellationToken: ct));

    public static Task InsertAsync(UnitOfWork unit, RepairRow repair, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Insert, repair, unit.Transaction, cancellationToken: ct));

    public static Task SetTradeAsync(UnitOfWork unit, RepairKey key, string trade, int? minutes, int? people, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(SetTrade, new { key.Landlord, key.RepairId, trade, minutes, people }, unit.Transaction, cancellationToken: ct));
}
