using System.Text.Json;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Analytics;

[Collection(SystemCollection.Name)]
public sealed class CountFactsTests(SharedSystem shared)
{
    private static readonly DoorEvidence Complete = new(true, true, true, true, true);

    private RepairsSystem System => shared.System;

    [Fact]
    public async Task Events_in_any_order_and_twice_come_to_the_same_figures()
    {
        var stories = Enumerable.Range(0, 40).SelectMany(Story).ToList();
        var expected = "";
        for (var seed = 0; seed < 4; seed++)
        {
            var source = AnalyticsHarness.NewSource();
            var random = new Random(seed);
            var lines = stories.Concat(seed == 0 ? [] : stories.Where((_, i) => i % 3 == seed % 3))
                .Select(e => (Line: Line(source, e.Id, e.Event), Order: seed == 0 ? 0 : random.Next()))
                .OrderBy(l => l.Order)
                .Select(l => l.Line)
                .ToList();
            foreach (var part in lines.Chunk(seed == 0 ? lines.Count : 17))
                await System.PostLinesAsync(part);
            await System.CountedAsync();
            var buckets = await System.BucketsAsync(source);
            expected = seed == 0 ? buckets : expected;
            Assert.Equal(expected, buckets);
        }

        Assert.Contains("M01|", expected, StringComparison.Ordinal);
        Assert.Contains("M02|", expected, StringComparison.Ordinal);
        Assert.Contains("M04|", expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_kept_is_what_the_events_say()
    {
        var source = AnalyticsHarness.NewSource();
        var random = new Random(7);
        var lines = Enumerable.Range(0, 60).SelectMany(Story).Select(e => Line(source, e.Id, e.Event))
            .Concat(Enumerable.Range(0, 80).Select(i => Contact(source, i)))
            .Concat(Enumerable.Range(0, 50).Select(i => AnalyticsHarness.Visit(source, $"i{i}", $"2025-05-{(i % 28) + 1:00}T09:00:00Z", i % 4 == 0 ? "DO10" : "DO01", i % 7 == 6 ? $"\"supersedes\":\"i{i - 1}\"" : "\"patch\":\"North\"")))
            .OrderBy(_ => random.Next())
            .ToList();
        foreach (var part in lines.Chunk(23))
            await System.PostLinesAsync(part);
        await System.CountedAsync();

        await using var connection = await System.RoleAsync("Analytics");
        await using (var path = connection.CreateCommand())
        {
            path.CommandText = "set search_path = analytics";
            await path.ExecuteNonQueryAsync();
        }

        var rebuilt = string.Join('\n', (await Recount.AsKnownAsync(connection, new Feed { Landlord = "demo", Source = source }, DateTimeOffset.MaxValue, default))
            .Select(b => $"{b.Day:yyyy-MM-dd}|{b.Patch}|{b.Trade}|{b.Counter}|{b.N}").Order(StringComparer.Ordinal));
        var live = string.Join('\n', (await System.BucketsAsync(source)).Split('\n').Order(StringComparer.Ordinal));
        Assert.Equal(rebuilt, live);
        Assert.Contains("M18", live, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_visit_reported_on_the_bus_is_in_the_figures_within_seconds()
    {
        var patch = AnalyticsHarness.NewSource();
        var at = await System.NowAsync();
        var report = Report(Guid.NewGuid(), DoorOutcome.DO22, at, patch, null) with { By = Actor.System };
        await System.PublishAsync("Visits", report, Guid.NewGuid());
        await Eventually.TrueAsync(
            async () => await System.ScalarAsync<long>($"select coalesce(sum(n), 0) from analytics.bucket where source = 'repairs' and patch = '{patch}' and counter = 'M02'") == 1, 60, "our miss to be counted");
        Assert.Contains(patch, await System.PageAsync("/analytics?source=repairs"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("requirement", "8")]
    public async Task A_dispute_leaves_the_rate_and_an_upheld_one_becomes_our_miss()
    {
        var source = AnalyticsHarness.NewSource();
        var visit = Guid.NewGuid();
        var at = new DateTimeOffset(2025, 3, 4, 10, 0, 0, TimeSpan.Zero);
        var report = Report(visit, DoorOutcome.DO10, at, "North", Complete);
        await System.PostLinesAsync([Line(source, "1", report)]);
        Assert.Contains("|M01|1", await System.BucketsAsync(source), StringComparison.Ordinal);
        await System.PostLinesAsync([Line(source, "2", new VisitDisputed("demo", visit, report.RepairId, "H", at.AddDays(1)))]);
        var disputed = await System.BucketsAsync(source);
        Assert.DoesNotContain("|M01|", disputed, StringComparison.Ordinal);
        Assert.Contains("|M04|1", disputed, StringComparison.Ordinal);
        await System.PostLinesAsync([Line(source, "3", new DisputeDecided("demo", visit, report.RepairId, "H", true, at.AddDays(2)))]);
        Assert.Contains("|M02|1", await System.BucketsAsync(source), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_home_is_never_kept_in_clear()
    {
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync([Line(source, "1", Report(Guid.NewGuid(), DoorOutcome.DO01, new DateTimeOffset(2025, 3, 4, 10, 0, 0, TimeSpan.Zero), "North", null))]);
        Assert.Equal(0, await System.ScalarAsync<long>($"select count(*) from analytics.event e where source = '{source}' and (e::text like '%HOUSEHOLD-IN-CLEAR%' or e::text like '%OPERATIVE-IN-CLEAR%')"));
        Assert.Equal(16, await System.ScalarAsync<int>($"select length(household) from analytics.visit where source = '{source}'"));
    }

    [Fact]
    [Trait("case", "19")]
    public async Task Contacts_repeat_within_their_windows_and_not_at_the_same_second()
    {
        var source = AnalyticsHarness.NewSource();
        string At(int n, string at, string home = "P1") => $$"""{"source":"{{source}}","eventId":"c{{n}}","type":"ContactReceived","contactId":"c{{n}}","occurredAt":"{{at}}","propertyRef":"{{home}}","channel":"phone","code":"FD01","trade":"plumbing"}""";
        await System.PostLinesAsync([
            At(3, "2025-03-15T10:00:00Z"), At(1, "2025-03-01T10:00:00Z"), At(2, "2025-03-08T10:00:00Z"), At(4, "2025-03-15T10:00:00Z"), At(5, "2025-04-12T10:00:01Z"), At(6, "2025-03-08T10:00:00Z", "P2"),
        ]);
        long Sum(string buckets, string counter) => buckets.Split('\n').Select(b => b.Split('|')).Where(b => b[3] == counter).Sum(b => long.Parse(b[4], global::System.Globalization.CultureInfo.InvariantCulture));
        var counted = await System.BucketsAsync(source);
        Assert.Equal((6L, 6L, 2L, 2L), (Sum(counted, "M17"), Sum(counted, "M18.of"), Sum(counted, "M18"), Sum(counted, "M18.7")));

        await System.PostLinesAsync([At(7, "2025-03-20T10:00:00Z")]);
        Assert.Equal(4, Sum(await System.BucketsAsync(source), "M18"));
    }

    /// <summary>A visit's events, some of which change what earlier ones came to.</summary>
    internal static List<(string Id, IEvent Event)> Story(int n)
    {
        var visit = new Guid(n, 0, 0, new byte[8]);
        var at = new DateTimeOffset(2025, 3, 1 + (n % 28), 10, 0, 0, TimeSpan.Zero);
        var patch = $"P{n % 3}";
        var outcome = (n % 5) switch { 0 or 1 => DoorOutcome.DO10, 2 => DoorOutcome.DO22, 3 => DoorOutcome.DO11, _ => DoorOutcome.DO01 };
        var report = Report(visit, outcome, at, patch, n % 2 == 0 ? Complete : Complete with { CardPhoto = false });
        var events = new List<(string, IEvent)>
        {
            ($"{n}-booked", new AppointmentBooked("demo", visit, visit, visit, "H", "PR", patch, "plumbing", Priority.Routine, "C", "OP", DateOnly.FromDateTime(at.Date), new TimeOnly(8, 0), new TimeOnly(12, 0), at.AddHours(-2), at.AddHours(2), Actor.Resident, 50, at.AddDays(-3))),
            ($"{n}-report", report),
            ($"{n}-attributed", new VisitAttributed("demo", visit, visit, "H", patch, "plumbing", outcome, outcome == DoorOutcome.DO10 ? n % 2 == 0 ? Attribution.Unknown : Attribution.Unevidenced : outcome == DoorOutcome.DO22 ? Attribution.Ours : Attribution.AgreedChange, 1, at.AddMinutes(1))),
        };
        if (n % 4 == 1)
            events.Add(($"{n}-photo", new VisitEvidenceAdded("demo", visit, report.ReportId, visit, "H", Complete, at.AddMinutes(5))));
        if (n % 4 == 1)
            events.Add(($"{n}-attributed-again", new VisitAttributed("demo", visit, visit, "H", patch, "plumbing", outcome, outcome == DoorOutcome.DO10 ? Attribution.Unknown : Attribution.Ours, 2, at.AddMinutes(6))));
        if (n % 7 == 0)
            events.Add(($"{n}-disputed", new VisitDisputed("demo", visit, visit, "H", at.AddDays(1))));
        if (n % 14 == 0)
            events.Add(($"{n}-decided", new DisputeDecided("demo", visit, visit, "H", n % 28 == 0, at.AddDays(2))));
        if (n % 6 == 5)
            events.Add(($"{n}-corrected", report with { ReportId = new Guid(n, 1, 0, new byte[8]), Supersedes = report.ReportId, Outcome = DoorOutcome.DO01, Evidence = null, OccurredAt = at.AddHours(1) }));
        if (n % 3 == 0)
            events.Add(($"{n}-changed", new AppointmentChanged("demo", visit, visit, visit, "H", "PR", patch, "plumbing", Priority.Routine, "C", "OP", DateOnly.FromDateTime(at.Date), new TimeOnly(8, 0), new TimeOnly(12, 0), at.AddHours(-2), at.AddHours(2), at.AddDays(-1), at.AddDays(-1), n % 2 == 0 ? Actor.Resident : Actor.Landlord, 30, at.AddDays(-2))));
        return events;
    }

    private static VisitOutcomeReported Report(Guid visit, DoorOutcome outcome, DateTimeOffset at, string patch, DoorEvidence? evidence) => new(
        "demo", new Guid([.. visit.ToByteArray().Reverse()]), null, visit, visit, "HOUSEHOLD-IN-CLEAR", patch, "plumbing", Priority.Routine, "C", "OPERATIVE-IN-CLEAR", outcome, outcome == DoorOutcome.DO22 ? null : at,
        outcome == DoorOutcome.DO22 ? null : at.AddMinutes(15), outcome == DoorOutcome.DO10 ? evidence : null, [], at.AddHours(-2), at.AddHours(2), Actor.Contractor, at);

    internal static string Contact(string source, int i) =>
        $$"""{"source":"{{source}}","eventId":"c{{i}}","type":"ContactReceived","contactId":"c{{i}}","occurredAt":"2025-06-{{(i % 28) + 1:00}}T{{i % 24:00}}:00:00Z","propertyRef":"P{{i % 9}}","channel":"phone"{{(i % 4 == 0 ? "" : ",\"code\":\"FD01\"")}},"patch":"North","trade":"plumbing"}""";

    internal static string Line(string source, string id, IEvent e)
    {
        var members = JsonSerializer.SerializeToNode(e, e.GetType(), Json.Options)!.AsObject();
        members["source"] = source;
        members["eventId"] = id;
        members["type"] = e.GetType().Name;
        return members.ToJsonString();
    }
}
