using Dapper;
using Npgsql;

namespace Repairs.Booking;

/// <summary>Somebody with working time or visits on a day.</summary>
internal sealed class PlanPerson
{
    public long OperativeId { get; init; }

    public string OperativeRef { get; init; } = "";

    public string Name { get; init; } = "";

    public string Contractor { get; init; } = "";

    public string[] Trades { get; init; } = [];

    public string[] Patches { get; init; } = [];
}

internal sealed class PlanShiftRow
{
    public long OperativeId { get; init; }

    public DateOnly Day { get; init; }

    public bool Absent { get; init; }

    public TimeOnly FromTime { get; init; }

    public TimeOnly ToTime { get; init; }
}

/// <summary>Time at a home. Of another landlord's only that it is taken.</summary>
internal sealed class PlanPlaceRow
{
    public long OperativeId { get; init; }

    public DateTimeOffset Starts { get; init; }

    public DateTimeOffset Ends { get; init; }

    public string Status { get; init; } = "";

    public string Landlord { get; init; } = "";

    public string PropertyRef { get; init; } = "";

    public double? Lat { get; init; }

    public double? Lon { get; init; }

    public Guid RepairId { get; init; }

    public string? Trade { get; init; }

    public string? Patch { get; init; }

    public DateTimeOffset? PromisedFrom { get; init; }

    public DateTimeOffset? PromisedTo { get; init; }
}

/// <summary>A repair nobody has a visit for yet.</summary>
internal sealed class UnplannedRow
{
    public Guid RepairId { get; init; }

    public string Words { get; init; } = "";

    public string? Trade { get; init; }

    public string Patch { get; init; } = "";

    public int Minutes { get; init; }

    public DateTimeOffset DueBy { get; init; }

    public bool Waiting { get; init; }

    public DateTimeOffset? CallBy { get; init; }

    /// <summary>How many there are in all.</summary>
    public int Total { get; init; }
}

internal static class DayPlanSql
{
    private const string Patches = """
        select patch from property where landlord = @landlord
        union
        select t.patch from operative_patch l cross join lateral unnest(l.patches) as t (patch) where l.landlord = @landlord
        order by 1
        """;

    private const string People = """
        select o.operative_id, o.operative_ref, o.name, o.contractor, o.trades, l.patches
        from operative_patch l
        join operative o on o.operative_id = l.operative_id
        where l.landlord = @landlord
          and (@patch::text is null or @patch = any(l.patches))
          and (exists (select from shift s where s.operative_id = o.operative_id and (s.day = @day or s.day = @day - 1 and s.to_time <= s.from_time and s.to_time > time '00:00'))
            or exists (select from place p where p.operative_id = o.operative_id and p.planned && tstzrange(@starts, @ends) and p.status in ('held', 'booked', 'started', 'done')))
        order by o.name, o.operative_id
        offset @after
        limit @most
        """;

    private const string Shifts = """
        select s.operative_id, s.day, s.kind = 'absence' as absent, s.from_time, s.to_time
        from shift s
        where s.operative_id = any(@people) and s.day between @day - 1 and @day
        """;

    private const string Places = """
        select p.operative_id, lower(p.planned) as starts, upper(p.planned) as ends, p.status, p.landlord, p.property_ref, p.lat, p.lon, p.repair_id,
          r.trade, r.patch, coalesce(lower(p.promised), a.window_start) as promised_from, coalesce(upper(p.promised), a.window_end) as promised_to
        from place p
        left join repair r on r.landlord = p.landlord and r.repair_id = p.repair_id
        left join appointment a on a.landlord = p.landlord and a.appointment_id = p.appointment_id
        left join hold h on h.landlord = p.landlord and h.hold_id = p.hold_id
        where p.operative_id = any(@people)
          and p.planned && tstzrange(@starts, @ends)
          and (p.status in ('booked', 'started', 'done') or p.status = 'held' and h.expires_at > clock_timestamp() + @offset)
        order by p.planned
        """;

    private const string Unplanned = $"""
        select r.repair_id, {RepairSql.Words}, r.trade, r.patch, r.minutes * r.people as minutes, r.due_by,
          w.repair_id is not null as waiting, c.due_at as call_by, (count(*) over ())::int as total
        from repair r
        left join waiting_list w on w.landlord = r.landlord and w.repair_id = r.repair_id
        left join call_back c on c.landlord = r.landlord and c.repair_id = r.repair_id and c.kept_at is null
        where r.landlord = @landlord and r.status = 'open' and (@patch::text is null or r.patch = @patch)
        order by r.due_by, r.repair_id
        limit @most
        """;

    public static async Task<IReadOnlyList<string>> PatchesAsync(NpgsqlConnection connection, string landlord, CancellationToken ct) =>
        (await connection.QueryAsync<string>(new CommandDefinition(Patches, new { landlord }, cancellationToken: ct))).AsList();

    public static async Task<IReadOnlyList<PlanPerson>> PeopleAsync(NpgsqlConnection connection, string landlord, string? patch, DateOnly day, int after, int most, CancellationToken ct)
    {
        var (starts, ends) = (Platform.LondonTime.StartOf(day), Platform.LondonTime.EndOf(day));
        return (await connection.QueryAsync<PlanPerson>(new CommandDefinition(People, new { landlord, patch, day, starts, ends, after, most }, cancellationToken: ct))).AsList();
    }

    public static async Task<IReadOnlyList<PlanShiftRow>> ShiftsAsync(NpgsqlConnection connection, IReadOnlyList<PlanPerson> people, DateOnly day, CancellationToken ct) =>
        (await connection.QueryAsync<PlanShiftRow>(new CommandDefinition(Shifts, new { people = people.Select(p => p.OperativeId).ToArray(), day }, cancellationToken: ct))).AsList();

    public static async Task<IReadOnlyList<PlanPlaceRow>> PlacesAsync(NpgsqlConnection connection, IReadOnlyList<PlanPerson> people, DateOnly day, TimeSpan offset, CancellationToken ct)
    {
        var (starts, ends) = (Platform.LondonTime.StartOf(day), Platform.LondonTime.EndOf(day));
        return (await connection.QueryAsync<PlanPlaceRow>(new CommandDefinition(
            Places, new { people = people.Select(p => p.OperativeId).ToArray(), starts, ends, offset }, cancellationToken: ct))).AsList();
    }

    /// <summary>Open repairs without a visit, the one due first at the top.</summary>
    public static async Task<IReadOnlyList<UnplannedRow>> UnplannedAsync(NpgsqlConnection connection, string landlord, string? patch, int most, CancellationToken ct) =>
        (await connection.QueryAsync<UnplannedRow>(new CommandDefinition(Unplanned, new { landlord, patch, most }, cancellationToken: ct))).AsList();
}
