using Dapper;
using Npgsql;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Platform;

namespace Repairs.Analytics.Features.RebuildFigures;

internal static class RebuildFiguresSql
{
    private const string Sources = """
        select source
        from feed
        where landlord = @landlord and (@source::text is null or source = @source)
        order by source
        """;

    private const string Ask = """
        insert into rebuild (landlord, id, source, asked_at, stage, total)
        select @landlord, @id, s.source, @now, @stage,
               (select count(*) from visit v where v.landlord = @landlord and v.source = s.source)
                 + @weight * coalesce((f.last_day - f.first_day) / 30 + 2, 0)
        from unnest(@sources) as s(source)
        join feed f on f.landlord = @landlord and f.source = s.source
        on conflict do nothing
        """;

    private const string State = """
        select id, source, done, total, changed, finished_at
        from rebuild
        where landlord = @landlord and id = @id
        order by source
        """;

    // Whoever counts holds the feed's row and may then ask for a rebuild: so here too the feed comes first, and the rebuild's row after it.
    private const string Next = """
        select landlord, source
        from rebuild
        where finished_at is null
        order by landlord = @lastLandlord and source = @lastSource, asked_at
        limit 1
        """;

    private const string Claim = """
        select landlord, id, source, stage, at_visit, at_day, last_day, done, total, changed, events, complete_to, received_at
        from rebuild
        where landlord = @landlord and source = @source and finished_at is null
        for update
        """;

    private const string IsUnderWay = """
        select exists (select from rebuild where landlord = @landlord and source = @source and finished_at is null)
        """;

    private const string Keep = """
        update rebuild
        set stage = @Stage, at_visit = @AtVisit, at_day = @AtDay, last_day = @LastDay, done = @Done, total = @Total, changed = @Changed, finished_at = @FinishedAt
        where landlord = @Landlord and id = @Id and source = @Source
        """;

    // What is marked and not yet counted is added when it is: an event and its mark came in one transaction, so one look at both is exact.
    private const string Received = $"""
        delete from received
        where landlord = @landlord and source = @source;
        insert into received (landlord, source, day, n, faulty)
        select @landlord, @source, day, sum(n), sum(faulty)
        from (
          select (received_at at time zone 'Europe/London')::date as day, count(*) as n, count(*) filter (where not healed and {CollectEventsSql.Faulty}) as faulty
          from event
          where landlord = @landlord and source = @source
          group by 1
          union all
          select (received_at at time zone 'Europe/London')::date, -sum(arrived), -sum(faulty)
          from dirty
          where landlord = @landlord and source = @source
          group by 1
        ) r
        group by day
        having sum(n) <> 0 or sum(faulty) <> 0
        """;

    // Also facts that are kept and that no event tells of.
    private const string Subjects = """
        (select subject from event
         where landlord = @landlord and source = @source and subject is not null and subject > @after and type = any(@types)
         group by subject
         order by subject
         limit @most)
        union
        (select visit_id from visit
         where @story = 'visit' and landlord = @landlord and source = @source and visit_id > @after
         order by visit_id
         limit @most)
        union
        (select repair_id from repair
         where @story = 'repair' and landlord = @landlord and source = @source and repair_id > @after
         order by repair_id
         limit @most)
        union
        (select distinct id from tally
         where landlord = @landlord and source = @source and kind = @story and id > @after
         order by id
         limit @most)
        order by 1
        limit @most
        """;

    private const string Homes = """
        (select distinct home from visit
         where landlord = @landlord and source = @source and home > @after
         order by home
         limit @most)
        union
        (select distinct home from repair
         where landlord = @landlord and source = @source and home > @after
         order by home
         limit @most)
        union
        (select distinct id from tally
         where landlord = @landlord and source = @source and kind = 'home' and id > @after
         order by id
         limit @most)
        order by 1
        limit @most
        """;

    private const string Days = """
        select min(day), max(day)
        from (
          (select min(day) as day from counts where landlord = @landlord and source = @source)
          union all
          (select max(day) from counts where landlord = @landlord and source = @source)
          union all
          (select min(least(day, due_day)) from visit where landlord = @landlord and source = @source)
          union all
          (select max(greatest(day, due_day)) from visit where landlord = @landlord and source = @source)
          union all
          (select min(day) from tally where landlord = @landlord and source = @source)
          union all
          (select max(day) from tally where landlord = @landlord and source = @source)
          union all
          (select min(day) from event
           where landlord = @landlord and source = @source
             and (subject is null or type in ('AppointmentBooked', 'AppointmentChanged', 'AppointmentCancelled', 'ContactReceived')))
          union all
          (select max(day) from event
           where landlord = @landlord and source = @source
             and (subject is null or type in ('AppointmentBooked', 'AppointmentChanged', 'AppointmentCancelled', 'ContactReceived')))
        ) d
        """;

    private const string Groups = """
        select distinct patch, trade
        from counts
        where landlord = @landlord and source = @source and day between @from and @to
        """;

    public static async Task<List<string>> SourcesAsync(UnitOfWork unit, string landlord, string? source, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<string>(new CommandDefinition(Sources, new { landlord, source }, unit.Transaction, cancellationToken: ct))).AsList();

