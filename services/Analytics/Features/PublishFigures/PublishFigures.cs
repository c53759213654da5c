using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Platform;

namespace Repairs.Analytics.Features.PublishFigures;

/// <summary>What to publish. Without measures: all of them that are kept by day.</summary>
internal sealed record PublishAsked(string? Title, string? From, string? To, string? Grain, string? By, string? Source, IReadOnlyList<string?>? Measures);

/// <summary>A publication in a list.</summary>
internal sealed record PublicationRow
{
    public Guid Id { get; init; }

    public string Title { get; init; } = "";

    public DateOnly FirstDay { get; init; }

    public DateOnly LastDay { get; init; }

    public string Grain { get; init; } = "";

    public string[] Sources { get; init; } = [];

    public string[] Measures { get; init; } = [];

    public DateTimeOffset PublishedAt { get; init; }

    public string PublishedBy { get; init; } = "";
}

/// <summary>Figures as they were published.</summary>
internal sealed record Publication(Guid Id, string Title, DateOnly FirstDay, DateOnly LastDay, string Grain, DateTimeOffset PublishedAt, string PublishedBy, IReadOnlyList<MeasureAnswer> Answers);

/// <summary>
/// <c>/api/analytics/publications</c>: figures of a time, kept as they were said. Later data changes the figures and is marked there; what was published is
/// answered byte for byte as on its day. Under the public profile whoever publishes: it may be given to anyone as it is.
/// </summary>
internal static class PublishFigures
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/analytics/publications", PostAsync).ForSystems(Roles.Analyst)
            .WithTags("Analytics").WithSummary("Publish the figures of a time")
            .WithDescription("`{title, from, to, grain?, by?, source?, measures?}`. The figures are kept as they are now and never change, always under the public profile: counts from 1 to 9 hidden, rates of fewer than 25 hidden, everything rounded to 5. M01 is always published with M02, M03, M04 and W28. While a source is still being counted, or counted again, its figures are not published (422).")
            .Accepts<PublishAsked>("application/json").Produces<PublicationRow>(201);
        app.MapGet("/api/analytics/publications", ListAsync).ForSystems(Roles.Analyst, Roles.Manager)
            .WithTags("Analytics").WithSummary("What was published").Produces<IReadOnlyList<PublicationRow>>();
        app.MapGet("/api/analytics/publications/{id:guid}", GetAsync).ForSystems(Roles.Analyst, Roles.Manager)
            .WithTags("Analytics").WithSummary("Figures as they were published").WithDescription("`Accept: text/csv` gives CSV.").Produces<Publication>();
    }

    private static async Task<IResult> PostAsync(HttpContext http, Database<AnalyticsService> db, BusinessClock clock, CancellationToken ct)
    {
        var asked = await JsonSerializer.DeserializeAsync<PublishAsked>(http.Request.Body, Json.Strict, ct) ?? new PublishAsked(null, null, null, null, null, null, null);
        var caller = Caller.Of(http);
        var reader = Reader.Of(http);
        if (reader.Refusal is { } own)
            return own;
        var now = clock.GetUtcNow();
        await using var unit = await db.BeginAsync(ct);
        var (publication, refusal) = await MakeAsync(unit.Connection, asked, reader, now, ct);
        if (publication is null)
            return refusal!;
        await PublishFiguresSql.KeepAsync(unit, caller.Landlord, publication, JsonSerializer.Serialize(publication, Json.Options), MeasureCsv.Write(publication.Answers), ct);
        return await unit.CommitAsync(201, Row(publication), ct, $"/api/analytics/publications/{publication.Id}");
    }

    /// <summary>The figures to publish; or why they are not.</summary>
    internal static async Task<(Publication? Publication, IResult? Refusal)> MakeAsync(NpgsqlConnection connection, PublishAsked asked, Reader reader, DateTimeOffset now, CancellationToken ct)
    {
        var faults = new Faults();
        var title = asked.Title?.Trim();
        faults.When(title is not { Length: > 0 and <= 200 }, "title", "Give it a title of at most 200 characters.");
        faults.When(string.IsNullOrWhiteSpace(asked.From), "from", "Say which day it begins.");
        faults.When(string.IsNullOrWhiteSpace(asked.To), "to", "Say which day it ends.");
        var measures = Chosen(asked.Measures, faults);
        if (faults.Any)
            return (null, Problems.Invalid(faults));

        var known = await ReadMeasureSql.KnownAsync(connection, reader with { Profile = Profile.Public }, ct);
        var unfinished = known.Sources.Where(s => (asked.Source is null || s.Source == asked.Source.Trim()) && (s.Counting || s.Recounting)).Select(s => s.Source).ToList();
        if (faults.When(unfinished.Count > 0, "source", $"{string.Join(", ", unfinished)} {(unfinished.Count == 1 ? "is" : "are")} still being counted: publish when that is done.").Any)
            return (null, Problems.Invalid(faults));
        var answers = new List<MeasureAnswer>();
        foreach (var measure in measures)
        {
            // What is never published without the others comes for the whole landlord where it cannot be split as they are.
            var companion = asked.Measures is { } named && !named.Contains(measure.Id, StringComparer.OrdinalIgnoreCase);
            var by = companion && asked.By is { } split && !measure.By.Contains(split.Trim().ToLowerInvariant()) ? null : asked.By;
            var (query, wrong) = MeasureQuery.Read(measure, new Asked(asked.From, asked.To, asked.Grain ?? "month", by, null, asked.Source, null, null), known, now);
            if (query is null)
                return (null, wrong.ToResult());
            if (query.To >= LondonTime.DateOf(now))
                return (null, Problems.Invalid(faults.When(true, "to", "Publish a period once it has ended.")));
            answers.Add(await MeasureAnswer.ReadAsync(connection, reader.Landlord, query, known, now, ct));
        }

        return (new Publication(Guid.CreateVersion7(), title!, answers[0].From, answers[0].To, answers[0].Grain, now, reader.Subject, answers), null);
    }

    private static List<Measure> Chosen(IReadOnlyList<string?>? asked, Faults faults)
    {
        if (asked is null)
            return [.. Measures.All.Where(m => m is { Of: not null, FromEvents: false })];
        var chosen = asked.Select(id => (Id: id, Measure: Measures.Find(id ?? ""))).ToList();
        faults.When(chosen.Count == 0 || chosen.Exists(c => c.Measure is null), "measures", "Name measures that /api/analytics/measures lists.");
        faults.When(chosen.Exists(c => c.Measure is { Of: null }), "measures", "M30 counts what we received and is not published by period.");
        var ids = chosen.Where(c => c.Measure?.Of is not null).Select(c => c.Measure!.Id);
        return [.. Measures.All.Where(m => (ids.Contains("M01") && Measures.Headline.Contains(m.Id)) || ids.Contains(m.Id))];
    }

    private static async Task<IResult> ListAsync(HttpContext http, Database<AnalyticsService> db, CancellationToken ct)
    {
        if (Reader.Of(http).Refusal is { } own)
            return own;
        await using var connection = await db.OpenAsync(ct);
        return Results.Json(await PublishFiguresSql.ListAsync(connection, Caller.Of(http).Landlord, ct), Json.Options);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, Database<AnalyticsService> db, CancellationToken ct)
    {
        if (Reader.Of(http).Refusal is { } own)
            return own;
        await using var connection = await db.OpenAsync(ct);
        var csv = http.Request.GetTypedHeaders().Accept.Any(a => a.MediaType.Value is "text/csv");
        return await PublishFiguresSql.TextAsync(connection, Caller.Of(http).Landlord, id, csv, ct) is { } text
            ? Results.Text(text, csv ? "text/csv" : "application/json", Encoding.UTF8)
            : Problems.NotFound();
    }

    private static PublicationRow Row(Publication p) => new()
    {
        Id = p.Id, Title = p.Title, FirstDay = p.FirstDay, LastDay = p.LastDay, Grain = p.Grain, Sources = [.. p.Answers[0].Sources],
        Measures = [.. p.Answers.Select(a => a.Measure.Id)], PublishedAt = p.PublishedAt, PublishedBy = p.PublishedBy,
    };
}
