using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Repairs.Analytics.Features.PublishFigures;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.RebuildFigures;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Analytics;

/// <summary>How many events have a fault (M30), in numbers.</summary>
public sealed class QualityTests
{
    [Fact]
    [Trait("case", "1")]
    [Trait("case", "2")]
    public async Task What_comes_twice_is_kept_apart_or_lacks_something_counts_as_a_fault_until_it_is_put_right()
    {
        await using var system = await RepairsSystem.StartAsync(new SystemOptions { Services = ["Analytics"] });
        const string Source = "q";
        var at = (await system.NowAsync()).AddDays(-2).ToString("O", CultureInfo.InvariantCulture);
        string Line(string id, string type, string more) => $$"""{"source":"{{Source}}","eventId":"{{id}}","type":"{{type}}","occurredAt":"{{at}}",{{more}}}""";
        List<string> contacts = [.. Enumerable.Range(0, 60).Select(i => Line($"c{i}", "ContactReceived", $"\"contactId\":\"c{i}\",\"channel\":\"phone\"{(i < 40 ? "" : ",\"code\":\"FD01\"")}"))];
        await system.PostLinesAsync(contacts);
        Assert.Equal((40, 60), await FaultsAsync(system, Source));

        // Coded later: the same contact once, and its fault is gone.
        await system.PostLinesAsync(Enumerable.Range(0, 20).Select(i => Line($"coded{i}", "ContactReceived", $"\"contactId\":\"c{i}\",\"channel\":\"phone\",\"code\":\"FD02\",\"supersedes\":\"c{i}\"")));
        Assert.Equal((20, 80), await FaultsAsync(system, Source));
        Assert.Contains("Of 60 contacts", await system.PageAsync($"/analytics/data-quality?source={Source}"), StringComparison.Ordinal);

        // The same again, before and after a restart.
        var before = await system.BucketsAsync(Source);
        Assert.Equal((0, 10), Taken(await system.PostLinesAsync(contacts.Take(10))));
        Assert.Equal((30, 90), await FaultsAsync(system, Source));
        await system.RestartAsync();
        Assert.Equal((0, 10), Taken(await system.PostLinesAsync(contacts.Take(10))));
        Assert.Equal((40, 100), await FaultsAsync(system, Source));

        // The same ids with something else in them.
        var (_, kept) = await system.PostLinesAsync(contacts.Take(10).Select(c => c.Replace("phone", "email", StringComparison.Ordinal)));
        Assert.Equal(10, kept.GetProperty("quarantined").GetInt32());
        Assert.Equal((50, 110), await FaultsAsync(system, Source));
        Assert.Equal(before, await system.BucketsAsync(Source));

        // No answer at the door without evidence, which comes later for half of them.
        await system.PostLinesAsync(Enumerable.Range(0, 20).Select(i => Line($"r{i}", "VisitOutcomeReported", $"\"visitId\":\"v{i}\",\"reportId\":\"report{i}\",\"outcome\":\"DO10\",\"by\":\"Contractor\"")));
        Assert.Equal((70, 130), await FaultsAsync(system, Source));
        await system.PostLinesAsync(Enumerable.Range(0, 10).Select(i => Line($"e{i}", "VisitEvidenceAdded", $"\"visitId\":\"v{i}\",\"reportId\":\"report{i}\",{AllEvidence}")));
        Assert.Equal((60, 140), await FaultsAsync(system, Source));

        await system.VerbAsync("analytics", "rebuild");
        Assert.Equal((60, 140), await FaultsAsync(system, Source));
    }

    internal const string AllEvidence = "\"evidence\":{\"timeOnSite\":true,\"nearAddress\":true,\"twoTries\":true,\"cardPhoto\":true,\"briefRead\":true}";

    private static (int Accepted, int Duplicates) Taken((int Status, System.Text.Json.JsonElement Body) answer) =>
        (answer.Body.GetProperty("accepted").GetInt32(), answer.Body.GetProperty("duplicates").GetInt32());

    private static async Task<(long? Faulty, long? Of)> FaultsAsync(RepairsSystem system, string source)
    {
        await system.CountedAsync();
        return Assert.Single(await system.CountsAsync("M30", $"source={source}&grain=year")).Value;
    }
}

/// <summary>Which faults are left is decided by the set of events, never by their order.</summary>
public sealed class HealedTests(AnalyticsAlone alone) : IClassFixture<AnalyticsAlone>
{
    private const string Source = "s";

