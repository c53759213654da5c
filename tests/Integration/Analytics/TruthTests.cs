using System.Globalization;
using Npgsql;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Analytics.Features.ProveFigures;
using Repairs.Platform;
using Xunit.Abstractions;

namespace Repairs.Tests.Integration.Analytics;

/// <summary>Whatever happens on the way in, the figures are what the events say.</summary>
public sealed class TruthTests(AnalyticsAlone alone, ITestOutputHelper output) : IClassFixture<AnalyticsAlone>
{
    private const string Source = "s";
    private static int _count;

    private static string NewLandlord() => string.Create(CultureInfo.InvariantCulture, $"l{Interlocked.Increment(ref _count)}");

    [Fact]
    [Trait("case", "1")]
    [Trait("case", "3")]
    public async Task A_thousand_events_in_a_hundred_orders_give_the_same_tables()
    {
        var events = Thousand();
        Assert.InRange(events.Count, 1_000, 1_060);
        var expected = await TablesAsync("order0", events);
        var slots = new SemaphoreSlim(2);
        var same = await Task.WhenAll(Enumerable.Range(1, 99).Select(async seed =>
        {
            await slots.WaitAsync();
            try
            {
                var random = new Random(seed);
                var lines = events.ToArray();
                random.Shuffle(lines);

                // Some of them come again, at once or later.
                return await TablesAsync($"order{seed}", [.. lines, .. lines.Take(seed)], random) == expected;
            }
            finally
            {
                slots.Release();
            }
        }));
        Assert.All(same, Assert.True);
        Assert.Contains("M01", expected, StringComparison.Ordinal);
        Assert.Contains("M18", expected, StringComparison.Ordinal);
        output.WriteLine($"{same.Count(s => s) + 1} of 100 orders of {events.Count} events give identical tables (event, visit, bucket)");
    }

    [Fact]
    [Trait("case", "1")]
    public async Task The_same_event_twice_in_a_batch_across_batches_and_in_another_batch_at_once_counts_once()
    {
        var landlord = NewLandlord();
        var line = AnalyticsHarness.Visit(Source, "1", "2026-03-04T10:00:00Z", "DO10", "\"evidence\":\"complete\"");
        var first = await alone.StoreAsync(landlord, [line, line]);
        Assert.Equal((1L, 1L), (first.Accepted, first.Duplicates));
        await alone.CountAsync(landlord, Source);
        var before = await alone.BucketsAsync(landlord);
        var again = await alone.StoreAsync(landlord, [line]);
        Assert.Equal((0L, 1L), (again.Accepted, again.Duplicates));
        await alone.CountAsync(landlord, Source);
        Assert.Equal(before, await alone.BucketsAsync(landlord));
        Assert.Equal("(2)", await alone.RowsAsync($"select sum(duplicates) from intake where landlord = '{landlord}'"));
    }

    [Fact]
    [Trait("case", "4")]
    [Trait("case", "5")]
    [Trait("case", "7")]
    public async Task Corrections_of_corrections_and_voids_of_them_come_to_the_same_in_any_order()
    {
        string[] lines =
        [
            Visit("a", "2026-03-04T10:00:00Z", "DO10", "\"evidence\":\"complete\",\"patch\":\"North\""),
            Visit("b", "2026-04-15T10:00:00Z", "DO01", "\"supersedes\":\"a\",\"patch\":\"South\",\"recordedAt\":\"2026-05-01T10:00:00Z\""),
            Visit("c", "2026-04-16T10:00:00Z", "DO22", "\"supersedes\":\"b\",\"patch\":\"East\",\"recordedAt\":\"2026-05-02T10:00:00Z\""),
            $$"""{"source":"{{Source}}","eventId":"v","occurredAt":"2026-05-03T10:00:00Z","voids":"c","recordedAt":"2026-05-03T10:00:00Z"}""",
            $$"""{"source":"{{Source}}","eventId":"w","occurredAt":"2026-05-04T10:00:00Z","voids":"v","recordedAt":"2026-05-04T10:00:00Z"}""",
        ];

        // As each further one is known, in the order they were written: what stands.
        string[] patches = ["North", "South", "East", "South", "East"];
        for (var known = 1; known <= lines.Length; known++)
        {
            var orders = Permutations(Enumerable.Range(0, known).ToArray()).Where((_, i) => known < lines.Length || i % 4 == 1).ToList();
            var results = new HashSet<string>(StringComparer.Ordinal);
            foreach (var order in orders)
            {
                var landlord = NewLandlord();
                foreach (var i in order)
                {
                    await alone.StoreAsync(landlord, [lines[i]]);
                    await alone.CountAsync(landlord, Source);
                }

                results.Add(await alone.BucketsAsync(landlord));
                await alone.AssertTrueAsync(landlord, Source);
            }

            var result = Assert.Single(results);
            Assert.All(result.Split('\n'), row => Assert.Contains(patches[known - 1], row, StringComparison.Ordinal));
        }
    }

