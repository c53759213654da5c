using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Bench.Booking;

/// <summary>A thousand residents who want ten places at one moment, over 250 connections.</summary>
internal static class Race
{
    public const int Bookers = 1000;
    public const int Connections = 250;
    public const int Places = 10;

    public sealed record Result(int Sold, int Conflicts, int WithChoices, int Others, double Seconds, IReadOnlyList<double> Milliseconds);

    public static async Task<Result> OursAsync(RepairsSystem system, int round)
    {
        var today = LondonTime.DateOf(await system.NowAsync());
        var name = string.Create(CultureInfo.InvariantCulture, $"race-{round}");
        var links = new SignedLink(new PlatformSettings { LinkKey = system.Setting("Repairs__LinkKey") });
        var repairs = Enumerable.Range(0, Bookers).Select(_ => Guid.CreateVersion7()).ToArray();
        await using (var connection = await system.AdminAsync())
        {
            await using var command = new NpgsqlCommand("set search_path = booking", connection);
            await command.ExecuteNonQueryAsync();
            command.CommandText = $"""
                with people as (
                  insert into operative (contractor, operative_ref, name, trades)
                  select '{name}', '{name}-' || o, 'Sam Porter', array['plumbing'] from generate_series(1, {Places}) o
                  returning operative_id),
                sent as (
                  insert into operative_patch (landlord, operative_id, patches)
                  select 'demo', operative_id, array['{name}'] from people),
                days as (
                  insert into operative_day (operative_id, day)
                  select operative_id, date '{today.AddDays(3):yyyy-MM-dd}' + d from people cross join generate_series(0, 3) d),
                homes as (
                  insert into property (landlord, property_ref, address, patch, lat, lon)
                  select 'demo', '{name}-' || n, n || ' Race Street', '{name}', 51.45, -0.02 from generate_series(1, {Bookers}) n),
                households as (
                  insert into household (landlord, household_ref, property_ref)
                  select 'demo', 'H{name}-' || n, '{name}-' || n from generate_series(1, {Bookers}) n)
                insert into shift (operative_id, day, kind, from_time, to_time)
                select operative_id, date '{today.AddDays(3):yyyy-MM-dd}' + d, 'shift', '08:00', case when d = 0 then time '09:00' else time '17:00' end
                from people
                cross join generate_series(0, 3) d
                """;
            await command.ExecuteNonQueryAsync();
            command.CommandText = $"""
                insert into repair (landlord, repair_id, household_ref, property_ref, patch, trade, description, priority, minutes, people, raised_at, due_by)
                select 'demo', repair_id, 'H{name}-' || n, '{name}-' || n, '{name}', 'plumbing', 'The tap drips', 'Routine', 60, 1, clock_timestamp(), clock_timestamp() + interval '28 days'
                from unnest($1) with ordinality as g (repair_id, n)
                """;
            command.Parameters.Add(new() { Value = repairs });
            await command.ExecuteNonQueryAsync();
        }

        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections, UseCookies = false }) { BaseAddress = system.Url, Timeout = TimeSpan.FromSeconds(120) };
        var choices = new string[Bookers];
        await Parallel.ForAsync(0, Bookers, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, ct) =>
        {
            var offer = await client.GetFromJsonAsync<JsonElement>($"/api/resident/{links.Make(repairs[i], 1)}/choices", ct);
            choices[i] = offer.GetProperty("choices")[0].GetProperty("choiceId").GetString()!;
        });

        var began = Stopwatch.GetTimestamp();
        var answers = new ConcurrentBag<(HttpStatusCode Status, bool Choices, double Milliseconds)>();
        await Task.WhenAll(Enumerable.Range(0, Bookers).Select(async i =>
        {
            var sent = Stopwatch.GetTimestamp();
            using var answer = await client.PostAsJsonAsync($"/api/resident/{links.Make(repairs[i], 1)}/appointment", new { choiceId = choices[i] });
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
            answers.Add((answer.StatusCode, body.TryGetProperty("choices", out var fresh) && fresh.GetArrayLength() > 0, Stopwatch.GetElapsedTime(sent).TotalMilliseconds));
        }));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var sold = await system.ScalarAsync<int>($"select count(*) from booking.appointment a join booking.repair r using (landlord, repair_id) where r.patch = '{name}' and a.status = 'booked'");
        return new Result(sold, answers.Count(a => a.Status == HttpStatusCode.Conflict), answers.Count(a => a is { Status: HttpStatusCode.Conflict, Choices: true }),
            answers.Count(a => a.Status is not (HttpStatusCode.Created or HttpStatusCode.Conflict)), seconds, [.. answers.Select(a => a.Milliseconds)]);
    }
}
