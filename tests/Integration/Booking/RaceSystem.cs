using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Npgsql;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

/// <summary>A system of its own with two Booking processes on one database, whose clock the races may move.</summary>
public sealed class RaceSystem : IAsyncLifetime
{
    private readonly List<HttpClient> _doors = [];
    private SignedLink _links = null!;
    private int _count;

    public RepairsSystem System { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        // A thousand at once may wait longer for their turn on a slow machine than anybody would.
        System = await RepairsSystem.StartAsync(new SystemOptions { Environment = new Dictionary<string, string> { ["Repairs__WriterPatienceSeconds"] = "120" } });
        var second = await System.StartAnotherAsync("Booking");
        _links = new SignedLink(new PlatformSettings { LinkKey = System.Setting("Repairs__LinkKey") });
        foreach (var url in (Uri[])[System.Url, second])
            _doors.Add(Door(url));
    }

    public async Task DisposeAsync()
    {
        foreach (var door in _doors)
            door.Dispose();
        await System.DisposeAsync();
    }

    /// <summary>One of the two processes; each call with other numbers goes over another connection where many are under way.</summary>
    internal HttpClient Process(int number) => _doors[number % _doors.Count];

    /// <summary>Moves business time in both processes.</summary>
    internal async Task MoveClockAsync(TimeSpan by)
    {
        var ahead = await System.NowAsync() + by - TimeProvider.System.GetUtcNow();
        await System.MoveClockAsync(by);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/clock/") { Content = new StringContent(JsonSerializer.Serialize(new { by = ahead }, Json.Options), Encoding.UTF8, "application/json") };
        request.Headers.Add(ServiceCalls.TokenHeader, System.Setting("Repairs__ServiceToken"));
        using var answer = await _doors[1].SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Ends both processes without warning and starts them again, with nothing in memory.</summary>
    internal async Task RestartAsync()
    {
        await System.RestartAsync();
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    using var answer = await _doors[1].GetAsync(new Uri("/health/ready", UriKind.Relative));
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            }, 60, "the second process to be ready");
    }

    /// <summary>
    /// Homes scattered over five kilometres, a repair in each, and operatives who alone serve them. Homes and repairs are put straight into the database:
    /// raising a thousand repairs is not what is raced here.
    /// </summary>
    internal Task<RaceWorld> WorldAsync(int repairs, int operatives, int people, params (int DaysAhead, string From, string To)[] shifts) =>
        WorldAsync("plumbing", repairs, operatives, people, shifts);

    /// <summary>With a trade of its own where nobody of another world may come in somebody's stead.</summary>
    internal async Task<RaceWorld> WorldAsync(string trade, int repairs, int operatives, int people, params (int DaysAhead, string From, string To)[] shifts)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"R{Environment.ProcessId}-{Interlocked.Increment(ref _count)}");
        var today = LondonTime.DateOf(await System.NowAsync());
        var refs = Enumerable.Range(1, operatives).Select(i => $"{name}-op{i}").ToList();
        var times = string.Concat(refs.SelectMany(o => shifts.Select(s => $"{o},{World.OpenDay(today, s.DaysAhead):yyyy-MM-dd},{s.From},{s.To}\n")));
        var world = new RaceWorld(this, name, today, "operativeRef,date,from,to\n" + times, [.. Enumerable.Range(0, repairs).Select(_ => Guid.CreateVersion7())]);
        using var desk = System.As(Roles.Desk);
        await desk.ImportAsync("operatives", "operativeRef,contractor,name,trades,patches,lat,lon\n" + string.Concat(refs.Select(o => $"{o},{name},Sam Porter,{trade},{name},51.45,-0.02\n")));
        var (_, imported) = await desk.ImportAsync("shifts", world.Shifts);
        Assert.Equal(refs.Count * shifts.Length, imported.GetProperty("accepted").GetInt32());

        var random = new Random(7);
        await using var connection = await System.AdminAsync();
        await using var insert = new NpgsqlCommand(
            """
            insert into booking.property (landlord, property_ref, address, patch, lat, lon)
            select 'demo', $1 || '-' || n, n || ' Race Street', $1, lat, lon from unnest($2, $3) with ordinality as g (lat, lon, n);
            """, connection)
        {
            Parameters = { new() { Value = name }, new() { Value = world.Repairs.Select(_ => 51.45 + random.NextDouble() * 0.04).ToArray() }, new() { Value = world.Repairs.Select(_ => -0.02 + random.NextDouble() * 0.06).ToArray() } },
        };
        await insert.ExecuteNonQueryAsync();
        await using var raise = new NpgsqlCommand(
            """
            with home as (
              insert into booking.household (landlord, household_ref, property_ref)
              select 'demo', 'H' || $1 || '-' || n, $1 || '-' || n from generate_series(1, cardinality($2)) n)
            insert into booking.repair (landlord, repair_id, household_ref, property_ref, patch, trade, description, priority, minutes, people, raised_at, due_by)
            select 'demo', repair_id, 'H' || $1 || '-' || n, $1 || '-' || n, $1, $5, 'The tap drips', 'Routine', 60, $3, $4, $4 + interval '28 days'
            from unnest($2) with ordinality as g (repair_id, n)
            """, connection)
        {
            Parameters = { new() { Value = name }, new() { Value = world.Repairs.ToArray() }, new() { Value = people }, new() { Value = (await System.NowAsync()).ToUniversalTime() }, new() { Value = trade } },
        };
        await raise.ExecuteNonQueryAsync();
        return world;
    }

    internal string Path(Guid repairId) => $"/api/resident/{_links.Make(repairId, 1)}";

    private static HttpClient Door(Uri url) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = url, Timeout = TimeSpan.FromSeconds(180) };
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RaceCollection : ICollectionFixture<RaceSystem>
{
    public const string Name = "races";
}