    [Fact]
    [Trait("case", "11")]
    public async Task Two_writers_and_a_counter_in_every_interleaving_lose_nothing_and_count_nothing_twice()
    {
        var waited = 0;
        var orders = Interleavings([["a1", "a2"], ["b1", "b2"], ["c1", "c2"]]).ToList();
        Assert.Equal(90, orders.Count);
        foreach (var order in orders)
        {
            var landlord = NewLandlord();
            await alone.StoreAsync(landlord, [Visit("0", "2026-03-04T09:00:00Z", "DO01", "\"patch\":\"North\"")]);
            await alone.CountAsync(landlord, Source);
            UnitOfWork? a = null, b = null, c = null;
            var steps = new Dictionary<string, Func<Task>>(StringComparer.Ordinal)
            {
                // Both write the same event, and what the other one's correction corrects.
                ["a1"] = async () => a = await alone.StoreOpenAsync(landlord, [Visit("1", "2026-03-04T10:00:00Z", "DO10", "\"evidence\":\"complete\",\"patch\":\"North\""), Visit("3", "2026-03-05T10:00:00Z", "DO01", "\"supersedes\":\"2\",\"patch\":\"South\"")]),
                ["a2"] = () => EndAsync(a!),
                ["b1"] = async () => b = await alone.StoreOpenAsync(landlord, [Visit("1", "2026-03-04T10:00:00Z", "DO10", "\"evidence\":\"complete\",\"patch\":\"North\""), Visit("2", "2026-03-04T11:00:00Z", "DO10", "\"evidence\":\"complete\",\"patch\":\"North\"")]),
                ["b2"] = () => EndAsync(b!),
                ["c1"] = async () =>
                {
                    c = await alone.Db.BeginAsync(default);
                    await AnalyticsAlone.CountOpenAsync(c, landlord, Source);
                },
                ["c2"] = () => EndAsync(c!),
            };
            var running = new Dictionary<char, Task> { ['a'] = Task.CompletedTask, ['b'] = Task.CompletedTask, ['c'] = Task.CompletedTask };
            foreach (var step in order)
            {
                // A step that waits for another's transaction goes on when that ends, as it would in life.
                var before = running[step[0]];
                var task = running[step[0]] = Task.Run(async () =>
                {
                    await before;
                    await steps[step]();
                });
                if (await Task.WhenAny(task, Task.Delay(40)) != task)
                    waited++;
            }

            await Task.WhenAll(running.Values).WaitAsync(TimeSpan.FromSeconds(20));
            await alone.CountAsync(landlord, Source);
            await alone.AssertTrueAsync(landlord, Source);
            Assert.Equal("(2)", await alone.RowsAsync($"select sum(n) from bucket where landlord = '{landlord}' and patch = 'North' and counter = 'M01.of'"));
            Assert.Equal("(1)", await alone.RowsAsync($"select sum(n) from bucket where landlord = '{landlord}' and patch = 'South' and counter = 'M01.of'"));
        }

        output.WriteLine($"{orders.Count} of {orders.Count} interleavings of two writers and a counter; {waited} steps waited for another's transaction");
    }

    [Fact]
    [Trait("case", "11")]
    public async Task A_long_transaction_with_a_lower_number_that_commits_last_is_still_counted()
    {
        var landlord = NewLandlord();
        await alone.StoreAsync(landlord, [Visit("0", "2026-03-04T09:00:00Z", "DO01")]);
        await alone.CountAsync(landlord, Source);
        await using (var slow = await alone.StoreOpenAsync(landlord, [Visit("slow", "2026-03-04T10:00:00Z", "DO01")]))
        {
            for (var i = 0; i < 5; i++)
            {
                await alone.StoreAsync(landlord, [Visit($"fast{i}", "2026-03-04T11:00:00Z", "DO01")]);
                await alone.CountAsync(landlord, Source);
            }

            Assert.Equal("(6)", await alone.RowsAsync($"select n from bucket where landlord = '{landlord}' and counter = 'M01.of'"));
            await slow.CommitAsync(default);
        }

        await alone.CountAsync(landlord, Source);
        Assert.Equal("(7)", await alone.RowsAsync($"select n from bucket where landlord = '{landlord}' and counter = 'M01.of'"));
        Assert.Equal("t", await alone.RowsAsync($"select min(intake) filter (where event_id = 'slow') < min(intake) filter (where event_id = 'fast0') from event where landlord = '{landlord}'") is "(t)" ? "t" : "f");
        await alone.AssertTrueAsync(landlord, Source);
    }

