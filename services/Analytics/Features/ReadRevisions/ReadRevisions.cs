using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ReadRevisions;

/// <summary><c>GET /api/analytics/revisions</c>: which figures changed after they were final, from what to what, and which events did it.</summary>
internal static class ReadRevisions
{
    private const int Listed = 1_000;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/analytics/revisions", GetAsync).ForSystems(Roles.Analyst, Roles.Manager)
            .WithTags("Analytics").WithSummary("Figures that changed after they were final")
            .WithDescription("""
                A period is final 14 days after its end; what arrives later is counted and listed here: `{at, measure, source, grain, period, old, new, causes, events}`, the latest first, at most 1,000.
                `measure`, `source`, `from`, `to` (days) narrow; `grain` week, month (where it is missing), quarter or year. Counts are rounded to 5 where fewer than 5 changed.
                """)
            .Produces<IReadOnlyList<RevisionEntry>>();

    private static async Task<IResult> GetAsync(
        HttpContext http, Database<AnalyticsService> db, BusinessClock clock, CancellationToken ct,
        string? measure = null, string? source = null, string? from = null, string? to = null, string? grain = null)
    {
        var now = clock.GetUtcNow();
        var reader = Reader.Of(http);
        if (reader.Refusal is { } own)
            return own;
        await using var connection = await db.OpenAsync(ct);
        var known = await ReadMeasureSql.KnownAsync(connection, reader, ct);
        var (query, unreadable, faults) = Read(measure, source, from, to, grain, known, now);
        if (query is null)
            return unreadable.Any ? Problems.Unreadable(unreadable) : Problems.Invalid(faults);
        var entries = await RevisionLog.ReadAsync(connection, reader.Landlord, query, known, now, ct);
        return Results.Json(entries.Take(Listed), Json.Options);
    }

    private static (RevisionQuery? Query, Faults Unreadable, Faults Faults) Read(string? measure, string? source, string? from, string? to, string? grain, Known known, DateTimeOffset now)
    {
        var (unreadable, faults) = (new Faults(), new Faults());
        var first = Date(from, "from", unreadable) ?? LondonTime.DateOf(now).AddYears(-3);
        var last = Date(to, "to", unreadable) ?? LondonTime.DateOf(now);
        var period = Grain.Month;
        faults.When(first > last, "from", "'from' is after 'to': swap them.");
        faults.When(first.Year is < 1990 or > 2200 || last.Year is < 1990 or > 2200, "from", "Ask for dates from 1990 to 2200.");
        faults.When(!string.IsNullOrWhiteSpace(grain) && (grain.All(char.IsDigit) || !Enum.TryParse(grain, ignoreCase: true, out period) || period == Grain.Day), "grain", "'grain' is week, month, quarter or year.");
        faults.When(!string.IsNullOrWhiteSpace(measure) && Measures.Find(measure) is null, "measure", "There is no measure of that name. /api/analytics/measures lists them.");
        faults.When(!string.IsNullOrWhiteSpace(source) && known.Sources.All(s => s.Source != source), "source", "No source has that name.");
        return unreadable.Any || faults.Any
            ? (null, unreadable, faults)
            : (new RevisionQuery(Blank(source), Blank(measure) is { } id ? Measures.Find(id)!.Id : null, period, first, last), unreadable, faults);
    }

    private static DateOnly? Date(string? text, string field, Faults unreadable)
    {
        if (Blank(text) is not { } given)
            return null;
        if (DateOnly.TryParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        unreadable.Add(field, $"'{field}' is a date of the form 2025-03-31.");
        return null;
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
