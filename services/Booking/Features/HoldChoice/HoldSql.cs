using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class HoldSql
{
    private const string Until = """
        select clock_timestamp() + @offset + make_interval(mins => @minutes)
        """;

    private const string Lock = """
        select 1
        from hold h
        where h.landlord = @Landlord
          and h.repair_id = @RepairId
          and h.expires_at > clock_timestamp() + @offset
          and not exists (
            select
            from unnest(@repairIds) as r (repair_id)
            where not exists (select from place p where p.landlord = h.landlord and p.hold_id = h.hold_id and p.repair_id = r.repair_id))
        for update of h
        """;

    private const string Count = """
        select 1
        from household
        where landlord = @Landlord and household_ref = @HouseholdRef
        for update;

        select count(*)
        from hold h
        join repair r on r.landlord = h.landlord and r.repair_id = h.repair_id
        where r.landlord = @Landlord
          and r.household_ref = @HouseholdRef
          and r.repair_id <> @RepairId
          and h.expires_at > clock_timestamp() + @offset;
        """;

    private const string Extend = """
        update hold
        set expires_at = case when extended then expires_at else expires_at + make_interval(mins => @minutes) end,
            extended = true
        where landlord = @Landlord and repair_id = @RepairId
        returning expires_at
        """;

    /// <summary>When a hold made now ends, by the database's clock.</summary>
    public static Task<DateTimeOffset> UntilAsync(UnitOfWork unit, int minutes, TimeSpan offset, CancellationToken ct) =>
        unit.Connection.QuerySingleAsync<DateTimeOffset>(new CommandDefinition(Until, new { minutes, offset }, unit.Transaction, cancellationToken: ct));

    /// <summary>
    /// Locks the first repair's live hold and its days, so that nobody clears it away as ended meanwhile; false where it ended since it was read, or keeps no
    /// place for one of the repairs. The days come first, as with every writer, and are given back where there is no hold.
    /// </summary>
    public static async Task<bool> LockAsync(UnitOfWork unit, IReadOnlyList<RepairKey> keys, TimeSpan offset, CancellationToken ct)
    {
        await unit.Transaction.SaveAsync("held", ct);
        await PlaceSql.TouchAsync(unit, keys, ct);
        if (await unit.Connection.ExecuteScalarAsync<int?>(new CommandDefinition(
            Lock, new { keys[0].Landlord, keys[0].RepairId, repairIds = keys.Select(k => k.RepairId).ToArray(), offset }, unit.Transaction, cancellationToken: ct)) is not null)
            return true;
        await unit.Transaction.RollbackAsync("held", ct);
        return false;
    }

    /// <summary>How many places the household keeps for its other repairs. The household stays locked, so that nobody counts beside us.</summary>
    public static async Task<long> HeldElsewhereAsync(UnitOfWork unit, RepairRow repair, TimeSpan offset, CancellationToken ct)
    {
        await using var results = await unit.Connection.QueryMultipleAsync(
            new CommandDefinition(Count, new { repair.Landlord, repair.HouseholdRef, repair.RepairId, offset }, unit.Transaction, cancellationToken: ct));
        await results.ReadAsync();
        return await results.ReadSingleAsync<long>();
    }

    /// <summary>Extends the repair's hold, locked before, once. Answers when it ends.</summary>
    public static Task<DateTimeOffset> ExtendAsync(UnitOfWork unit, RepairKey key, int minutes, TimeSpan offset, CancellationToken ct) =>
        unit.Connection.QuerySingleAsync<DateTimeOffset>(new CommandDefinition(Extend, new { key.Landlord, key.RepairId, minutes, offset }, unit.Transaction, cancellationToken: ct));
}
