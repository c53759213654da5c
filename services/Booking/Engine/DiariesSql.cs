using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Reads what the diaries in memory have not seen yet.</summary>
internal static class DiariesSql
{
    private const string Days = """
        with days as (
          select d.operative_id, d.day, d.version
          from operative_day d
          where d.day >= @first and d.changed >= @since::text::xid8
          union
          select d.operative_id, d.day, d.version
          from unnest(@operatives, @days) as n (operative_id, day)
          join operative_day d on d.operative_id = n.operative_id and d.day = n.day
        )
        """;

    // The horizon comes first: whoever had not committed when it was taken is read again next time. The versions come before the shifts and places: whatever
    // changes after they were read makes the compare-and-set fail, never succeed on old knowledge.
    private const string Read = $"""
        select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon, clock_timestamp() + @offset as now;

        select o.operative_id, o.contractor, o.operative_ref, o.trades, o.lat, o.lon, o.gender
        from operative o
        where o.changed >= @since::text::xid8;

        select p.landlord, p.operative_id, p.patches
        from operative_patch p
        where p.changed >= @since::text::xid8;

        {Days}
        select operative_id, day, version
        from days;

        {Days}
        select s.operative_id, s.day, s.kind = 'absence' as absent, s.from_time, s.to_time
        from days
        join shift s on s.operative_id = days.operative_id and s.day = days.day;

        {Days}
        select days.day, c.place_id, c.operative_id, lower(c.planned) as starts, upper(c.planned) as ends, lower(c.promised) as promised_from, upper(c.promised) as promised_to,
          coalesce(c.likely_minutes, 0) as likely_minutes, c.status = 'started' as started, c.landlord, c.repair_id, c.property_ref, c.lat, c.lon, h.expires_at as held_until
        from days
        join place c on c.operative_id = days.operative_id
          and c.planned && tstzrange(days.day::timestamp at time zone 'Europe/London', (days.day + 1)::timestamp at time zone 'Europe/London')
          and c.status in ('held', 'booked', 'started')
        left join hold h on h.landlord = c.landlord and h.hold_id = c.hold_id;
        """;

    private const string ReadDaysOff = """
        select day
        from bank_holiday
        where calendar = @calendar
          and day between @first and @last
        """;

    /// <summary>What changed since a horizon (0: everything), and the days named, whatever happened to them.</summary>
    public static async Task<DiaryChanges> ChangesAsync(
        NpgsqlConnection connection, long since, DateOnly first, IReadOnlyCollection<(long OperativeId, DateOnly Day)> named, TimeSpan offset, CancellationToken ct)
    {
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(Read, new
        {
            since,
            first,
            offset,
            operatives = named.Select(n => n.OperativeId).ToArray(),
            days = named.Select(n => n.Day).ToArray(),
        }, cancellationToken: ct));
        var head = await results.ReadSingleAsync<HeadRow>();
        return new DiaryChanges(
            head.Horizon, head.Now,
            (await results.ReadAsync<OperativeRow>()).AsList(), (await results.ReadAsync<PatchRow>()).AsList(), (await results.ReadAsync<VersionRow>()).AsList(),
            (await results.ReadAsync<ShiftRow>()).AsList(), (await results.ReadAsync<PlaceRow>()).AsList());
    }

    public static async Task<IReadOnlySet<DateOnly>> DaysOffAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string calendar, DateOnly first, DateOnly last, CancellationToken ct) =>
        (await connection.QueryAsync<DateOnly>(new CommandDefinition(ReadDaysOff, new { calendar, first, last }, transaction, cancellationToken: ct))).ToHashSet();

    private sealed class HeadRow
    {
        public long Horizon { get; init; }

        public DateTimeOffset Now { get; init; }
    }
}

internal sealed record DiaryChanges(
    long Horizon, DateTimeOffset Now, IReadOnlyList<OperativeRow> Operatives, IReadOnlyList<PatchRow> Patches, IReadOnlyList<VersionRow> Versions, IReadOnlyList<ShiftRow> Shifts, IReadOnlyList<PlaceRow> Places);

internal sealed class OperativeRow
{
    public long OperativeId { get; init; }

    public string Contractor { get; init; } = "";

    public string OperativeRef { get; init; } = "";

    public string[] Trades { get; init; } = [];

    public double? Lat { get; init; }

    public double? Lon { get; init; }

    public string? Gender { get; init; }
}

internal sealed class PatchRow
{
    public string Landlord { get; init; } = "";

    public long OperativeId { get; init; }

    public string[] Patches { get; init; } = [];
}

internal sealed class VersionRow
{
    public long OperativeId { get; init; }

    public DateOnly Day { get; init; }

    public int Version { get; init; }
}

internal sealed class ShiftRow
{
    public long OperativeId { get; init; }

    public DateOnly Day { get; init; }

    public bool Absent { get; init; }

    public TimeOnly FromTime { get; init; }

    public TimeOnly ToTime { get; init; }
}

internal sealed class PlaceRow
{
    public DateOnly Day { get; init; }

    public long PlaceId { get; init; }

    public long OperativeId { get; init; }

    public DateTimeOffset Starts { get; init; }

    public DateTimeOffset Ends { get; init; }

    public DateTimeOffset? PromisedFrom { get; init; }

    public DateTimeOffset? PromisedTo { get; init; }

    public int LikelyMinutes { get; init; }

    public bool Started { get; init; }

    public string Landlord { get; init; } = "";

    public Guid RepairId { get; init; }

    public string PropertyRef { get; init; } = "";

    public double? Lat { get; init; }

    public double? Lon { get; init; }

    public DateTimeOffset? HeldUntil { get; init; }

    public Stop AsStop() => new(
        new Stretch(Starts, Ends), new Home($"{Landlord}/{PropertyRef}", Lat, Lon),
        !Started && PromisedFrom is { } from && PromisedTo is { } to ? new Stretch(from, to) : null)
    {
        PlaceId = PlaceId,
        Likely = TimeSpan.FromMinutes(LikelyMinutes),
        Repair = new RepairKey(Landlord, RepairId),
        HeldUntil = HeldUntil,
    };
}