    [Fact]
    [Trait("case", "10")]
    public async Task The_daily_proof_holds_over_what_is_true_and_finds_any_count_that_is_not()
    {
        var landlord = NewLandlord();
        await alone.StoreAsync(landlord, Thousand().Select(l => Of(landlord, l)));
        await alone.CountAsync(landlord, Source);
        var drawn = new Drawn(landlord, Source, new DateOnly(2025, 3, 1), "P1");
        Assert.True((await ProveAsync(drawn))!.Rows > 50);
        Assert.True((await ProveAsync(drawn))!.Holds);

        // What was stored and not yet counted is no difference.
        await alone.StoreAsync(landlord, [Visit("late", "2025-03-04T10:00:00Z", "DO01", "\"patch\":\"P1\"")]);
        Assert.True((await ProveAsync(drawn))!.Holds);

        foreach (var harm in new[]
        {
            "update counts set ns[1] = ns[1] + 1 where ctid = (select ctid from counts where {0} limit 1)",
            "delete from counts where ctid = (select ctid from counts where {0} limit 1)",
            "update counts set counters = counters || 'M99'::text, ns = ns || 1::bigint where ctid = (select ctid from counts where {0} limit 1)",
        })
        {
            await using (var unit = await alone.Db.BeginAsync(default))
            {
                await using var command = new NpgsqlCommand(string.Format(CultureInfo.InvariantCulture, harm, $"landlord = '{landlord}' and patch = 'P1' and day >= '2025-03-01' and day < '2025-04-01'"), unit.Connection, unit.Transaction);
                Assert.Equal(1, await command.ExecuteNonQueryAsync());
                var found = await ProveFigures.ProveAsync(unit, drawn, default);
                Assert.False(found!.Holds);
            }

            Assert.True((await ProveAsync(drawn))!.Holds);
        }
    }

    private async Task<ProofResult?> ProveAsync(Drawn drawn)
    {
        await using var unit = await alone.Db.BeginAsync(default);
        var result = await ProveFigures.ProveAsync(unit, drawn, default);
        await unit.CommitAsync(default);
        return result;
    }

    private static async Task EndAsync(UnitOfWork unit)
    {
        await unit.CommitAsync(default);
        await unit.DisposeAsync();
    }

    private static string Of(string landlord, string line) => line.Replace("\"landlord\":\"demo\"", $"\"landlord\":\"{landlord}\"", StringComparison.Ordinal);

    private static string Visit(string id, string at, string outcome, string more = "") => AnalyticsHarness.Visit(Source, id, at, outcome, more);

    /// <summary>Stories of visits, contacts, and imported visits with corrections and voids of them.</summary>
    private static List<string> Thousand() =>
    [
        .. Enumerable.Range(0, 140).SelectMany(CountFactsTests.Story).Select(e => CountFactsTests.Line(Source, e.Id, e.Event)),
        .. Enumerable.Range(0, 250).Select(i => CountFactsTests.Contact(Source, i)),
        .. Enumerable.Range(0, 200).Select(i => i % 11 == 10
            ? $$"""{"source":"{{Source}}","eventId":"i{{i}}","occurredAt":"2025-05-28T09:00:00Z","voids":"i{{i - 1}}","recordedAt":"2025-06-01T09:00:00Z"}"""
            : Visit($"i{i}", $"2025-05-{(i % 28) + 1:00}T09:00:00Z", i % 4 == 0 ? "DO10" : "DO01", $"\"evidence\":\"complete\",\"patch\":\"P{i % 3}\",\"recordedAt\":\"2025-05-{(i % 28) + 1:00}T10:00:00Z\"{(i % 7 == 6 ? $",\"supersedes\":\"i{i - 1}\"" : "")}")),
    ];

    private async Task<string> TablesAsync(string landlord, IReadOnlyList<string> lines, Random? random = null)
    {
        // A landlord of its own for each order.
        for (var at = 0; at < lines.Count;)
        {
            var n = random?.Next(20, 300) ?? lines.Count;
            await alone.StoreAsync(landlord, lines.Skip(at).Take(n).Select(l => Of(landlord, l)));
            at += n;
            if (random is null || random.Next(2) == 0)
                await alone.CountAsync(landlord, Source);
        }

        await alone.CountAsync(landlord, Source);
        return string.Join("\n\n", await alone.EventsAsync(landlord), await alone.VisitsAsync(landlord), await alone.BucketsAsync(landlord), await alone.RowsAsync($"select day, n, faulty from received where landlord = '{landlord}'"));
    }

    private static IEnumerable<T[]> Permutations<T>(T[] items) =>
        items.Length <= 1 ? [items] : items.SelectMany((item, i) => Permutations([.. items[..i], .. items[(i + 1)..]]).Select(rest => (T[])[item, .. rest]));

    /// <summary>Every order of the steps of several actors, each actor's own in their order.</summary>
    private static IEnumerable<IReadOnlyList<string>> Interleavings(IReadOnlyList<string[]> actors) =>
        actors.All(a => a.Length == 0)
            ? [[]]
            : actors.SelectMany((actor, i) => actor.Length == 0 ? [] : Interleavings([.. actors.Select((a, j) => j == i ? a[1..] : a)]).Select(rest => (IReadOnlyList<string>)[actor[0], .. rest]));
}
