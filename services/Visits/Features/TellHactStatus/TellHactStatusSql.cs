using Dapper;
using Npgsql;

namespace Repairs.Visits.Features.TellHactStatus;

internal static class TellHactStatusSql
{
    private const string Read = """
        select kind, key, at, repair_id, visit_id, operative_ref, day, from_time, to_time, outcome, replaced
        from (
          select 'assigned' as kind, visit_id::text as key, as_of as at, repair_id, visit_id, operative_ref, visit_date as day, from_time, to_time, null as outcome, null as replaced
          from visit
          where landlord = @landlord and stands and as_of >= @from
          union all
          select 'on-the-way', w.visit_id::text || w.operative_ref, w.set_off_at, v.repair_id, v.visit_id, w.operative_ref, v.visit_date, v.from_time, v.to_time, null, null
          from on_my_way w
          join visit v on v.landlord = w.landlord and v.visit_id = w.visit_id
          where w.landlord = @landlord and w.set_off_at >= @from
          union all
          select 'report', r.report_id::text, r.reported_at, v.repair_id, v.visit_id, coalesce(r.operative_ref, v.operative_ref), coalesce(a.visit_date, v.visit_date), coalesce(a.from_time, v.from_time), coalesce(a.to_time, v.to_time), r.outcome, b.outcome
          from report r
          join visit v on v.landlord = r.landlord and v.visit_id = r.visit_id
          left join lateral (
            select visit_date, from_time, to_time
            from assignment a
            where a.landlord = r.landlord and a.visit_id = r.visit_id and a.window_start = r.window_start
            order by a.as_of desc
            limit 1) a on true
          left join report b on b.landlord = r.landlord and b.report_id = r.supersedes
          where r.landlord = @landlord and r.reported_at >= @from) news
        where (at, key) > (@from, @key)
        and (@operativeRef::text is null or operative_ref = @operativeRef)
        order by at, key
        limit @most
        """;

    /// <summary>What came since, in order. <paramref name="key"/> is of the last one that was read at that very moment.</summary>
    public static async Task<IReadOnlyList<VisitNews>> ReadAsync(NpgsqlConnection connection, string landlord, string? operativeRef, DateTimeOffset from, string key, int most, CancellationToken ct) =>
        [.. await connection.QueryAsync<VisitNews>(new CommandDefinition(Read, new { landlord, operativeRef, from, key, most }, cancellationToken: ct))];
}
