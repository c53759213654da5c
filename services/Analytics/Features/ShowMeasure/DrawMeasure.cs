using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Repairs.Analytics.Features.AnnotateChart;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowFigures;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ShowMeasure;

/// <summary><c>/analytics/measures/{id}/svg</c>: a measure's chart as a picture, for reports and for browsers without JavaScript.</summary>
internal static class DrawMeasure
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/analytics/measures/{id}/svg", GetAsync).ForPeople(Roles.Analyst, Roles.Manager).ExcludeFromDescription();

    private static async Task<IResult> GetAsync(
        string id, HttpContext http, Database<AnalyticsService> db, BusinessClock clock, CancellationToken ct,
        string? from = null, string? to = null, string? grain = null, string? asOf = null, string? source = null, string? patch = null, string? trade = null, string? limits = null)
    {
        var now = clock.GetUtcNow();
        await using var connection = await db.OpenAsync(ct);
        var (query, known, refusal) = await ReadMeasure.ReadMeasure.AskAsync(connection, http, id, new Asked(from, to, grain, null, asOf, source, patch, trade), now, ct);
        if (query is null)
            return refusal!;
        var landlord = query.Reader.Landlord;
        var answer = await MeasureAnswer.ReadAsync(connection, landlord, query with { Whole = limits == "whole" }, known!, now, ct);
        if (answer.Points.Count == 0)
            return Problems.Of(404, "nothing-to-draw", "Nothing of this happened then, so there is no chart.");
        var notes = await AnnotateChartSql.BetweenAsync(connection, landlord, answer.From, answer.To, ct);
        var beside = await BesideAsync(http, connection, query, now, ct);
        return Results.File(Encoding.UTF8.GetBytes(MeasureSvg.Write(answer, query.Grain, notes, beside)), "image/svg+xml; charset=utf-8");
    }

    /// <summary>What the measure is never shown without, over the whole time, in words: a picture is passed on by itself.</summary>
    private static async Task<IReadOnlyList<string>> BesideAsync(HttpContext http, NpgsqlConnection connection, MeasureQuery query, DateTimeOffset now, CancellationToken ct)
    {
        List<string> lines = [];
        foreach (var also in (await ReadMeasure.ReadMeasure.BesideAsync(http, query, now, ct)).Where(q => q.Measure.Kind != Kind.Table))
        {
            var figure = await WholeRange.OfAsync(connection, query.Reader.Landlord, also, now, ct);
            lines.Add($"{also.Measure.Id} {also.Measure.Name}: {Show.Value(figure)} ({Show.Of(figure)}) {Show.Marks(figure)}".TrimEnd());
        }

        return lines.Count == 0 ? [] : [$"Never shown without, {Show.Date(query.From)} to {Show.Date(query.To)}:", .. lines];
    }
}
