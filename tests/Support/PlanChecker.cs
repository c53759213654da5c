using Dapper;
using Npgsql;
using Repairs.Platform;
using Xunit;

namespace Repairs.Tests.Support;

/// <summary>How the checker reckons the way between two homes, with its own arithmetic.</summary>
public sealed record CheckedTravel(double KilometresPerHour = 25, double Circuity = 1.3, int ParkingMinutes = 5, int UnknownMinutes = 15)
{
    /// <summary>The least time the way takes, over the great circle.</summary>
    public TimeSpan Between(CheckedPlace a, CheckedPlace b)
    {
        if (a.Landlord == b.Landlord && a.PropertyRef == b.PropertyRef)
            return TimeSpan.Zero;
        if (a is not { Lat: { } aLat, Lon: { } aLon } || b is not { Lat: { } bLat, Lon: { } bLon })
            return TimeSpan.FromMinutes(UnknownMinutes);
        var half = Math.Pow(Math.Sin(Radians(bLat - aLat) / 2), 2) + Math.Cos(Radians(aLat)) * Math.Cos(Radians(bLat)) * Math.Pow(Math.Sin(Radians(bLon - aLon) / 2), 2);
        var kilometres = 2 * 6371 * Math.Asin(Math.Sqrt(half));
        return TimeSpan.FromMinutes(Math.Floor(kilometres * Circuity / KilometresPerHour * 60) + ParkingMinutes);
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}

/// <summary>An operative's time at a home as the database has it, with the window promised for it.</summary>
public sealed class CheckedPlace
{
    public long PlaceId { get; init; }

    public long OperativeId { get; init; }

    public DateTimeOffset Starts { get; init; }

    public DateTimeOffset Ends { get; init; }

    public string Status { get; init; } = "";

    public string Landlord { get; init; } = "";

    public Guid RepairId { get; init; }

    public string PropertyRef { get; init; } = "";

    public double? Lat { get; init; }

    public double? Lon { get; init; }

    public DateOnly? Date { get; init; }

    public TimeOnly? FromTime { get; init; }

    public TimeOnly? ToTime { get; init; }

    public override string ToString() => $"operative {OperativeId}, {PropertyRef}, {Starts:MM-dd HH:mm}–{Ends:HH:mm}Z, {Status}";
}

/// <summary>
/// The checker of every race: from the database alone, in one snapshot, and with nothing of the engine's own code. No operative is in two homes at once or
/// has to be quicker than the way; every place lies in its promise and in working time; two people come together or not at all; what a repair says agrees
/// with its appointments, and they with the events; every day's version moved at least as often as places on it were taken.
/// </summary>
public static class PlanChecker
{
    private static string Places(string table) => $"""
        select p.place_id, p.operative_id, lower(p.planned) as starts, upper(p.planned) as ends, p.status, p.landlord, p.repair_id, p.property_ref, p.lat, p.lon,
          coalesce(a.date, h.date) as date, coalesce(a.from_time, h.from_time) as from_time, coalesce(a.to_time, h.to_time) as to_time
        from {table} p
        left join booking.appointment a on a.landlord = p.landlord and a.appointment_id = p.appointment_id
        left join booking.hold h on h.landlord = p.landlord and h.hold_id = p.hold_id
        where p.status in ('booked', 'started')
          or (p.status = 'held' and h.expires_at > clock_timestamp() + (select ahead from booking.clock))
        order by p.operative_id, p.planned
        """;

    private const string Shifts = """
        select operative_id, day, from_time, to_time
        from booking.shift
        where kind = 'shift'
        """;

    // Each of these finds rows only where something is wrong.
    private static readonly (string Fault, string Sql)[] Finders =
    [
        ("two places overlap for one operative, expired holds too", """
            select a.place_id
            from booking.place a
            join booking.place b on b.operative_id = a.operative_id and b.place_id > a.place_id and b.planned && a.planned
            where a.status in ('held', 'booked', 'started') and b.status in ('held', 'booked', 'started')
            """),
        ("a repair's status and its appointments disagree", """
            select r.repair_id
            from booking.repair r
            where r.status in ('open', 'booked')
              and (r.status = 'booked') <> exists (select from booking.appointment a where a.landlord = r.landlord and a.repair_id = r.repair_id and a.status in ('booked', 'started'))
            """),
        ("a standing visit has not exactly the people it needs, at one time", """
            select a.appointment_id
            from booking.appointment a
            join booking.repair r on r.landlord = a.landlord and r.repair_id = a.repair_id
            left join booking.place p on p.landlord = a.landlord and p.appointment_id = a.appointment_id and p.status in ('booked', 'started')
            where a.status in ('booked', 'started')
            group by a.landlord, a.appointment_id, r.people
            having count(distinct p.operative_id) <> r.people or count(p.place_id) <> r.people or count(distinct p.planned) <> 1
            """),
        ("a place stands for an appointment or hold that does not", """
            select p.place_id
            from booking.place p
            left join booking.appointment a on a.landlord = p.landlord and a.appointment_id = p.appointment_id
            where p.status in ('booked', 'started') and (a.appointment_id is null or a.status not in ('booked', 'started'))
            """),
        ("an appointment was not told of exactly once", """
            select a.appointment_id
            from booking.appointment a
            left join (
              select body ->> 'appointmentId' as appointment_id, count(*) as times
              from booking.event_log
              where type in ('AppointmentBooked', 'AppointmentChanged')
              group by 1) e on e.appointment_id = a.appointment_id::text
            where e.times is distinct from 1
            """),
        ("a day's version moved less often than places on it were taken", """
            select d.operative_id
            from booking.operative_day d
            join booking.place p on p.operative_id = d.operative_id and (lower(p.planned) at time zone 'Europe/London')::date = d.day and p.appointment_id is not null
            group by d.operative_id, d.day, d.version
            having d.version < 1 + count(distinct p.appointment_id)
            """),
        ("a place lies on a day without a version", """
            select p.place_id
            from booking.place p
            where p.status in ('held', 'booked', 'started')
              and not exists (select from booking.operative_day d where d.operative_id = p.operative_id and d.day = (lower(p.planned) at time zone 'Europe/London')::date)
            """),
    ];

