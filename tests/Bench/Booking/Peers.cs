using Npgsql;
using Repairs.Platform;

namespace Repairs.Bench.Booking;

/// <summary>A person's day as every peer sees it: working from eight to five, busy at these instants. No travel, no windows, no trades.</summary>
internal sealed record PeerHost(IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Busy);

/// <summary>
/// What others do, made again in a few lines from its description (scheduling.md §1), never copied. In this language and without their database: the floor of
/// their way of working, not of their product.
/// </summary>
internal static class Peers
{
    private static readonly TimeOnly Opens = new(8, 0);
    private static readonly TimeOnly Closes = new(17, 0);

    /// <summary>As Easy!Appointments: for each provider and each day, cut the day's appointments out of the working plan, then step through what is left by quarter-hours; times are text.</summary>
    public static int DayWalk(IReadOnlyList<PeerHost> hosts, DateOnly first, int days, TimeSpan length)
    {
        var found = 0;
        for (var day = first; day < first.AddDays(days); day = day.AddDays(1))
        {
            var hours = new SortedSet<string>(StringComparer.Ordinal);
            var (start, end) = (LondonTime.StartOf(day), LondonTime.EndOf(day));
            foreach (var host in hosts)
            {
                var periods = new List<(DateTimeOffset From, DateTimeOffset To)> { (LondonTime.Instant(day, Opens), LondonTime.Instant(day, Closes)) };
                foreach (var busy in host.Busy.Where(b => b.From < end && start < b.To))
                    periods = [.. periods.SelectMany(p => Without(p, busy))];
                foreach (var (from, to) in periods)
                {
                    for (var at = from; at + length <= to; at = at.AddMinutes(15))
                        hours.Add(LondonTime.TimeOf(at).ToString("HH:mm", null));
                }
            }

            found += hours.Count;
        }

        return found;
    }

    /// <summary>As cal.com: for each host every day's range, less what is busy; all hosts' ranges joined; the joined ranges walked by the length; the slots put under their local day.</summary>
    public static int RangesOfHosts(IReadOnlyList<PeerHost> hosts, DateOnly first, int days, TimeSpan length)
    {
        var all = new List<(DateTimeOffset From, DateTimeOffset To)>();
        foreach (var host in hosts)
        {
            var ranges = new List<(DateTimeOffset From, DateTimeOffset To)>();
            for (var day = first; day < first.AddDays(days); day = day.AddDays(1))
                ranges.Add((LondonTime.Instant(day, Opens), LondonTime.Instant(day, Closes)));
            foreach (var busy in host.Busy)
                ranges = [.. ranges.SelectMany(r => Without(r, busy))];
            all.AddRange(ranges);
        }

        var slots = new SortedSet<DateTimeOffset>();
        foreach (var (from, to) in all.OrderBy(r => r.From))
        {
            for (var at = from; at + length <= to; at += length)
                slots.Add(at);
        }

        return slots.GroupBy(LondonTime.DateOf).Sum(g => g.Count());
    }

    /// <summary>Availability in SQL: every quarter-hour of every day and person, where nothing stands.</summary>
    public const string SqlAvailability = """
        select g.at
        from (select operative_id from booking.operative where contractor = 'Bench' order by operative_id limit 100) o
        cross join generate_series(0, 27) d
        cross join lateral generate_series((current_date + 1 + d + time '08:00') at time zone 'Europe/London', (current_date + 1 + d + time '16:00') at time zone 'Europe/London', interval '15 minutes') g (at)
        where not exists (
          select from booking.place p
          where p.operative_id = o.operative_id
            and p.status in ('held', 'booked', 'started')
            and lower(p.planned) < g.at + interval '1 hour'
            and upper(p.planned) > g.at)
        group by g.at
        order by g.at
        """;

    /// <summary>As Hackney's gateway: count the bookings, compare with the capacity, insert. Answers how many were sold.</summary>
    public static async Task<(int Sold, double Seconds)> CountThenInsertAsync(NpgsqlDataSource source, int bookers, int connections, int places)
    {
        await using (var setUp = await source.OpenConnectionAsync())
        {
            await using var command = new NpgsqlCommand("drop table if exists public.peer_booking; create table public.peer_booking (id bigint generated always as identity primary key, slot int not null, who int not null); create index on public.peer_booking (slot)", setUp);
            await command.ExecuteNonQueryAsync();
        }

        var open = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => source.OpenConnectionAsync().AsTask()));
        var next = -1;
        var sold = 0;
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        await Task.WhenAll(open.Select(async connection =>
        {
            await using var count = new NpgsqlCommand("select count(*) from public.peer_booking where slot = 1", connection);
            await using var insert = new NpgsqlCommand("insert into public.peer_booking (slot, who) values (1, $1)", connection) { Parameters = { new() { Value = 0 } } };
            int who;
            while ((who = Interlocked.Increment(ref next)) < bookers)
            {
                if ((long)(await count.ExecuteScalarAsync())! >= places)
                    continue;
                insert.Parameters[0].Value = who;
                Interlocked.Add(ref sold, await insert.ExecuteNonQueryAsync());
            }
        }));
        var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds;
        foreach (var connection in open)
            await connection.DisposeAsync();
        return (sold, seconds);
    }

    private static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Without((DateTimeOffset From, DateTimeOffset To) period, (DateTimeOffset From, DateTimeOffset To) busy)
    {
        if (busy.To <= period.From || busy.From >= period.To)
        {
            yield return period;
            yield break;
        }

        if (period.From < busy.From)
            yield return (period.From, busy.From);
        if (busy.To < period.To)
            yield return (busy.To, period.To);
    }
}
