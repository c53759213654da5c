using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dapper;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Integration.Analytics;

/// <summary>The process is killed without warning while events come in, from senders and from the bus. <c>REPAIRS_KILLS</c> says how often; 50 is the whole run.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const string Source = "chaos";
    private const int Senders = 3;

    [Fact]
    [Trait("case", "1")]
    [Trait("case", "10")]
    [Trait("case", "40")]
    public async Task Killed_at_any_moment_nothing_that_was_answered_is_lost_and_a_rebuild_is_what_is_kept()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("REPAIRS_KILLS") ?? "4", CultureInfo.InvariantCulture);
        await using var system = await RepairsSystem.StartAsync(new SystemOptions { Services = ["Analytics", "Visits"] });
        await AnEmptyLandlordAsync(system);

        var random = new Random(50);
        var waiting = new ConcurrentQueue<Sent>(Batches(kills * 60, random));
        var cutOff = new ConcurrentQueue<Sent>();
        var answered = new ConcurrentBag<Sent>();
        var published = new List<Guid>();
        var watch = Stopwatch.StartNew();
        var cut = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            using var stop = new CancellationTokenSource();
            var senders = Enumerable.Range(0, Senders).Select(_ => SendAsync(system, waiting, cutOff, answered, stop.Token)).ToList();
            for (var i = 0; i < 5; i++)
            {
                var report = Report(published.Count, await system.ScalarAsync<DateTime>("select now() at time zone 'UTC'"));
                published.Add(await system.PublishAsync("Visits", report, Guid.NewGuid()));
            }

            await Task.Delay(random.Next(10, 900));
            system.Kill();
            await stop.CancelAsync();
            cut += (await Task.WhenAll(senders)).Sum();
            await system.RestartAsync();
            await NothingIsLostAsync(system, answered);
            if (kill % 10 == 9 || kill == kills - 1)
                await AssertTrueAsync(system, Source);
        }

        // Who had no answer sends again; what had been stored all the same is a duplicate.
        while (!cutOff.IsEmpty)
            await SendOneAsync(system, cutOff, cutOff, answered, CancellationToken.None);

        await NothingIsLostAsync(system, answered);
        await Eventually.TrueAsync(
            async () => await system.ScalarAsync<long>("select count(*) from analytics.event where source = 'repairs'") == published.Count, 60, "every event of the bus to have arrived");
        await AssertTrueAsync(system, Source);
        await AssertTrueAsync(system, "repairs");
        Assert.Contains("; 0 counts were different", await system.VerbAsync("analytics", "rebuild"), StringComparison.Ordinal);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{kills} kills in {watch.Elapsed.TotalSeconds:0} s: {answered.Count} batches answered, {cut} cut off without an answer; every answered event is there; rebuild equals live"));
    }

    /// <summary>A landlord with nothing at all has answers, and so has one with one home.</summary>
    private static async Task AnEmptyLandlordAsync(RepairsSystem system)
    {
        foreach (var id in new[] { "M01", "M02", "M07", "M18", "M30" })
        {
            var (status, body) = await system.MeasureAsync(id, "grain=month");
            Assert.Equal(200, status);
            Assert.DoesNotContain(body.GetProperty("points").EnumerateArray(), p => p.TryGetProperty("value", out var v) && v.ValueKind == JsonValueKind.Number);
        }

        foreach (var path in new[] { "/api/analytics/revisions", "/api/analytics/publications", "/api/analytics/status", "/analytics", "/analytics/measures/M01" })
            Assert.DoesNotContain("NaN", await system.PageAsync(path), StringComparison.Ordinal);
        var (code, said) = await system.TryVerbAsync(null, "analytics", "rebuild");
        Assert.Equal(65, code);
        Assert.Contains("Nothing has been counted yet", said, StringComparison.Ordinal);

        await system.PostLinesAsync(Enumerable.Range(0, 3).Select(i => AnalyticsHarness.Visit("one-home", $"h{i}", $"2025-03-0{i + 1}T10:00:00Z", "DO10", "\"evidence\":\"complete\",\"householdRef\":\"H1\",\"patch\":\"North\"")));
        var (_, one) = await system.MeasureAsync("M01", "source=one-home&grain=month");
        Assert.All(one.GetProperty("points").EnumerateArray(), p => Assert.Equal("[c]", p.GetProperty("marker").GetString()));
        Assert.DoesNotContain("NaN", await system.PageAsync("/analytics?source=one-home"), StringComparison.Ordinal);
    }

    private static async Task<int> SendAsync(RepairsSystem system, ConcurrentQueue<Sent> waiting, ConcurrentQueue<Sent> cutOff, ConcurrentBag<Sent> answered, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && !waiting.IsEmpty)
        {
            if (!await SendOneAsync(system, waiting, cutOff, answered, stop))
                return 1;
        }

        return 0;
    }

    private static async Task<bool> SendOneAsync(RepairsSystem system, ConcurrentQueue<Sent> waiting, ConcurrentQueue<Sent> cutOff, ConcurrentBag<Sent> answered, CancellationToken stop)
    {
        if (!waiting.TryDequeue(out var batch))
            return true;
        try
        {
            using var analyst = system.As(Roles.Analyst);
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Join('\n', batch.Lines)));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            using var answer = await analyst.PostAsync(new Uri("/api/analytics/events", UriKind.Relative), content, stop);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                await answer.Content.ReadAsStringAsync(stop);
                answered.Add(batch);
                return true;
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            // No answer: it may be there or not.
        }

        cutOff.Enqueue(batch);
        return false;
    }

    private static async Task NothingIsLostAsync(RepairsSystem system, ConcurrentBag<Sent> answered)
    {
        await using var connection = await system.AdminAsync();
        var there = (await connection.QueryAsync<string>($"select event_id from analytics.event where source = '{Source}'")).ToHashSet(StringComparer.Ordinal);
        Assert.All(answered, batch => Assert.All(batch.Ids, id => Assert.Contains(id, there)));
    }

    /// <summary>The kept counts are what the events say: nothing only here, nothing only there.</summary>
    private static async Task AssertTrueAsync(RepairsSystem system, string source)
    {
        await Eventually.TrueAsync(async () => await system.ScalarAsync<long>("select count(*) from analytics.dirty") == 0, 60, "everything to be counted");
        await using var connection = await system.RoleAsync("Analytics");
        await connection.ExecuteAsync("set search_path = analytics");
        var counted = string.Join('\n', (await Recount.AsKnownAsync(connection, new Feed { Landlord = DemoPeople.Landlord, Source = source }, DateTimeOffset.MaxValue, default))
            .Select(b => $"{b.Day:yyyy-MM-dd}|{b.Patch}|{b.Trade}|{b.Counter}|{b.N}").Order(StringComparer.Ordinal));
        var kept = string.Join('\n', (await connection.QueryAsync<string>(
            "select concat_ws('|', day, patch, trade, counter, n) from bucket where landlord = 'demo' and source = @source", new { source })).Order(StringComparer.Ordinal));
        Assert.Equal(counted, kept);
        Assert.Contains("M01", kept, StringComparison.Ordinal);
        Assert.Equal(0, await connection.ExecuteScalarAsync<long>(
            """
            select count(*)
            from (select dimension, counter, value, day, n from rollup where landlord = 'demo' and source = @source and n <> 0) r
            full join (
              select d.dimension, b.counter, d.value, b.day, sum(b.n) as n
              from bucket b
              cross join lateral (values ('', ''), ('patch', b.patch), ('trade', b.trade)) as d(dimension, value)
              where b.landlord = 'demo' and b.source = @source
              group by 1, 2, 3, 4) s using (dimension, counter, value, day)
            where r.n is distinct from s.n
            """,
            new { source }));
    }

    /// <summary>Visits in several events, contacts, imported visits, corrections and voids, in some disorder.</summary>
    private static IEnumerable<Sent> Batches(int count, Random random)
    {
        var lines = Enumerable.Range(0, count * 6).SelectMany(CountFactsTests.Story).Select(e => (e.Id, Line: CountFactsTests.Line(Source, e.Id, e.Event)))
            .Concat(Enumerable.Range(0, count * 8).Select(i => ($"c{i}", CountFactsTests.Contact(Source, i))))
            .Concat(Enumerable.Range(0, count * 12).Select(i => ($"i{i}", AnalyticsHarness.Visit(Source, $"i{i}", $"2025-05-{(i % 28) + 1:00}T09:00:00Z", i % 4 == 0 ? "DO10" : "DO01", $"\"evidence\":\"complete\",\"patch\":\"P{i % 3}\"{(i % 7 == 6 ? $",\"supersedes\":\"i{i - 1}\"" : "")}"))))
            .Select((l, i) => (l, Order: i + random.Next(4_000)))
            .OrderBy(l => l.Order)
            .Select(l => l.l);
        return lines.Chunk(40).Select(c => new Sent([.. c.Select(l => l.Item1)], [.. c.Select(l => l.Item2)]));
    }

    private static VisitOutcomeReported Report(int n, DateTime now)
    {
        var at = new DateTimeOffset(DateTime.SpecifyKind(now, DateTimeKind.Utc)).AddHours(-3);
        return new VisitOutcomeReported(
            DemoPeople.Landlord, Guid.NewGuid(), null, Guid.NewGuid(), Guid.NewGuid(), $"H{n % 7}", "North", "plumbing", Priority.Routine, "C", "OP", n % 2 == 0 ? DoorOutcome.DO10 : DoorOutcome.DO01, at, at.AddMinutes(15),
            n % 2 == 0 ? new DoorEvidence(true, true, true, true, true) : null, [], at.AddHours(-1), at.AddHours(2), Actor.Contractor, at);
    }

    private sealed record Sent(IReadOnlyList<string> Ids, IReadOnlyList<string> Lines);
}
