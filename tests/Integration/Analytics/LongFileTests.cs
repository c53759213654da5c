using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Repairs.Platform;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Integration.Analytics;

/// <summary>Long files over HTTP, and files by the command line.</summary>
[Collection(SystemCollection.Name)]
public sealed class LongFileTests(SharedSystem shared, ITestOutputHelper output)
{
    private RepairsSystem System => shared.System;

    /// <summary>2 GB with <c>REPAIRS_LONG</c> set, 200 MB otherwise.</summary>
    [Fact]
    public async Task A_huge_upload_is_streamed_and_its_good_rows_are_kept()
    {
        var length = Environment.GetEnvironmentVariable("REPAIRS_LONG") is { Length: > 0 } ? 2L << 30 : 200L << 20;
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync([AnalyticsHarness.Visit(source, "warm", "2025-03-04T10:00:00Z", "DO01")]);
        var before = await RestingAsync();
        using var client = new HttpClient { BaseAddress = System.Url, Timeout = TimeSpan.FromMinutes(10) };
        client.DefaultRequestHeaders.Add("X-Demo-Role", Roles.Analyst);
        using var content = new LongContent(source, length);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var stop = new CancellationTokenSource();
        var most = 0.0;
        var watching = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                most = Math.Max(most, Resident());
                await Task.Delay(50);
            }
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/analytics/events") { Content = content };
        using var answer = await client.SendAsync(request);
        await stop.CancelAsync();
        await watching;
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.True(answer.StatusCode == HttpStatusCode.OK, body.ToString());
        Assert.Equal((content.Good, content.Broken), (body.GetProperty("accepted").GetInt64(), body.GetProperty("rejectedCount").GetInt64()));
        Assert.Equal(100, body.GetProperty("rejected").GetArrayLength());
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{length / 1e6:N0} MB, {content.Good:N0} good rows kept, {content.Broken:N0} broken ones named; memory {before:N0} MB before, {most:N0} MB at most"));
        Assert.InRange(most - before, -1_000, 600);
    }

    [Fact]
    [Trait("case", "2")]
    public async Task Of_two_lines_of_a_long_file_with_one_id_the_first_is_kept()
    {
        const int Ids = 4_000;
        var source = AnalyticsHarness.NewSource();
        string Line(int id, string outcome) => AnalyticsHarness.Visit(source, $"e{id}", "2025-03-04T10:00:00Z", outcome, "\"evidence\":\"complete\"");
        var (status, body) = await System.PostLinesAsync([.. Enumerable.Range(0, Ids).Select(i => Line(i, "DO01")), .. Enumerable.Range(0, Ids).Select(i => Line(i, i % 4 == 0 ? "DO01" : "DO10"))]);

        Assert.True(status == 200, body.ToString());
        Assert.Equal((Ids, Ids / 4, Ids * 3 / 4), (body.GetProperty("accepted").GetInt32(), body.GetProperty("duplicates").GetInt32(), body.GetProperty("quarantined").GetInt32()));
        Assert.Equal(Enumerable.Range(0, Ids).Where(i => i % 4 != 0).Take(100).Select(i => Ids + i + 1L), body.GetProperty("inQuarantine").EnumerateArray().Select(d => d.GetProperty("line").GetInt64()));
        Assert.Equal(0, await System.ScalarAsync<int>($"select count(*) from analytics.event where source = '{source}' and code <> 'DO01'"));
    }

    [Fact]
    [Trait("case", "1")]
    public async Task A_long_file_that_is_sent_again_changes_nothing_and_what_is_new_in_it_is_taken()
    {
        const int First = 55_000;
        var (source, other) = (AnalyticsHarness.NewSource(), AnalyticsHarness.NewSource());
        string Line(int i, string outcome) => AnalyticsHarness.Visit(i % 7 == 0 ? other : source, $"e{i}", $"2025-03-{(i % 28) + 1:00}T10:00:00Z", outcome);
        await System.PostLinesAsync(Enumerable.Range(0, First).Select(i => Line(i, "DO01")));
        var before = await System.BucketsAsync(source) + await System.BucketsAsync(other);

        var (status, body) = await System.PostLinesAsync(Enumerable.Range(0, First).Select(i => Line(i, i >= 52_000 && i % 10 == 0 ? "DO11" : "DO01")).Append(AnalyticsHarness.Visit(source, "x", "1970-01-01T10:00:00Z", "DO01")));
        Assert.True(status == 200, body.ToString());
        Assert.Equal((0, First - 300, 301), (body.GetProperty("accepted").GetInt32(), body.GetProperty("duplicates").GetInt32(), body.GetProperty("quarantined").GetInt32()));
        Assert.Equal(52_001, body.GetProperty("inQuarantine")[0].GetProperty("line").GetInt64());
        Assert.Equal(before, await System.BucketsAsync(source) + await System.BucketsAsync(other));
        Assert.Equal(First, await System.ScalarAsync<int>($"select count(*) from analytics.event where source in ('{source}', '{other}')"));

        (_, body) = await System.PostLinesAsync(Enumerable.Range(0, First + 500).Select(i => Line(i, "DO01")));
        Assert.Equal((500, First), (body.GetProperty("accepted").GetInt32(), body.GetProperty("duplicates").GetInt32()));
        Assert.Equal(First + 500, await System.ScalarAsync<int>($"select sum(accepted) from analytics.intake where source in ('{source}', '{other}')"));
        Assert.Equal(0, await System.ScalarAsync<int>($"select count(*) from analytics.staging s join analytics.intake i on i.id = s.intake where i.source = '{source}'"));
    }

    [Fact]
    public async Task A_file_by_the_command_line_shows_how_far_it_is_and_what_became_of_each_line()
    {
        var source = AnalyticsHarness.NewSource();
        var file = Path.Combine(System.Folder, $"{source}.ndjson.gz");
        await using (var packed = new GZipStream(File.Create(file), CompressionLevel.Fastest))
        await using (var writer = new StreamWriter(packed))
        {
            for (var i = 0; i < 50; i++)
                await writer.WriteLineAsync(i == 20 ? "{\"half a li" : AnalyticsHarness.Visit(source, $"e{i}", i == 30 ? "1970-01-01T00:00:00Z" : i == 31 ? "2025-03-04T10:00:00" : "2025-03-04T10:00:00Z", "DO01"));
        }

        var (code, said) = await System.TryVerbAsync(null, "analytics", "import", file);
        Assert.True(code == 0, said);
        Assert.Contains("] 100%", said, StringComparison.Ordinal);
        Assert.Contains("48 accepted, 0 duplicates, 1 in quarantine, 1 rejected", said, StringComparison.Ordinal);
        Assert.Contains("line 21: it is not JSON", said, StringComparison.Ordinal);
        Assert.Contains("line 31 is in quarantine: it says it happened before 1990", said, StringComparison.Ordinal);
        Assert.Contains("1 times had no offset", said, StringComparison.Ordinal);
        Assert.Contains("0 accepted, 48 duplicates", await System.VerbAsync("analytics", "import", file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_csv_by_the_command_line_names_what_its_mapping_lacks()
    {
        var source = AnalyticsHarness.NewSource();
        var file = Path.Combine(System.Folder, $"{source}.csv");
        var mapping = Path.Combine(System.Folder, $"{source}.json");
        await File.WriteAllTextAsync(file, "day,kept\n2025-03-03,1\n04/03/2025,1\nMar 5 2025,1\n2025-03-06,0\n");
        await File.WriteAllTextAsync(mapping, $$$"""{"source":"{{{source}}}","occurredAt":"visit_day","outcome":{"column":"kept","values":{"1":"DO01","0":"DO10"} } }""");
        var (code, said) = await System.TryVerbAsync(null, "analytics", "import", file, "--mapping", mapping);
        Assert.Equal(65, code);
        Assert.Contains("no column 'visit_day'", said.Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);

        await File.WriteAllTextAsync(mapping, $$$"""{"source":"{{{source}}}","occurredAt":"day","outcome":{"column":"kept","values":{"1":"DO01","0":"DO10"} } }""");
        said = await System.VerbAsync("analytics", "import", file, "--mapping", mapping);
        Assert.Contains("2 accepted, 0 duplicates, 0 in quarantine, 2 rejected", said, StringComparison.Ordinal);
        Assert.Equal(66, (await System.TryVerbAsync(null, "analytics", "import", "/nowhere.csv")).Code);
        Assert.Equal(64, (await System.TryVerbAsync(null, "analytics", "import")).Code);
    }

    /// <summary>The least memory over two seconds.</summary>
    private async Task<double> RestingAsync()
    {
        var least = Resident();
        for (var i = 0; i < 40; i++)
        {
            await Task.Delay(50);
            least = Math.Min(least, Resident());
        }

        return least;
    }

    private double Resident() => System.ProcessIds.Max(id =>
        File.ReadLines($"/proc/{id}/status").Where(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Select(l => double.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024).FirstOrDefault());

    /// <summary>Lines of 200 kB that break off, and a good one after each.</summary>
    private sealed class LongContent(string source, long length) : HttpContent
    {
        private readonly byte[] _broken = Encoding.UTF8.GetBytes($"{{\"source\":\"{source}\",\"eventId\":\"{new string('x', 200_000)}\n");

        public long Good { get; private set; }

        public long Broken { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (long sent = 0; sent < length;)
            {
                await stream.WriteAsync(_broken);
                var good = Encoding.UTF8.GetBytes(AnalyticsHarness.Visit(source, $"g{Good}", "2025-03-04T10:00:00Z", "DO01") + "\n");
                await stream.WriteAsync(good);
                sent += _broken.Length + good.Length;
                Good++;
                Broken++;
            }
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = 0;
            return false;
        }
    }
}
