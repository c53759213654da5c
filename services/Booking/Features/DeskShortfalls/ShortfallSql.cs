using Dapper;
using Npgsql;

namespace Repairs.Booking;

/// <summary>Minutes or repairs of a trade in a patch in a week.</summary>
internal sealed class WorkRow
{
    public string Trade { get; init; } = "";

    public string Patch { get; init; } = "";

    /// <summary>A Monday.</summary>
    public DateOnly Week { get; init; }

    public int Minutes { get; init; }
}

/// <summary>How often we could not offer a real choice.</summary>
internal sealed class SmallOfferRow
{
    public string Trade { get; init; } = "";

    public string Patch { get; init; } = "";

    public int Repairs { get; init; }
}

internal static class ShortfallSql
{
    private const string People = """
        select o.operative_id, o.operative_ref, o.name, o.contractor, o.trades, l.patches
        from operative_patch l
        join operative o on o.operative_id = l.operative_id
        where l.landlord = @landlord
        """;

    private const string Shifts = """
        select s.operative_id, s.day, s.kind = 'absence' as absent, s.from_time, s.to_time
        from operative_patch l
        join shift s on s.operative_id = l.operative_id
        where l.landlord = @landlord and s.day >= @first and s.day < @last
        """;

    private const string Planned = """
        select r.trade, r.patch, date_trunc('week', (lower(p.planned) at time zone 'Europe/London'))::date as week,
          (sum(extract(epoch from upper(p.planned) - lower(p.planned))) / 60)::int as minutes
        from place p
        join repair r on r.landlord = p.landlord and r.repair_id = p.repair_id
        where p.landlord = @landlord and r.trade is not null
          and p.status in ('booked', 'started') and p.planned && tstzrange(@starts, @ends)
        group by 1, 2, 3
        """;

    // What is late already is wanted in the first week.
    private const string Open = """
        select r.trade, r.patch, greatest(date_trunc('week', (r.due_by at time zone 'Europe/London'))::date, @first) as week, sum(r.minutes * r.people)::int as minutes
        from repair r
        where r.landlord = @landlord and r.status = 'open' and r.trade is not null and r.due_by < @ends
        group by 1, 2, 3
        """;

    private const string SmallOffers = """
        select r.trade, r.patch, count(distinct o.repair_id)::int as repairs
        from offer o
        join repair r on r.landlord = o.landlord and r.repair_id = o.repair_id
        cross join lateral (select count(distinct c ->> 'date') as days from jsonb_array_elements(o.choices) as c) as d
        where o.landlord = @landlord and o.made_at >= @since and o.kind in ('best', 'all') and r.trade is not null
          and (jsonb_array_length(o.choices) < @choices or d.days < @days)
        group by 1, 2
        """;

    public static async Task<IReadOnlyList<PlanPerson>> PeopleAsync(NpgsqlConnection connection, string landlord, CancellationToken ct) =>
        (await connection.QueryAsync<PlanPerson>(new CommandDefinition(People, new { landlord }, cancellationToken: ct))).AsList();

    public static async Task<IReadOnlyList<PlanShiftRow>> ShiftsAsync(NpgsqlConnection connection, string landlord, DateOnly first, DateOnly last, CancellationToken ct) =>
        (await connection.QueryAsync<PlanShiftRow>(new CommandDefinition(Shifts, new { landlord, first, last }, cancellationToken: ct))).AsList();

    public static async Task<IReadOnlyList<WorkRow>> PlannedAsync(NpgsqlConnection connection, string landlord, DateTimeOffset starts, DateTimeOffset ends, CancellationToken ct) =>
        (await connection.QueryAsync<WorkRow>(new CommandDefinition(Planned, new { landlord, starts, ends }, cancellationToken: ct))).AsList();

    public static async Task<IReadOnlyList<WorkRow>> OpenAsync(NpgsqlConnection connection, string landlord, DateOnly first, DateTimeOffset ends, CancellationToken ct) =>
        (await connection.QueryAsync<WorkRow>(new CommandDefinition(Open, new { landlord, first, ends }, cancellationToken: ct))).AsList();

    /// <summary>Repairs whose household was offered fewer choices or days than we owe, since a moment.</summary>
    public static async Task<IReadOnlyList<SmallOfferRow>> SmallOffersAsync(NpgsqlConnection connection, string landlord, BookingSettings settings, DateTimeOffset since, CancellationToken ct) =>
        (await connection.QueryAsync<SmallOfferRow>(new CommandDefinition(
            SmallOffers, new { landlord, since, choices = settings.MinimumChoices, days = settings.MinimumDays }, cancellationToken: ct))).AsList();
}
