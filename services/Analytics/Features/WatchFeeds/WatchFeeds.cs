using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Analytics.Features.WatchFeeds;

/// <summary>A source, how far it reaches, and whether it still speaks.</summary>
/// <param name="Stale">It told of things as they happened, and has been silent for 24 hours: what the figures show after that is not known, not nought.</param>
/// <param name="Waiting">Whether events wait to be counted.</param>
/// <param name="Held">Corrections that wait for what they correct.</param>
internal sealed record WatchedSource(string Source, DateOnly? FirstDay, DateOnly? LastDay, DateTimeOffset? CompleteTo, DateTimeOffset? ReceivedAt, bool Stale, bool Waiting, long Held);

/// <summary>The latest daily proof.</summary>
/// <param name="Rows">Counts that were compared.</param>
/// <param name="Differences">Counts that differed.</param>
internal sealed record LatestProof(DateTimeOffset At, string Source, DateOnly Month, long Rows, long Differences);

/// <summary>Whether the figures can be relied on.</summary>
/// <param name="Status"><c>healthy</c> or <c>degraded</c>.</param>
/// <param name="Warnings">Sentences to show above figures.</param>
internal sealed record WatchState(string Status, IReadOnlyList<string> Warnings, IReadOnlyList<WatchedSource> Sources, LatestProof? Proof);

/// <summary><c>GET /api/analytics/status</c>: silent sources, the daily proof, a rebuild under way.</summary>
internal static class WatchFeeds
{
    private static readonly TimeSpan Silence = TimeSpan.FromHours(24);
    private static readonly TimeSpan AsItHappens = TimeSpan.FromHours(48);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/analytics/status", GetAsync).ForSystems(Roles.Analyst, Roles.Manager)
            .WithTags("Analytics").WithSummary("Whether the figures can be relied on")
            .WithDescription("Sources and when they last spoke (`stale` after 24 hours of silence), the latest daily proof, and `warnings` in words; `status` is healthy or degraded.")
            .Produces<WatchState>();

    /// <summary>For pages and the API alike. <paramref name="source"/> narrows the warnings to one source.</summary>
    public static async Task<WatchState> ReadAsync(NpgsqlConnection connection, string landlord, string? source, DateTimeOffset now, CancellationToken ct)
    {
        var feeds = await WatchFeedsSql.FeedsAsync(connection, landlord, ct);
        var (proof, open) = await WatchFeedsSql.ProofAsync(connection, landlord, ct);
        var sources = feeds.ConvertAll(f => new WatchedSource(f.Source, f.FirstDay, f.LastDay, f.CompleteTo, f.ReceivedAt, IsStale(f.Source, f.CompleteTo, f.ReceivedAt, now), f.Waiting, f.Held));
        var warnings = new List<string>();
        foreach (var feed in sources.Where(s => s.Stale && (source is null || s.Source == source)))
            warnings.Add($"No event has reached us from {feed.Source} since {ReadMeasure.Show.Moment(feed.ReceivedAt)}. The figures end there; that does not mean nothing happened.");
        foreach (var broken in open.Where(s => source is null || s == source))
            warnings.Add($"The daily check found figures of {broken} that differ from what its events say. Count them again: infra/repairs analytics rebuild.");
        return new WatchState(warnings.Count == 0 ? "healthy" : "degraded", warnings, sources, proof);
    }

    /// <summary>Our own events, and those of a source that tells of things within two days, stop only when something is wrong; a file of history has an end.</summary>
    public static bool IsStale(string source, DateTimeOffset? completeTo, DateTimeOffset? receivedAt, DateTimeOffset now) =>
        receivedAt is { } last && now - last > Silence && (source == CollectEvents.Sources.Ours || last - completeTo < AsItHappens);

    private static async Task<IResult> GetAsync(HttpContext http, Database<AnalyticsService> db, BusinessClock clock, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return Results.Json(await ReadAsync(connection, Caller.Of(http).Landlord, null, clock.GetUtcNow(), ct), Json.Options);
    }
}