/// <summary>Repairs that compete for the same people, and the deeds of their residents.</summary>
internal sealed record RaceWorld(RaceSystem Race, string Name, DateOnly Today, string Shifts, IReadOnlyList<Guid> Repairs)
{
    /// <summary>So many days ahead, bank holidays not counted: as the shifts are.</summary>
    public DateOnly Day(int daysAhead) => World.OpenDay(Today, daysAhead);

    public async Task<IReadOnlyList<Offered>> ChoicesAsync(int booker, bool all = false)
    {
        var (status, body) = await Race.Process(booker).GetBodyAsync($"{Race.Path(Repairs[booker])}/choices{(all ? "?show=all" : "")}");
        Assert.True(status == HttpStatusCode.OK, body.GetRawText());
        return BookingApi.Read(body);
    }

    /// <summary>Everybody's choices, fetched sixteen at a time.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<Offered>>> EveryonesChoicesAsync(bool all = false)
    {
        var choices = new IReadOnlyList<Offered>[Repairs.Count];
        await Parallel.ForAsync(0, Repairs.Count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => choices[i] = await ChoicesAsync(i, all));
        return choices;
    }

    public Task<(HttpStatusCode Status, JsonElement Body)> TakeAsync(int booker, string choiceId, string? key = null, int? process = null) =>
        Race.Process(process ?? booker).PostBodyAsync($"{Race.Path(Repairs[booker])}/appointment", new { choiceId }, key);

    public Task<(HttpStatusCode Status, JsonElement Body)> ChangeAsync(int booker, string choiceId) =>
        Race.Process(booker).PutBodyAsync($"{Race.Path(Repairs[booker])}/appointment", new { choiceId });

    public Task<(HttpStatusCode Status, JsonElement Body)> HoldAsync(int booker, string choiceId) =>
        Race.Process(booker).PostBodyAsync($"{Race.Path(Repairs[booker])}/hold", new { choiceId });

    public Task<(HttpStatusCode Status, JsonElement Body)> CancelAsync(int booker) =>
        Race.Process(booker).PostBodyAsync($"{Race.Path(Repairs[booker])}/appointment/cancel", new { });

    /// <summary>The same shifts come in again and again: nothing about the places there are changes, and every version moves. Answers how each import ended.</summary>
    public async Task<IReadOnlyList<HttpStatusCode>> ReplanAsync(CancellationToken until)
    {
        var answers = new List<HttpStatusCode>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(40));
        while (!until.IsCancellationRequested)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/shifts/import") { Content = new StringContent(Shifts, Encoding.UTF8, "text/csv") };
            request.Headers.Add("X-Demo-Role", Roles.Desk);
            using var answer = await Race.Process(answers.Count).SendAsync(request, CancellationToken.None);
            answers.Add(answer.StatusCode);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        return answers;
    }

    /// <summary>How many of the repairs have a visit on that day.</summary>
    public Task<int> BookedOnAsync(int daysAhead) => Race.System.ScalarAsync<int>($"""
        select count(*)
        from booking.appointment a
        join booking.repair r on r.landlord = a.landlord and r.repair_id = a.repair_id
        where r.patch = '{Name}' and a.status = 'booked' and a.date = '{Day(daysAhead):yyyy-MM-dd}'
        """);

    public static string Times(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToList();
        return sorted.Count == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"p50 {sorted[sorted.Count / 2]:0} ms, p99 {sorted[(int)(sorted.Count * 0.99)]:0} ms, most {sorted[^1]:0} ms");
    }

    public static async Task<(T Answer, double Milliseconds)> TimeAsync<T>(Func<Task<T>> deed)
    {
        var watch = Stopwatch.StartNew();
        return (await deed(), watch.Elapsed.TotalMilliseconds);
    }
}
