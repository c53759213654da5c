using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary><c>GET /api/analytics/measures</c> and <c>…/{id}</c>: the registry, and figures as JSON or CSV.</summary>
internal static class ReadMeasure
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/analytics/measures", () => Results.Json(Measures.All, Json.Options))
            .ForSystems(Roles.Analyst, Roles.Manager).WithTags("Analytics").WithSummary("The registry of measures");
        app.MapGet("/api/analytics/measures/{id}", GetAsync)
            .ForSystems(Roles.Analyst, Roles.Manager).WithTags("Analytics").WithSummary("A measure's figures")
            .WithDescription("""
                Dates are whole periods: `from` goes back to the start of its period and `to` on to the end of its own. Without dates: what the sources hold, at most three years.
                `grain` day, week (Monday), month, quarter, year (financial, from April), week where it is missing; `by` one of the measure's own (`by` in the registry): patch, trade, slot, notice, channel …; `patch` and `trade` narrow; `source` one system, all where it is missing;
                `asOf` as known then, for the whole landlord. `value`, `low` and `high` are proportions 0 to 1 (Wilson 95 %). Hidden figures are null with a `marker`. A measure's `kind` says its form: a table's `group` is its row, a distribution has `p90`, a difference has `against`; `soFar` figures can still change. `beside` holds what the measure is never shown without (in CSV: further rows, told apart by `measure`). `Accept: text/csv` gives CSV.
                """)
            .Produces<MeasureAnswer>();
        app.MapGet("/api/analytics/measures/{id}/about", GetAsync)
            .ForSystems(Roles.Analyst, Roles.Manager).WithTags("Analytics").WithSummary("What stands beside a measure's figures in CSV")
            .WithDescription("The same question as for the figures, answered with what the CSV has no room for: the definition, known as of, complete to, notes, what the marks mean, and the columns (Table Schema).")
            .Produces<MeasureAbout>();
        app.MapGet("/analytics/measures/{id}/about", GetAsync).ForPeople(Roles.Analyst, Roles.Manager).ExcludeFromDescription();
        app.MapGet("/analytics/measures/{id}/csv", GetAsync).ForPeople(Roles.Analyst, Roles.Manager).ExcludeFromDescription();
    }

    /// <summary>The question that may be answered, with what there is to answer it from; or the refusal.</summary>
    public static async Task<(MeasureQuery? Query, Known? Known, IResult? Refusal)> AskAsync(NpgsqlConnection connection, HttpContext http, string id, Asked asked, DateTimeOffset now, CancellationToken ct)
    {
        if (Measures.Find(id) is not { } measure)
            return (null, null, Problems.Of(404, "not-found", "There is no measure of that name. /api/analytics/measures lists them."));
        var known = await ReadMeasureSql.KnownAsync(connection, Reader.Of(http), asked, now, ct);
        var (query, faults) = MeasureQuery.Read(measure, asked, known, now);
        if (query is null)
            return (null, null, faults.ToResult());
        return await AskMoments.AskMoments.RefuseAsync(http, query, now, ct) is { } tooClose ? (null, null, tooClose) : (query, known, null);
    }

    /// <summary>The questions about what a measure is never shown without. What cannot be split as it is comes for the whole landlord; where two moments lie too close for one of them, it is left out.</summary>
    public static async Task<IReadOnlyList<MeasureQuery>> BesideAsync(HttpContext http, MeasureQuery query, DateTimeOffset now, CancellationToken ct)
    {
        List<MeasureQuery> all = [];
        var whole = query is { By: not (null or "patch" or "trade"), Patch: null, Trade: null } ? query with { By = null } : null;
        foreach (var also in query.Measure.Beside.Select(Measures.Find).OfType<Measure>().Select(m => query.Of(m) ?? whole?.Of(m)).OfType<MeasureQuery>())
        {
            if (await AskMoments.AskMoments.CloseToAsync(http, also, now, ct) is null)
                all.Add(also);
        }

        return all;
    }

    private static async IAsyncEnumerable<MeasureAnswer> AllAsync(NpgsqlConnection connection, IReadOnlyList<MeasureQuery> queries, Known known, DateTimeOffset now, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var query in queries)
            yield return await MeasureAnswer.ReadAsync(connection, query.Reader.Landlord, query, known, now, ct);
    }

    /// <summary>An answer and what stands beside it, read while the first is on its way.</summary>
    private static async IAsyncEnumerable<MeasureAnswer> WithAsync(Database<AnalyticsService> db, MeasureAnswer answer, IReadOnlyList<MeasureQuery> beside, Known known, DateTimeOffset now, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return answer;
        if (beside.Count == 0)
            yield break;
        await using var connection = await db.OpenAsync(ct);
        await foreach (var also in AllAsync(connection, beside, known, now, ct))
            yield return also;
    }

    private static async Task<IResult> GetAsync(
        string id, HttpContext http, Database<AnalyticsService> db, BusinessClock clock, CancellationToken ct,
        string? from = null, string? to = null, string? grain = null, string? by = null, string? asOf = null, string? source = null, string? patch = null, string? trade = null)
    {
        var now = clock.GetUtcNow();
        await using var connection = await db.OpenAsync(ct);
        var (query, known, refusal) = await AskAsync(connection, http, id, new Asked(from, to, grain, by, asOf, source, patch, trade), now, ct);
        if (query is null)
            return refusal!;
        var answer = await MeasureAnswer.ReadAsync(connection, query.Reader.Landlord, query, known!, now, ct);
        var path = http.Request.Path.Value!;
        if (path.EndsWith("/about", StringComparison.Ordinal))
            return Results.Json(MeasureAbout.Of(answer, query.Measure), Json.Options);
        var beside = await BesideAsync(http, query, now, ct);
        var download = path.EndsWith("/csv", StringComparison.Ordinal);
        if (!download && !http.Request.GetTypedHeaders().Accept.Any(a => a.MediaType.Value is "text/csv"))
            return Results.Json(beside.Count == 0 ? answer : answer with { Beside = await AllAsync(connection, beside, known!, now, ct).ToListAsync(ct) }, Json.Options);
        http.Response.Headers.Link = $"<{(download ? path[..^4] : path)}/about{http.Request.QueryString}>; rel=\"describedby\"; type=\"application/json\"";
        return Results.Stream(to => MeasureCsv.WriteAsync(to, WithAsync(db, answer, beside, known!, now, ct), ct), "text/csv; charset=utf-8", download ? $"{query.Measure.Id}.csv" : null);
    }
}
