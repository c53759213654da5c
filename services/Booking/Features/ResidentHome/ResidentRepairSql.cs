using Dapper;
using Npgsql;

namespace Repairs.Booking;

internal static class ResidentRepairSql
{
    private const string Find = """
        select
          r.landlord, r.repair_id, r.household_ref, r.description, r.trade, r.priority, r.declines, r.status, r.due_by, r.next_try_at as looks_again_at, r.ended_at, r.ended_by,
          a.visit_id, a.date, a.from_time, a.to_time, a.window_end,
          coalesce(a.status = 'started', false) as started,
          case when a.visit_id is null then 0 else
            (select count(*)::int - 1 from appointment b where b.landlord = a.landlord and b.visit_id = a.visit_id)
          end as changes,
          coalesce(w.asked, false) as waiting,
          case when not c.no_safe_number then c.due_at end as call_back_by,
          case when c.no_safe_number and c.because = 'none-suited' then c.due_at end as word_by
        from repair r
        left join appointment a on a.landlord = r.landlord and a.repair_id = r.repair_id and a.status in ('booked', 'started')
        left join waiting_list w on w.landlord = r.landlord and w.repair_id = r.repair_id
        left join call_back c on c.landlord = r.landlord and c.repair_id = r.repair_id and c.kept_at is null
        where r.repair_id = @repairId
          and r.link_version = @version
        """;

    private const string Others = """
        select o.repair_id, o.link_version, o.description, a.date
        from repair r
        join repair o on o.landlord = r.landlord and o.household_ref = r.household_ref and o.repair_id <> r.repair_id and o.status in ('open', 'booked')
        left join appointment a on a.landlord = o.landlord and a.repair_id = o.repair_id and a.status in ('booked', 'started')
        where r.landlord = @Landlord and r.repair_id = @RepairId
        order by o.due_by, o.repair_id
        limit 10
        """;

    /// <summary>The household's other open repairs.</summary>
    public static async Task<IReadOnlyList<OtherRepair>> OthersAsync(NpgsqlConnection connection, RepairKey key, CancellationToken ct) =>
        (await connection.QueryAsync<OtherRepair>(new CommandDefinition(Others, new { key.Landlord, key.RepairId }, cancellationToken: ct))).AsList();

    /// <summary>The repair of a link; null where the link was replaced or never stood.</summary>
    public static Task<ResidentRepair?> FindAsync(NpgsqlConnection connection, Guid repairId, int version, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<ResidentRepair>(new CommandDefinition(Find, new { repairId, version }, cancellationToken: ct));
}

/// <summary>Another open repair of the same household.</summary>
internal sealed class OtherRepair
{
    public Guid RepairId { get; init; }

    public int LinkVersion { get; init; }

    public string Description { get; init; } = "";

    public DateOnly? Date { get; init; }
}
