using Dapper;
using Npgsql;

namespace Repairs.Booking;

internal static class SeeRepairSql
{
    private const string Find = """
        select r.repair_id, r.status, r.household_ref, r.property_ref, p.address, r.patch, r.trade, r.description, lower(r.priority) as priority, r.minutes, r.people,
          r.raised_at, r.due_by, r.link_version, r.ended_at, r.ended_reason, case when w.asked then w.since end as waiting_since, c.due_at as call_back_by,
          exists (select from attempts_pause t where t.landlord = r.landlord and t.household_ref = r.household_ref and t.paused_at is not null and t.resumed_at is null) as attempts_paused
        from repair r
        join property p on p.landlord = r.landlord and p.property_ref = r.property_ref
        left join waiting_list w on w.landlord = r.landlord and w.repair_id = r.repair_id
        left join call_back c on c.landlord = r.landlord and c.repair_id = r.repair_id and c.kept_at is null
        where r.landlord = @Landlord and r.repair_id = @RepairId;

        select a.appointment_id, a.visit_id, a.date, a.from_time, a.to_time, a.window_start, a.window_end, a.status, a.booked_by, a.booked_at,
          o.operative_ref, o.name, a.same_person, v.outcome, v.attribution
        from appointment a
        join operative o on o.operative_id = a.operative_id
        left join visit v on v.landlord = a.landlord and v.visit_id = a.visit_id
        where a.landlord = @Landlord and a.repair_id = @RepairId
        order by a.booked_at, a.appointment_id;
        """;

    private const string List = """
        select r.repair_id, r.status, p.address, r.trade, lower(r.priority) as priority, r.raised_at, r.due_by, r.description, a.date, a.from_time, a.to_time
        from repair r
        join property p on p.landlord = r.landlord and p.property_ref = r.property_ref
        left join appointment a on a.landlord = r.landlord and a.repair_id = r.repair_id and a.status in ('booked', 'started')
        where r.landlord = @landlord
          and (@status::text is null or r.status = @status or (@status = 'triage' and r.status = 'open' and r.trade is null))
          and (@like::text is null or p.address ilike @like or r.property_ref ilike @like or r.household_ref ilike @like or r.repair_id::text ilike @like)
        order by r.due_by, r.repair_id
        limit @limit
        """;

    private const string CallBacks = """
        select c.call_back_id, c.repair_id, p.address, c.because, c.due_at, c.no_safe_number
        from call_back c
        join repair r on r.landlord = c.landlord and r.repair_id = c.repair_id
        join property p on p.landlord = r.landlord and p.property_ref = r.property_ref
        where c.landlord = @landlord and c.kept_at is null
        order by c.due_at
        limit 200
        """;

    public static async Task<RepairView?> FindAsync(NpgsqlConnection connection, RepairKey key, ResidentLinks links, CancellationToken ct)
    {
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(Find, key, cancellationToken: ct));
        var row = await results.ReadSingleOrDefaultAsync<Row?>();
        var appointments = (await results.ReadAsync<AppointmentRow>()).AsList();
        return row?.AsView(appointments, links);
    }

    public static async Task<IReadOnlyList<RepairLine>> ListAsync(NpgsqlConnection connection, string landlord, string? status, string? q, int limit, CancellationToken ct) =>
        [.. (await connection.QueryAsync<LineRow>(new CommandDefinition(List, new { landlord, status, like = Like.Containing(q), limit }, cancellationToken: ct)))
            .Select(l => new RepairLine(l.RepairId, l.Status, l.Address, l.Trade, l.Priority, l.RaisedAt, l.DueBy, l.Description, l.Date, l.FromTime, l.ToTime))];

    public static async Task<IReadOnlyList<CallBackLine>> CallBacksAsync(NpgsqlConnection connection, string landlord, CancellationToken ct) =>
        [.. (await connection.QueryAsync<CallBackRow>(new CommandDefinition(CallBacks, new { landlord }, cancellationToken: ct)))
            .Select(c => new CallBackLine(c.CallBackId, c.RepairId, c.Address, c.Because, c.DueAt, c.NoSafeNumber))];

    private class Row
    {
        public Guid RepairId { get; init; }

        public string Status { get; init; } = "";

        public string HouseholdRef { get; init; } = "";

        public string PropertyRef { get; init; } = "";

        public string Address { get; init; } = "";

        public string Patch { get; init; } = "";

        public string? Trade { get; init; }

        public string Description { get; init; } = "";

        public string Priority { get; init; } = "";

        public int Minutes { get; init; }

        public int People { get; init; }

        public DateTimeOffset RaisedAt { get; init; }

        public DateTimeOffset DueBy { get; init; }

        public int LinkVersion { get; init; }

        public DateTimeOffset? EndedAt { get; init; }

        public string? EndedReason { get; init; }

        public DateTimeOffset? WaitingSince { get; init; }

        public DateTimeOffset? CallBackBy { get; init; }

        public bool AttemptsPaused { get; init; }

        public RepairView AsView(List<AppointmentRow> appointments, ResidentLinks links) => new(
            RepairId, Status, HouseholdRef, PropertyRef, Address, Patch, Trade, Description, Priority, Minutes, People, RaisedAt, DueBy,
            links.AddressOf(RepairId, LinkVersion), AttemptsPaused, WaitingSince, CallBackBy, EndedAt, EndedReason,
            Priority != "emergency" || EndedAt is not null ? null : appointments.Find(a => a.Status is "booked" or "started")?.WindowEnd ?? DueBy,
            [.. appointments.Select(a => a.AsView())],
            [.. appointments.GroupBy(a => a.VisitId).Select(v => v.Last().AsVisit())]);
    }

    private sealed class AppointmentRow
    {
        public Guid AppointmentId { get; init; }

        public Guid VisitId { get; init; }

        public DateOnly Date { get; init; }

        public TimeOnly FromTime { get; init; }

        public TimeOnly ToTime { get; init; }

        public DateTimeOffset WindowStart { get; init; }

        public DateTimeOffset WindowEnd { get; init; }

        public string Status { get; init; } = "";

        public string BookedBy { get; init; } = "";

        public DateTimeOffset BookedAt { get; init; }

        public string OperativeRef { get; init; } = "";

        public string Name { get; init; } = "";

        public bool SamePerson { get; init; }

        public string? Outcome { get; init; }

        public string? Attribution { get; init; }

        public AppointmentView AsView() => new(
            AppointmentId, VisitId, Date, FromTime, ToTime, WindowStart, WindowEnd, Status, BookedBy, BookedAt, OperativeRef, FirstName.Of(Name), SamePerson);

        public VisitView AsVisit() => new(VisitId, Date, FromTime, ToTime, OperativeRef, Outcome, Attribution);
    }

    private sealed class LineRow : Row
    {
        public DateOnly? Date { get; init; }

        public TimeOnly? FromTime { get; init; }

        public TimeOnly? ToTime { get; init; }
    }

    private sealed class CallBackRow
    {
        public Guid CallBackId { get; init; }

        public Guid RepairId { get; init; }

        public string Address { get; init; } = "";

        public string Because { get; init; } = "";

        public DateTimeOffset DueAt { get; init; }

        public bool NoSafeNumber { get; init; }
    }
}

/// <summary>What residents read of an operative's name.</summary>
internal static class FirstName
{
    public static string Of(string name) => name.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var first, ..] ? first : name;
}

/// <summary>A search text as a pattern that finds it anywhere and means nothing else.</summary>
internal static class Like
{
    public static string? Containing(string? q) => string.IsNullOrWhiteSpace(q)
        ? null
        : $"%{q.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
