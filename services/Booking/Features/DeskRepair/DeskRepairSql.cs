using Dapper;
using Npgsql;

namespace Repairs.Booking;

internal static class DeskRepairSql
{
    private const string Find = """
        select
          r.repair_id, r.household_ref, r.property_ref, p.address, r.description, r.trade, r.priority, r.minutes, r.people, r.status,
          r.raised_at, r.due_by, r.ended_at, r.ended_by, r.ended_reason, r.ended_note, r.declines, r.link_version, r.contact_to_ask_again, r.ask_what_would_help, r.letter_at,
          coalesce(w.asked, false) as waiting, w.owed_since is not null as comes_first,
          c.due_at as call_back_by,
          c.because as call_back_because,
          coalesce(c.no_safe_number, false) as no_safe_number,
          exists (
            select 1
            from attempts_pause s
            where s.landlord = r.landlord
              and s.household_ref = r.household_ref
              and s.paused_at is not null
              and s.resumed_at is null
          ) as paused
        from repair r
        join property p on p.landlord = r.landlord and p.property_ref = r.property_ref
        left join waiting_list w on w.landlord = r.landlord and w.repair_id = r.repair_id
        left join call_back c on c.landlord = r.landlord and c.repair_id = r.repair_id and c.kept_at is null
        where r.landlord = @landlord
          and r.repair_id = @repairId
        """;

    private const string Appointments = """
        select
          a.date, a.from_time, a.to_time, a.status, o.name as operative_name, a.booked_by, a.booked_at, a.ended_by, a.ended_at, a.note, a.reason,
          v.outcome, v.attribution
        from appointment a
        join operative o on o.operative_id = a.operative_id
        left join visit v on v.landlord = a.landlord and v.visit_id = a.visit_id and a.status <> 'changed' and (a.status <> 'cancelled' or a.ended_at >= a.window_start)
        where a.landlord = @landlord
          and a.repair_id = @repairId
        order by a.booked_at desc
        """;

    /// <summary>A repair with its whole history; null where the landlord has none like it.</summary>
    public static async Task<DeskRepairView?> FindAsync(NpgsqlConnection connection, string landlord, Guid repairId, CancellationToken ct)
    {
        var key = new { landlord, repairId };
        var repair = await connection.QuerySingleOrDefaultAsync<DeskRepairView>(new CommandDefinition(Find, key, cancellationToken: ct));
        if (repair is not null)
            repair.Appointments = (await connection.QueryAsync<DeskAppointment>(new CommandDefinition(Appointments, key, cancellationToken: ct))).AsList();
        return repair;
    }
}
