using Npgsql;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Bench.Booking;

/// <summary>
/// An invented landlord of any size, put straight into the database: patches of the same size (so many homes and people each), everyone at work every day, and
/// appointments in the past and over the next four weeks that can all be kept. What grows is the number of patches.
/// </summary>
internal sealed class Landlord(RepairsSystem system, int homes, int operatives, int appointments, int open)
{
    public const int People = 10;

    private readonly SignedLink _links = new(new PlatformSettings { LinkKey = system.Setting("Repairs__LinkKey") });

    public int Patches { get; } = Math.Max(1, operatives / People);

    public DateOnly Today { get; private set; }

    /// <summary>Open repairs without a visit, in turn over the patches.</summary>
    public IReadOnlyList<Guid> Open { get; private set; } = [];

    public string Path(Guid repairId) => $"/api/resident/{_links.Make(repairId, 1)}";

    public async Task LoadAsync()
    {
        Today = LondonTime.DateOf(await system.NowAsync());
        await using var connection = await system.AdminAsync();
        await RunAsync(connection, $"""
            set search_path = booking;
            set statement_timeout = 0;

            insert into property (landlord, property_ref, address, patch, lat, lon)
            select 'demo', 'B' || h, h || ' Bench Road', 'bench-' || h % {Patches},
              51.2 + (h % {Patches}) % 20 * 0.05 + (h % 1000 * 7919 % 1000) / 1000.0 * 0.04, -1.5 + (h % {Patches}) / 20 * 0.07 + (h % 1000 * 104729 % 1000) / 1000.0 * 0.04
            from generate_series(0, {homes} - 1) h;

            insert into household (landlord, household_ref, property_ref)
            select landlord, 'H' || property_ref, property_ref
            from property
            where property_ref like 'B%';

            insert into operative (contractor, operative_ref, name, trades, lat, lon)
            select 'Bench', 'B-op' || o, 'Sam Porter', array['plumbing'], null, null
            from generate_series(0, {operatives} - 1) o;

            insert into operative_patch (landlord, operative_id, patches)
            select 'demo', operative_id, array['bench-' || substr(operative_ref, 5)::int % {Patches}]
            from operative
            where contractor = 'Bench';

            insert into shift (operative_id, day, kind, from_time, to_time)
            select operative_id, date '{Today:yyyy-MM-dd}' + d, 'shift', '08:00', '17:00'
            from operative
            cross join generate_series(-60, 35) d
            where contractor = 'Bench';

            insert into operative_day (operative_id, day)
            select operative_id, day
            from shift
            join operative using (operative_id)
            where contractor = 'Bench';

            -- Six hours fit a day with half an hour between them, which is time enough for the way inside a patch: three or four of them are taken.
            create temp table taken as
            select row_number() over (order by past, random() < 0.5, operative_id, day, slot) as n, *
            from (
              select o.operative_id, substr(o.operative_ref, 5)::int % {Patches} as patch, date '{Today:yyyy-MM-dd}' + d as day, slot, d < 0 as past,
                ((array[time '08:00', '09:30', '11:00', '12:30', '14:00', '15:30'])[slot]) as at
              from operative o
              cross join generate_series(-60, 28) d
              cross join generate_series(1, 6) slot
              where o.contractor = 'Bench' and d <> 0 and (d < 0 or (o.operative_id * 31 + d * 17 + slot * 7) % 12 < 7)) t
            order by past
            limit {appointments};

            alter table taken add column repair_id uuid default gen_random_uuid();
            alter table taken add column appointment_id uuid default gen_random_uuid();
            alter table taken add column home text;
            alter table taken add column starts timestamptz;
            update taken
            set home = 'B' || (patch + {Patches} * (n * 7907 % {Math.Max(1, homes / Patches)})),
                starts = (day + at) at time zone 'Europe/London';

            insert into repair (landlord, repair_id, household_ref, property_ref, patch, trade, description, priority, minutes, people, status, raised_at, due_by, ended_at, ended_by)
            select 'demo', repair_id, 'H' || home, home, 'bench-' || patch, 'plumbing', 'The tap drips', 'Routine', 60, 1, case when past then 'finished' else 'booked' end,
              starts - interval '9 days', starts + interval '19 days', case when past then starts + interval '1 hour' end, case when past then 'Contractor' end
            from taken;

            insert into appointment (landlord, appointment_id, visit_id, repair_id, operative_id, date, from_time, to_time, window_start, window_end, status, booked_by, booked_at)
            select 'demo', appointment_id, gen_random_uuid(), repair_id, operative_id, day, w.f, w.t, (day + w.f) at time zone 'Europe/London', (day + w.t) at time zone 'Europe/London',
              case when past then 'done' else 'booked' end, 'Resident', starts - interval '9 days'
            from taken
            cross join lateral (select case when slot <= 3 then time '08:00' else '12:00' end as f, case when slot <= 3 then time '12:00' else '17:00' end as t) w;

            insert into place (operative_id, planned, promised, status, landlord, repair_id, property_ref, lat, lon, appointment_id)
            select t.operative_id, tstzrange(t.starts, t.starts + interval '1 hour'), tstzrange(a.window_start, a.window_end), case when past then 'done' else 'booked' end, 'demo', t.repair_id, t.home, p.lat, p.lon, t.appointment_id
            from taken t
            join appointment a on a.landlord = 'demo' and a.appointment_id = t.appointment_id
            join property p on p.landlord = 'demo' and p.property_ref = t.home;

            create temp table waiting as
            select o as n, gen_random_uuid() as repair_id, o % {Patches} as patch, 'B' || (o % {Patches} + {Patches} * (o * 6007::bigint % {Math.Max(1, homes / Patches)})) as home
            from generate_series(0, {open} - 1) o;

            insert into repair (landlord, repair_id, household_ref, property_ref, patch, trade, description, priority, minutes, people, status, raised_at, due_by)
            select 'demo', repair_id, 'H' || home, home, 'bench-' || patch, 'plumbing', 'The tap drips', 'Routine', 60, 1, 'open', clock_timestamp(), clock_timestamp() + interval '28 days'
            from waiting;

            analyze property, household, operative, operative_patch, shift, operative_day, repair, appointment, place;
            """);
        await using var command = new NpgsqlCommand("select repair_id from waiting order by n", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<Guid>();
        while (await reader.ReadAsync())
            found.Add(reader.GetGuid(0));
        Open = found;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }
}