    /// <summary>Everything that is wrong in one snapshot; empty where nothing is.</summary>
    /// <param name="table">Where places are; another than Booking's own for a test of the test, which has no more than places.</param>
    public static async Task<IReadOnlyList<string>> FaultsAsync(RepairsSystem system, CheckedTravel? travel = null, string table = "booking.place")
    {
        await using var connection = await system.AdminAsync();
        await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        var places = (await connection.QueryAsync<CheckedPlace>(Places(table), transaction: snapshot)).AsList();
        var working = (await connection.QueryAsync<ShiftRow>(Shifts, transaction: snapshot)).ToLookup(s => s.OperativeId, s => s.AsStretch());
        var faults = FaultsOf(places, operative => working[operative], travel ?? new CheckedTravel());
        if (table != "booking.place")
            return faults;
        foreach (var (fault, sql) in Finders)
        {
            var rows = (await connection.QueryAsync<object>(sql, transaction: snapshot)).AsList();
            if (rows.Count > 0)
                faults.Add($"{fault}: {rows.Count}, first {rows[0]}");
        }

        return faults;
    }

    /// <summary>Fails with everything that is wrong.</summary>
    public static async Task AssertAsync(RepairsSystem system, CheckedTravel? travel = null)
    {
        var faults = await FaultsAsync(system, travel);
        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(20)));
    }

    /// <summary>The part that needs no database: places against each other, their promises and working time.</summary>
    /// <param name="places">Of live holds and standing visits, by operative and time.</param>
    public static List<string> FaultsOf(IReadOnlyList<CheckedPlace> places, Func<long, IEnumerable<(DateTimeOffset From, DateTimeOffset To)>> working, CheckedTravel travel)
    {
        var faults = new List<string>();
        foreach (var day in places.GroupBy(p => p.OperativeId))
        {
            var shifts = Joined(working(day.Key));
            CheckedPlace? before = null;
            foreach (var place in day.OrderBy(p => p.Starts).ThenBy(p => p.Ends))
            {
                if (before is not null && place.Starts < before.Ends)
                    faults.Add($"in two homes at once: {before} and {place}");
                else if (before is not null && place.Starts - before.Ends < travel.Between(before, place))
                    faults.Add($"no time for the way: {before} then {place}");
                if (place is { Date: { } date, FromTime: { } from, ToTime: { } to } && (place.Starts < LondonTime.Instant(date, from) || place.Ends > LondonTime.Instant(date, to)))
                    faults.Add($"outside its promise {date:MM-dd} {from:HH:mm}–{to:HH:mm}: {place}");
                if (!shifts.Any(s => s.From <= place.Starts && place.Ends <= s.To))
                    faults.Add($"outside working time: {place}");
                before = place;
            }
        }

        return faults;
    }

    private static List<(DateTimeOffset From, DateTimeOffset To)> Joined(IEnumerable<(DateTimeOffset From, DateTimeOffset To)> stretches)
    {
        var joined = new List<(DateTimeOffset From, DateTimeOffset To)>();
        foreach (var next in stretches.OrderBy(s => s.From))
        {
            if (joined.Count > 0 && next.From <= joined[^1].To)
                joined[^1] = (joined[^1].From, next.To > joined[^1].To ? next.To : joined[^1].To);
            else
                joined.Add(next);
        }

        return joined;
    }

    private sealed class ShiftRow
    {
        public long OperativeId { get; init; }

        public DateOnly Day { get; init; }

        public TimeOnly FromTime { get; init; }

        public TimeOnly ToTime { get; init; }

        public (DateTimeOffset From, DateTimeOffset To) AsStretch() => (LondonTime.Instant(Day, FromTime), LondonTime.Instant(ToTime <= FromTime ? Day.AddDays(1) : Day, ToTime));
    }
}
