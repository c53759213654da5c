using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Analytics;

/// <summary>What an analyst's system says and hears. Each test has a source of its own.</summary>
internal static class AnalyticsHarness
{
    private static int _count;

    public static string NewSource() => string.Create(CultureInfo.InvariantCulture, $"test-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}");

    public static async Task<(int Status, JsonElement Body)> PostLinesAsync(this RepairsSystem system, IEnumerable<string> lines, bool zipped = false, int? cut = null)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        if (zipped)
        {
            using var packed = new MemoryStream();
            await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                await gzip.WriteAsync(bytes);
            bytes = packed.ToArray();
        }

        using var content = new ByteArrayContent(bytes, 0, cut ?? bytes.Length);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return await PostAsync(system, content);
    }

    public static async Task<(int Status, JsonElement Body)> PostCsvAsync(this RepairsSystem system, Stream csv, string mapping)
    {
        using var form = new MultipartFormDataContent { { new StreamContent(csv), "file", "events.csv" }, { new StringContent(mapping), "mapping" } };
        return await PostAsync(system, form);
    }

    public static Task<(int Status, JsonElement Body)> PostCsvAsync(this RepairsSystem system, string csv, string mapping) =>
        PostCsvAsync(system, new MemoryStream(Encoding.UTF8.GetBytes(csv)), mapping);

    public static async Task<(int Status, JsonElement Body)> MeasureAsync(this RepairsSystem system, string id, string query)
    {
        using var analyst = system.As(Roles.Analyst);
        using var answer = await analyst.GetAsync(new Uri($"/api/analytics/measures/{id}?{query}", UriKind.Relative));
        return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    /// <summary>A whole page as the analyst sees it.</summary>
    public static async Task<string> PageAsync(this RepairsSystem system, string path)
    {
        using var analyst = system.As(Roles.Analyst);
        return await analyst.GetStringAsync(new Uri(path, UriKind.Relative));
    }

    /// <summary>Numerator and denominator of every period.</summary>
    public static async Task<IReadOnlyDictionary<string, (long? Numerator, long? Denominator)>> CountsAsync(this RepairsSystem system, string id, string query)
    {
        var (status, body) = await system.MeasureAsync(id, query);
        Assert.True(status == 200, body.ToString());
        return body.GetProperty("points").EnumerateArray().ToDictionary(p => p.GetProperty("period").GetString()!, p => (Number(p, "numerator"), Number(p, "denominator")), StringComparer.Ordinal);
    }

    /// <summary>Everything that is counted of a source.</summary>
    public static async Task<string> BucketsAsync(this RepairsSystem system, string source) => (await system.ScalarAsync<string>($"""
        select string_agg(concat_ws('|', day, patch, trade, counter, n), E'\n' order by day, patch, trade, counter)
        from analytics.bucket where landlord = 'demo' and source = '{source}'
        """))!;

    /// <summary>Waits until nothing waits to be counted, mark by mark or as a whole.</summary>
    public static Task CountedAsync(this RepairsSystem system) => Eventually.TrueAsync(
        async () => !await system.ScalarAsync<bool>("select exists (select from analytics.dirty) or exists (select from analytics.rebuild where finished_at is null)"), 60, "everything to be counted");

    public static string Visit(string source, string id, string at, string outcome, string more = "") =>
        $$"""{"source":"{{source}}","eventId":"{{id}}","type":"VisitImported","occurredAt":"{{at}}","outcome":"{{outcome}}"{{(more.Length == 0 ? "" : "," + more)}}}""";

    private static async Task<(int Status, JsonElement Body)> PostAsync(RepairsSystem system, HttpContent content)
    {
        using var analyst = system.As(Roles.Analyst);
        analyst.Timeout = TimeSpan.FromMinutes(10);
        using var answer = await analyst.PostAsync(new Uri("/api/analytics/events", UriKind.Relative), content);
        return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    private static long? Number(JsonElement point, string name) => point.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;
}