    public static Task<int> AskAsync(UnitOfWork unit, string landlord, Guid id, IReadOnlyCollection<string> sources, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Ask, new { landlord, id, sources = sources.ToArray(), now, stage = RebuildRow.Corrections, weight = RebuildRow.SliceWeight }, unit.Transaction, cancellationToken: ct));

    public static async Task<RebuildState?> StateAsync(NpgsqlConnection connection, string landlord, Guid id, CancellationToken ct)
    {
        var rows = (await connection.QueryAsync<RebuildRow>(new CommandDefinition(State, new { landlord, id }, cancellationToken: ct))).AsList();
        return rows.Count == 0 ? null : new RebuildState(
            id, [.. rows.Select(r => r.Source)], rows.Sum(r => r.Done), rows.Sum(r => r.Total), rows.Sum(r => r.Changed),
            rows.Exists(r => r.FinishedAt is null) ? null : rows.Max(r => r.FinishedAt));
    }

    /// <summary>The patches and trades of some days.</summary>
    public static async Task<List<(string Patch, string Trade)>> GroupsAsync(UnitOfWork unit, Feed feed, DateOnly from, DateOnly to, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<(string, string)>(new CommandDefinition(Groups, new { feed.Landlord, feed.Source, from, to }, unit.Transaction, commandTimeout: 120, cancellationToken: ct))).AsList();

    /// <summary>A source with a rebuild under way, the one that had its turn last after the others.</summary>
    public static Task<Feed?> NextAsync(UnitOfWork unit, Feed? last, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<Feed?>(new CommandDefinition(Next, new { lastLandlord = last?.Landlord, lastSource = last?.Source }, unit.Transaction, cancellationToken: ct));

    /// <summary>The rebuild of a source whose feed is held; null: none is under way any more.</summary>
    public static Task<RebuildRow?> ClaimAsync(UnitOfWork unit, Feed feed, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<RebuildRow?>(new CommandDefinition(Claim, feed, unit.Transaction, cancellationToken: ct));

    /// <summary>Whether a source is being rebuilt, and its figures are on their way.</summary>
    public static Task<bool> IsUnderWayAsync(NpgsqlConnection connection, Feed feed, CancellationToken ct) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(IsUnderWay, feed, cancellationToken: ct));

    public static Task KeepAsync(UnitOfWork unit, RebuildRow row, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Keep, row, unit.Transaction, cancellationToken: ct));

    /// <summary>Makes what came in by day anew from the events.</summary>
    public static Task ReceivedAsync(UnitOfWork unit, Feed feed, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Received, feed, unit.Transaction, commandTimeout: 300, cancellationToken: ct));

    public static async Task<string[]> SubjectsAsync(UnitOfWork unit, Feed feed, string story, string after, int most, CancellationToken ct) =>
        [.. await unit.Connection.QueryAsync<string>(new CommandDefinition(
            Subjects, new { feed.Landlord, feed.Source, story, after, most, types = EventTypes.Of(story) }, unit.Transaction, commandTimeout: 120, cancellationToken: ct))];

    public static async Task<string[]> HomesAsync(UnitOfWork unit, Feed feed, string after, int most, CancellationToken ct) =>
        [.. await unit.Connection.QueryAsync<string>(new CommandDefinition(Homes, new { feed.Landlord, feed.Source, after, most }, unit.Transaction, commandTimeout: 120, cancellationToken: ct))];

    /// <summary>The first and the last day that anything is kept or told of.</summary>
    public static Task<(DateOnly? First, DateOnly? Last)> DaysAsync(UnitOfWork unit, Feed feed, CancellationToken ct) =>
        unit.Connection.QuerySingleAsync<(DateOnly?, DateOnly?)>(new CommandDefinition(Days, feed, unit.Transaction, commandTimeout: 120, cancellationToken: ct));
}

/// <summary>A source that is being rebuilt, and how far.</summary>
internal sealed record RebuildRow
{
    public const string Corrections = "corrections";
    public const string Visits = "visits";
    public const string Days = "days";

    /// <summary>How much of the way a month of days is, in visits.</summary>
    public const long SliceWeight = 5_000;

    public string Landlord { get; init; } = "";

    public Guid Id { get; init; }

    public string Source { get; init; } = "";

    public string Stage { get; init; } = "";

    /// <summary>The last fact that was done: its story, a bar, its id.</summary>
    public string AtVisit { get; init; } = "";

    /// <summary>The first day that is left.</summary>
    public DateOnly? AtDay { get; init; }

    public DateOnly? LastDay { get; init; }

    public long Done { get; init; }

    public long Total { get; init; }

    public long Changed { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Instead of counting so many new events one after another; null: somebody asked for it.</summary>
    public long? Events { get; init; }

    /// <summary>The latest time of which those tell.</summary>
    public DateTimeOffset? CompleteTo { get; init; }

    /// <summary>When the last of them reached us.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    public static long Slices(DateOnly first, DateOnly last) => ((last.Year - first.Year) * 12) + last.Month - first.Month + 1;
}
