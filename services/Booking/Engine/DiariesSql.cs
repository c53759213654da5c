using Dapper;
using Npgsql;

namespace Repairs.Booking;

/// <summary>Reads the diaries a request may draw on.</summary>
internal static class DiariesSql
{
    // The versions come before the shifts and places: whatever changes after they were read makes the compare-and-set fail, never succeed on old knowledge.
    private const string Read = """
        select o.operative_id, o.contractor, o.operative_ref, o.trades, p.patches
        from operative_patch p
        join operative o on o.operative_id = p.operative_id
        where p.landlord = @landlord
          and @trade = any(o.trades)
          and (@patch::text is null or @patch = any(p.patches))
        order by o.operative_id;

        select d.operative_id, d.day, d.version
        from operative_day d
        join operative_patch p on p.operative_id = d.operative_id
        join operative o on o.operative_id = p.operative_id
        where p.landlord = @landlord
          and @trade = any(o.trades)
          and (@patch::text is null or @patch = any(p.patches))
          and d.day between @first::date - 1 and @last::date + 1;

        select s.operative_id, s.day, s.kind = 'absence' as absent, s.from_time, s.to_time
        from shift s
        join operative_patch p on p.operative_id = s.operative_id
        join operative o on o.operative_id = p.operative_id
        where p.landlord = @landlord
          and @trade = any(o.trades)
          and (@patch::text is null or @patch = any(p.patches))
          and s.day between @first::date - 1 and @last::date + 1;

        select c.operative_id, lower(c.planned) as starts, upper(c.planned) as ends, c.landlord, c.property_ref, c.lat, c.lon
        from place c
        join operative_patch p on p.operative_id = c.operative_id
        join operative o on o.operative_id = p.operative_id
        left join hold h on h.landlord = c.landlord and h.hold_id = c.hold_id
        where p.landlord = @landlord
          and @trade = any(o.trades)
          and (@patch::text is null or @patch = any(p.patches))
          and c.status in ('held', 'booked', 'started')
          and c.planned && tstzrange(@from, @to)
          and (c.status <> 'held' or h.expires_at > clock_timestamp() + @offset)
          and (c.landlord <> @landlord or c.repair_id <> @repairId or (@keepsVisit and c.status <> 'held'))
        order by c.operative_id, c.planned;
        """;

    private const string ReadDaysOff = """
        select day
        from bank_holiday
        where calendar = @calendar
          and day between @first and @last
        """;

    /// <summary>Diaries of everyone who may come, without the repair's own places: those are given up for the new one.</summary>
    /// <param name="keepsVisit">True for a hold, which gives up the repair's held places only: the visit it has still stands.</param>
    public static async Task<IReadOnlyList<Diary>> LoadAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, RepairKey key, string trade, string? patch, DateOnly first, DateOnly last, TimeSpan offset, bool keepsVisit, CancellationToken ct)
    {
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(Read, new
        {
            landlord = key.Landlord,
            repairId = key.RepairId,
            trade,
            patch,
            first,
            last,
            from = Platform.LondonTime.StartOf(first.AddDays(-1)),
            to = Platform.LondonTime.EndOf(last.AddDays(1)),
            offset,
            keepsVisit,
        }, transaction, cancellationToken: ct));
        var operatives = (await results.ReadAsync<OperativeRow>()).AsList();
        var versions = (await results.ReadAsync<VersionRow>()).ToLookup(v => v.OperativeId);
        var shifts = (await results.ReadAsync<ShiftRow>()).ToLookup(s => s.OperativeId);
        var places = (await results.ReadAsync<PlaceRow>()).ToLookup(p => p.OperativeId);
        return
        [
            .. operatives.Select(o => new Diary(
                o.OperativeId, o.Contractor, o.OperativeRef, o.Trades, o.Patches,
                Diary.WorkingTimeOf(shifts[o.OperativeId].Select(s => new WorkingTime(s.Day, s.Absent, s.FromTime, s.ToTime))),
                [.. places[o.OperativeId].Select(p => new Stop(new Stretch(p.Starts, p.Ends), new Home($"{p.Landlord}/{p.PropertyRef}", p.Lat, p.Lon)))],
                versions[o.OperativeId].ToDictionary(v => v.Day, v => v.Version))),
        ];
    }

    public static async Task<IReadOnlySet<DateOnly>> DaysOffAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string calendar, DateOnly first, DateOnly last, CancellationToken ct) =>
        (await connection.QueryAsync<DateOnly>(new CommandDefinition(ReadDaysOff, new { calendar, first, last }, transaction, cancellationToken: ct))).ToHashSet();

    private sealed class OperativeRow
    {
        public long OperativeId { get; init; }

        public string Contractor { get; init; } = "";

        public string OperativeRef { get; init; } = "";

        public string[] Trades { get; init; } = [];

        public string[] Patches { get; init; } = [];
    }

    private sealed class VersionRow
    {
        public long OperativeId { get; init; }

        public DateOnly Day { get; init; }

        public int Version { get; init; }
    }

    private sealed class ShiftRow
    {
        public long OperativeId { get; init; }

        public DateOnly Day { get; init; }

        public bool Absent { get; init; }

        public TimeOnly FromTime { get; init; }

        public TimeOnly ToTime { get; init; }
    }

    private sealed class PlaceRow
    {
        public long OperativeId { get; init; }

        public DateTimeOffset Starts { get; init; }

        public DateTimeOffset Ends { get; init; }

        public string Landlord { get; init; } = "";

        public string PropertyRef { get; init; } = "";

        public double? Lat { get; init; }

        public double? Lon { get; init; }
    }
}
