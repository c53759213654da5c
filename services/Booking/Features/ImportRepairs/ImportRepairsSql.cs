using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What is known of a row's home, and when its reference was brought in before.</summary>
internal sealed class ImportedHome
{
    public int Line { get; init; }

    public string? Patch { get; init; }

    public string? LivesAt { get; init; }

    public DateTimeOffset? ImportedAt { get; init; }
}

/// <summary>The longest shift of anyone with a trade, in minutes.</summary>
internal sealed record LongestShift(string Trade, int Minutes);

internal static class ImportRepairsSql
{
    private const string Homes = """
        select g.line, p.patch, h.property_ref as lives_at, r.imported_at
        from unnest(@lines, @propertyRefs, @householdRefs, @repairRefs) as g (line, property_ref, household_ref, repair_ref)
        left join property p on p.landlord = @landlord and p.property_ref = g.property_ref
        left join household h on h.landlord = @landlord and h.household_ref = g.household_ref
        left join repair_reference r on r.landlord = @landlord and r.repair_ref = g.repair_ref
        """;

    private const string Longest = """
        select t.trade, max(extract(epoch from s.to_time - s.from_time + case when s.to_time <= s.from_time then interval '24 hours' else interval '0' end) / 60)::int as minutes
        from operative_patch p
        join operative o on o.operative_id = p.operative_id
        join shift s on s.operative_id = o.operative_id and s.kind = 'shift' and s.day >= @today
        cross join unnest(o.trades) as t (trade)
        where p.landlord = @landlord
        group by t.trade
        """;

    private const string Claim = """
        insert into repair_reference (landlord, repair_ref, repair_id, imported_at)
        select @landlord, g.repair_ref, g.repair_id, @now
        from unnest(@refs, @ids) as g (repair_ref, repair_id)
        order by g.repair_ref
        on conflict do nothing
        returning repair_id
        """;

    // An emergency is looked at as soon as this commits.
    private const string Insert = """
        insert into repair (landlord, repair_id, household_ref, property_ref, patch, trade, description, priority, minutes, people, raised_at, due_by, link_version, next_try_at)
        select @landlord, g.repair_id, g.household_ref, g.property_ref, g.patch, g.trade, g.description, g.priority, g.minutes, g.people, @now, g.due_by, 1,
          case when g.priority = 'Emergency' and g.trade is not null then @now::timestamptz end
        from unnest(@ids, @households, @properties, @patches, @trades, @descriptions, @priorities, @minutes, @people, @dueBys)
          as g (repair_id, household_ref, property_ref, patch, trade, description, priority, minutes, people, due_by)
        """;

    public static Task<IEnumerable<ImportedHome>> HomesAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string landlord, IReadOnlyList<ImportedRepair> repairs, CancellationToken ct) =>
        connection.QueryAsync<ImportedHome>(new CommandDefinition(Homes, new
        {
            landlord,
            lines = repairs.Select(r => r.Line).ToArray(),
            propertyRefs = repairs.Select(r => r.Repair.PropertyRef).ToArray(),
            householdRefs = repairs.Select(r => r.Repair.HouseholdRef).ToArray(),
            repairRefs = repairs.Select(r => r.RepairRef).ToArray(),
        }, transaction, cancellationToken: ct));

    public static Task<IEnumerable<LongestShift>> LongestShiftsAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string landlord, DateOnly today, CancellationToken ct) =>
        connection.QueryAsync<LongestShift>(new CommandDefinition(Longest, new { landlord, today }, transaction, cancellationToken: ct));

    /// <summary>The repairs whose references nobody brought in before.</summary>
    public static Task<IEnumerable<Guid>> ClaimAsync(UnitOfWork unit, string landlord, IReadOnlyList<(string Ref, Guid RepairId)> named, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.QueryAsync<Guid>(new CommandDefinition(
            Claim, new { landlord, refs = named.Select(n => n.Ref).ToArray(), ids = named.Select(n => n.RepairId).ToArray(), now }, unit.Transaction, cancellationToken: ct));

    public static Task InsertAsync(UnitOfWork unit, IReadOnlyList<RepairRow> repairs, DateTimeOffset now, CancellationToken ct) =>
        repairs.Count == 0 ? Task.CompletedTask : unit.Connection.ExecuteAsync(new CommandDefinition(Insert, new
        {
            landlord = repairs[0].Landlord,
            now,
            ids = repairs.Select(r => r.RepairId).ToArray(),
            households = repairs.Select(r => r.HouseholdRef).ToArray(),
            properties = repairs.Select(r => r.PropertyRef).ToArray(),
            patches = repairs.Select(r => r.Patch).ToArray(),
            trades = repairs.Select(r => r.Trade).ToArray(),
            descriptions = repairs.Select(r => r.Description).ToArray(),
            priorities = repairs.Select(r => r.Priority).ToArray(),
            minutes = repairs.Select(r => r.Minutes).ToArray(),
            people = repairs.Select(r => r.People).ToArray(),
            dueBys = repairs.Select(r => r.DueBy.UtcDateTime).ToArray(),
        }, unit.Transaction, cancellationToken: ct));
}
