using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Platform;

namespace Repairs.Analytics.Features.RebuildFigures;

/// <summary>What to count again; every source where none is named.</summary>
internal sealed record RebuildAsked(string? Source);

/// <summary>How far a rebuild is.</summary>
/// <param name="Done">Of <paramref name="Total"/>.</param>
/// <param name="Changed">Counts that came out different from what was kept.</param>
internal sealed record RebuildState(Guid Id, IReadOnlyList<string> Sources, long Done, long Total, long Changed, DateTimeOffset? FinishedAt);

/// <summary>
/// <c>POST /api/analytics/rebuilds</c> asks for every figure to be counted again from the events; <c>GET …/{id}</c> says how far that is. The work is done in
/// slices of a second or so, each in a transaction of its own that writes only what differs: figures are read as ever meanwhile, and a crash costs one slice.
/// </summary>
internal sealed class RebuildFigures(ILogger<RebuildFigures> log) : IDueWork
{
    private const int Visits = 20_000;

    /// <summary>Homes come after every story: the mark sorts behind them.</summary>
    private const string Homes = "~";

    private Feed? _last;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/analytics/rebuilds", PostAsync).ForSystems(Roles.Analyst)
            .WithTags("Analytics").WithSummary("Count every figure again from the events")
            .WithDescription("`{source?}`. The figures stay readable; `infra/repairs analytics rebuild` does the same and shows how far it is. One rebuild of a source at a time (409).")
            .Accepts<RebuildAsked>("application/json").Produces<RebuildState>(202);
        app.MapGet("/api/analytics/rebuilds/{id:guid}", GetAsync).ForSystems(Roles.Analyst, Roles.Manager)
            .WithTags("Analytics").WithSummary("How far a rebuild is").Produces<RebuildState>();
    }

    /// <summary>One slice.</summary>
    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        if (await RebuildFiguresSql.NextAsync(unit, _last, ct) is not { } feed)
            return 0;
        _last = feed;
        await CountFactsSql.ClaimAsync(unit, feed, ct);
        if (await RebuildFiguresSql.ClaimAsync(unit, feed, ct) is not { } open)
            return 1;
        await CountFactsSql.LearnSizesAsync(unit, ct);
        var next = open.Stage switch
        {
            RebuildRow.Corrections => await SettleAsync(unit, feed, open, ct),
            RebuildRow.Visits => await RestateAsync(unit, feed, open, ct),
            _ => await FillAsync(unit, feed, open, now, ct),
        };
        await RebuildFiguresSql.KeepAsync(unit, next, ct);
        if (next.FinishedAt is not null)
            log.LogInformation("Rebuilt {Source} of {Landlord} from its events: {Changed} counts differed", next.Source, next.Landlord, next.Changed);
        return 1;
    }

    private static async Task<RebuildRow> SettleAsync(UnitOfWork unit, Feed feed, RebuildRow open, CancellationToken ct)
    {
        var corrected = await CountFactsSql.AllCorrectedAsync(unit.Connection, feed, ct);
        if (corrected.Length > 0)
            await CountFactsSql.SettleAsync(unit, feed, Corrections.Resolve(await CountFactsSql.ChainsAsync(unit.Connection, unit.Transaction, feed, corrected, ct)), ct);
        await RebuildFiguresSql.ReceivedAsync(unit, feed, ct);
        return open with { Stage = RebuildRow.Visits };
    }

    private static async Task<RebuildRow> RestateAsync(UnitOfWork unit, Feed feed, RebuildRow open, CancellationToken ct)
    {
        var at = open.AtVisit.Split('|', 2);
        foreach (var story in EventTypes.Stories.Stories.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Where(s => string.CompareOrdinal(s, at[0]) >= 0))
        {
            var subjects = await RebuildFiguresSql.SubjectsAsync(unit, feed, story, story == at[0] ? at[1] : "", Visits, ct);
            if (subjects.Length == 0)
                continue;
            await CountFacts.CountFacts.RestateAsync(unit, feed, [.. subjects.Select(s => new MarkRow { Story = story, Subject = s })], ct);
            return open with { AtVisit = $"{story}|{subjects[^1]}", Done = Math.Min(open.Total, open.Done + subjects.Length) };
        }

        var homes = await RebuildFiguresSql.HomesAsync(unit, feed, at[0] == Homes ? at[1] : "", Visits, ct);
        if (homes.Length > 0)
        {
            await CountFacts.CountFacts.RestateAsync(unit, feed, [.. homes.Select(h => new MarkRow { Home = h })], ct);
            return open with { AtVisit = $"{Homes}|{homes[^1]}", Done = Math.Min(open.Total, open.Done + homes.Length) };
        }

        var (first, last) = await RebuildFiguresSql.DaysAsync(unit, feed, ct);
        var slices = first is null ? 0 : RebuildRow.Slices(first.Value, last!.Value);
        return open with { Stage = RebuildRow.Days, AtDay = first, LastDay = last, Total = open.Done + (slices * RebuildRow.SliceWeight) };
    }

    private static async Task<RebuildRow> FillAsync(UnitOfWork unit, Feed feed, RebuildRow open, DateTimeOffset now, CancellationToken ct)
    {
        if (open.AtDay is not { } from || from > open.LastDay)
        {
            await CountFactsSql.FreshenAsync(unit, feed, open.CompleteTo, open.ReceivedAt, ct, whole: true);
            return open with { Done = open.Total, FinishedAt = now };
        }

        // History is judged by when it reached us, not by when its turn came.
        var at = open.ReceivedAt ?? now;
        var next = new DateOnly(from.Year, from.Month, 1).AddMonths(1);
        DateOnly[] days = [.. Enumerable.Range(0, next.DayNumber - from.DayNumber).Select(from.AddDays)];
        var changes = await CountFactsSql.FillDaysAsync(unit, feed, from, next.AddDays(-1), at, ct);
        var sums = await CountFactsSql.RollDaysAsync(unit, feed, days, ct);
        await ProtectFigures.HomesBehindSql.RememberAsync(unit, feed, await RebuildFiguresSql.GroupsAsync(unit, feed, from, next.AddDays(-1), ct), days, ct);
        await CountFactsSql.StampAsync(unit, feed, ct);
        var late = changes.FindAll(c => c.Late);
        if (late.Count > 0)
            await CountFactsSql.ReviseAsync(unit, feed, late.ConvertAll(c => (c, open.Events is { } events ? new RevisionCause([], events) : RevisionCause.Rebuild)), at, ct);
        return open with { AtDay = next, Done = Math.Min(open.Total, open.Done + RebuildRow.SliceWeight), Changed = open.Changed + (changes.Count > 0 ? changes.Count : sums) };
    }

    private static async Task<IResult> PostAsync(HttpContext http, Database<AnalyticsService> db, BusinessClock clock, CancellationToken ct)
    {
        var asked = await JsonSerializer.DeserializeAsync<RebuildAsked>(http.Request.Body, Json.Strict, ct) ?? new RebuildAsked(null);
        var landlord = Caller.Of(http).Landlord;
        await using var unit = await db.BeginAsync(ct);
        var sources = await RebuildFiguresSql.SourcesAsync(unit, landlord, asked.Source, ct);
        if (sources.Count == 0)
            return asked.Source is null ? Problems.Of(409, "nothing-there", "Nothing has been counted yet.") : Problems.Invalid(new Faults().When(true, "source", "No source has that name."));
        var id = Guid.CreateVersion7();
        if (await RebuildFiguresSql.AskAsync(unit, landlord, id, sources, clock.GetUtcNow(), ct) == 0)
            return Problems.Of(409, "rebuild-runs", "These figures are being rebuilt already. Wait until that has finished.");
        return await unit.CommitAsync(202, await RebuildFiguresSql.StateAsync(unit.Connection, landlord, id, ct), ct, $"/api/analytics/rebuilds/{id}");
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, Database<AnalyticsService> db, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await RebuildFiguresSql.StateAsync(connection, Caller.Of(http).Landlord, id, ct) is { } state ? Results.Json(state, Json.Options) : Problems.NotFound();
    }
}
