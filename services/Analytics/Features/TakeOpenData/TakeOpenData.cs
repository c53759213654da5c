using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;
using Repairs.Platform;

namespace Repairs.Analytics.Features.TakeOpenData;

/// <summary>
/// <c>GET /api/analytics/open-data</c>: figures to publish, as a zip. Every measure of the whole landlord by month, quarter or year, under the public profile whoever
/// asks: so it can be given to anyone as it is. Each measure is read, written and forgotten in turn.
/// </summary>
internal static class TakeOpenData
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/analytics/open-data", GetAsync).ForSystems(Roles.Analyst, Roles.Manager)
            .WithTags("Analytics").WithSummary("A bundle of open data")
            .WithDescription("""
                A zip: `datapackage.json` (Frictionless Data Package with a Table Schema), one CSV for each measure under `data/`, `definitions.csv`, `markers.csv`, `README.txt`, `LICENCE.txt`.
                Always under the public profile: counts from 1 to 9 hidden, rates of fewer than 25 hidden, everything rounded to 5. `from`, `to`, `source`; `grain` month (where it is missing), quarter or year.
                """)
            .Produces(200, contentType: "application/zip");
        app.MapGet("/analytics/open-data", GetAsync).ForPeople(Roles.Analyst, Roles.Manager).ExcludeFromDescription();
    }

    private static async Task<IResult> GetAsync(
        HttpContext http, Database<AnalyticsService> db, PlatformSettings settings, BusinessClock clock, CancellationToken ct,
        string? from = null, string? to = null, string? grain = null, string? source = null)
    {
        var reader = Reader.Of(http);
        if (reader.Refusal is { } own)
            return own;
        var now = clock.GetUtcNow();
        await using var connection = await db.OpenAsync(ct);
        var known = await ReadMeasureSql.KnownAsync(connection, reader with { Profile = Profile.Public }, ct);
        var (queries, faults) = Ask(new Asked(from, to, string.IsNullOrWhiteSpace(grain) ? "month" : grain, null, null, source, null, null), known, now);
        if (faults is not null)
            return faults;

        var landlord = settings.Landlords.TryGetValue(reader.Landlord, out var words) ? words.Name : reader.Landlord;
        return Results.Stream(to => WriteAsync(http, to, db, queries, known, landlord, now, ct), "application/zip", $"repairs-open-data-{now:yyyy-MM-dd}.zip");
    }

    private static (IReadOnlyList<MeasureQuery> Queries, IResult? Faults) Ask(Asked asked, Known known, DateTimeOffset now)
    {
        var queries = new List<MeasureQuery>();
        foreach (var measure in Measures.All.Where(m => m.Of is not null))
        {
            var (query, faults) = MeasureQuery.Read(measure, asked, known, now);
            if (query is null)
                return ([], faults.ToResult());
            if (query.Grain is Grain.Day or Grain.Week)
                return ([], Problems.Invalid(new Faults().When(true, "grain", "Open data are by month, quarter or year.")));
            queries.Add(query);
        }

        return (queries, null);
    }

    private static async Task WriteAsync(HttpContext http, Stream to, Database<AnalyticsService> db, IReadOnlyList<MeasureQuery> queries, Known known, string landlord, DateTimeOffset now, CancellationToken ct)
    {
        // The directory at the end of a zip is written by a call that does not wait; it is a few hundred bytes.
        if (http.Features.Get<IHttpBodyControlFeature>() is { } body)
            body.AllowSynchronousIO = true;
        await using var connection = await db.OpenAsync(ct);
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
        foreach (var query in queries)
        {
            var answer = await MeasureAnswer.ReadAsync(connection, query.Reader.Landlord, query, known, now, ct);
            await using var entry = await zip.CreateEntry(OpenData.PathOf(query.Measure), CompressionLevel.Optimal).OpenAsync(ct);
            await MeasureCsv.WriteAsync(entry, new[] { answer }.ToAsyncEnumerable(), ct);
        }

        await TextAsync(zip, "definitions.csv", OpenData.Definitions(queries.Select(q => q.Measure)), ct);
        await TextAsync(zip, "markers.csv", OpenData.Marks(), ct);
        await TextAsync(zip, "README.txt", OpenData.Readme(landlord, queries[0], known, now), ct);
        await TextAsync(zip, "LICENCE.txt", OpenData.Licence(landlord), ct);
        await TextAsync(zip, "datapackage.json", JsonSerializer.Serialize(OpenData.Package(landlord, queries, now), Pretty), ct);
    }

    private static readonly JsonSerializerOptions Pretty = new(Json.Options) { WriteIndented = true };

    private static async Task TextAsync(ZipArchive zip, string name, string text, CancellationToken ct)
    {
        await using var entry = await zip.CreateEntry(name, CompressionLevel.Optimal).OpenAsync(ct);
        await entry.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
    }
}