    [Fact]
    public async Task Faults_that_were_put_right_are_gone_in_any_order_and_after_a_rebuild()
    {
        string Line(string id, string type, string more) => $$"""{"source":"{{Source}}","eventId":"{{id}}","type":"{{type}}","occurredAt":"2026-03-04T10:00:00Z","recordedAt":"2026-03-04T11:00:00Z",{{more}}}""";
        string Report(int i, string outcome, string more = "") => Line($"r{i}{more.Length}", "VisitOutcomeReported", $"\"visitId\":\"v{i}\",\"reportId\":\"report{i}{more.Length}\",\"outcome\":\"{outcome}\",\"by\":\"Contractor\"{more}");
        string Contact(string id, int i, string more) => Line(id, "ContactReceived", $"\"contactId\":\"c{i}\",\"channel\":\"phone\"{more}");
        List<string> lines =
        [
            // 30 visits without evidence: it comes for ten, five were something else, three are taken back, and three of the ten are told of again without it.
            .. Enumerable.Range(0, 30).Select(i => Report(i, "DO10")),
            .. Enumerable.Range(0, 10).Select(i => Line($"e{i}", "VisitEvidenceAdded", $"\"visitId\":\"v{i}\",\"reportId\":\"report{i}0\",{QualityTests.AllEvidence}")),
            .. Enumerable.Range(10, 5).Select(i => Report(i, "DO01", $",\"supersedes\":\"r{i}0\"")),
            .. Enumerable.Range(15, 3).Select(i => Line($"void{i}", "Void", $"\"voids\":\"r{i}0\"")),
            .. Enumerable.Range(0, 3).Select(i => Report(i, "DO10", ",\"arrivedAt\":\"2026-03-04T09:00:00Z\"").Replace("T10:00:00Z", "T10:30:00Z", StringComparison.Ordinal)),

            // 20 contacts without a code: ten get one, one is taken back, and one code is.
            .. Enumerable.Range(0, 20).Select(i => Contact($"c{i}", i, "")),
            .. Enumerable.Range(0, 10).Append(11).Select(i => Contact($"coded{i}", i, $",\"code\":\"FD01\",\"supersedes\":\"c{i}\"")),
            Line("void c10", "Void", "\"voids\":\"c10\""), Line("void coded11", "Void", "\"voids\":\"coded11\""),
        ];
        var expected = $"(2026-06-01,{lines.Count},{12 + (2 * 3) + 9})";
        for (var seed = 0; seed < 25; seed++)
        {
            var random = new Random(seed);
            var order = lines.ToArray();
            random.Shuffle(order);
            var landlord = $"healed{seed}";
            foreach (var part in order.Chunk(random.Next(3, 60)))
            {
                await alone.StoreAsync(landlord, part);
                if (random.Next(2) == 0)
                    await alone.CountAsync(landlord, Source);
                if (random.Next(8) == 0)
                    await RebuildAsync(landlord);
            }

            await alone.CountAsync(landlord, Source);
            Assert.Equal(expected, await ReceivedAsync(landlord));
            await RebuildAsync(landlord);
            Assert.Equal(expected, await ReceivedAsync(landlord));
        }
    }

    [Fact]
    public async Task While_everything_is_counted_again_each_answer_says_that_it_is()
    {
        const string Again = "is being counted again";
        var landlord = "again";
        await alone.StoreAsync(landlord, [.. Enumerable.Range(0, 40).Select(i => AnalyticsHarness.Visit(Source, $"a{i}", "2026-03-04T10:00:00Z", "DO01"))]);
        await alone.CountAsync(landlord, Source);
        Assert.DoesNotContain(await NotesAsync(), n => n.Contains(Again, StringComparison.Ordinal));
        await AskAsync(landlord);
        Assert.Contains(await NotesAsync(), n => n.Contains(Again, StringComparison.Ordinal));
        Assert.Equal(422, await PublishAsync());
        await RunAsync();
        Assert.DoesNotContain(await NotesAsync(), n => n.Contains(Again, StringComparison.Ordinal));

        Assert.Null(await PublishAsync());

        async Task<int?> PublishAsync()
        {
            await using var connection = await alone.Db.OpenAsync(default);
            var (_, refusal) = await PublishFigures.MakeAsync(connection, new PublishAsked("March", "2026-03-01", "2026-03-31", null, null, Source, ["M02"]), new Reader("a", landlord, Profile.Staff, null), AnalyticsAlone.Now, default);
            return (refusal as IStatusCodeHttpResult)?.StatusCode;
        }

        async Task<IReadOnlyList<string>> NotesAsync()
        {
            await using var connection = await alone.Db.OpenAsync(default);
            var known = await ReadMeasureSql.KnownAsync(connection, new Reader("a", landlord, Profile.Staff, null), default);
            var (query, _) = MeasureQuery.Read(Measures.Find("M02")!, new Asked(null, null, "month", null, null, Source, null, null), known, AnalyticsAlone.Now);
            return (await MeasureAnswer.ReadAsync(connection, landlord, query!, known, AnalyticsAlone.Now, default)).Notes;
        }
    }

    private Task<string> ReceivedAsync(string landlord) => alone.RowsAsync($"select day, n, faulty from received where landlord = '{landlord}'");

    private async Task AskAsync(string landlord)
    {
        await using var unit = await alone.Db.BeginAsync(default);
        await RebuildFiguresSql.AskAsync(unit, landlord, Guid.CreateVersion7(), [Source], AnalyticsAlone.Now, default);
        await unit.CommitAsync(default);
    }

    private async Task RebuildAsync(string landlord)
    {
        await AskAsync(landlord);
        await RunAsync();
    }

    private async Task RunAsync()
    {
        var rebuild = new RebuildFigures(NullLogger<RebuildFigures>.Instance);
        for (var done = 1; done > 0;)
        {
            await using var unit = await alone.Db.BeginAsync(default);
            done = await rebuild.RunAsync(unit, AnalyticsAlone.Now, default);
            await unit.CommitAsync(default);
        }
    }
}
