using Dapper;
using Npgsql;

namespace Repairs.Analytics.Features.WatchFeeds;

internal static class WatchFeedsSql
{
    private const string Feeds = """
        select f.source, f.first_day, f.last_day, f.complete_to, f.received_at,
               exists (select from dirty d where d.landlord = f.landlord and d.source = f.source)
                 or exists (select from rebuild r where r.landlord = f.landlord and r.source = f.source and r.finished_at is null and r.events > 0) as waiting,
               (select count(*) from event e where e.landlord = f.landlord and e.source = f.source and e.state = 1) as held
        from feed f
        where f.landlord = @landlord
        order by f.source <> 'repairs', f.source
        """;

    private const string Latest = """
        select at, source, month, rows, only_kept + only_counted as differences
        from proof
        where landlord = @landlord
        order by id desc
        limit 1
        """;

    private const string Open = """
        select distinct p.source
        from proof p
        where p.landlord = @landlord and p.only_kept + p.only_counted > 0
          and not exists (select from rebuild r where r.landlord = p.landlord and r.source = p.source and r.finished_at > p.at)
        order by 1
        """;

    public static async Task<List<FeedRow>> FeedsAsync(NpgsqlConnection connection, string landlord, CancellationToken ct) =>
        (await connection.QueryAsync<FeedRow>(new CommandDefinition(Feeds, new { landlord }, cancellationToken: ct))).AsList();

    /// <summary>The latest proof, and the sources of which one did not hold and that have not been rebuilt since.</summary>
    public static async Task<(LatestProof? Latest, IReadOnlyList<string> Open)> ProofAsync(NpgsqlConnection connection, string landlord, CancellationToken ct)
    {
        var latest = await connection.QuerySingleOrDefaultAsync<LatestProof>(new CommandDefinition(Latest, new { landlord }, cancellationToken: ct));
        return (latest, (await connection.QueryAsync<string>(new CommandDefinition(Open, new { landlord }, cancellationToken: ct))).AsList());
    }
}

internal sealed class FeedRow
{
    public string Source { get; init; } = "";

    public DateOnly? FirstDay { get; init; }

    public DateOnly? LastDay { get; init; }

    public DateTimeOffset? CompleteTo { get; init; }

    public DateTimeOffset? ReceivedAt { get; init; }

    public bool Waiting { get; init; }

    public long Held { get; init; }
}
