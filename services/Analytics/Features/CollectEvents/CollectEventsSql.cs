using Dapper;
using Npgsql;
using NpgsqlTypes;
using Repairs.Platform;

namespace Repairs.Analytics.Features.CollectEvents;

/// <summary>The one way in for every event: COPY into the staging table, then one insert that takes each id once.</summary>
internal static class CollectEventsSql
{
    private const string Number = "select nextval('intake_number')";

    private const string Copy = """
        copy staging (intake, line, landlord, source, event_id, type, hash, subject, alias, occurred_at, recorded_at, received_at, day, patch, trade,
                      code, standing, evidence, actor, hours, place, topic, supersedes, voids, body, doubt, flag)
        from stdin (format binary)
        """;

    private const string Feeds = """
        with known as (
          insert into feed (landlord, source)
          select distinct landlord, source
          from staging
          where intake = @intake
          order by 1, 2
          on conflict do nothing
        )
        select set_config('work_mem', '128MB', true)
        """;

    /// <summary>Late, or without a code (M30).</summary>
    internal const string LateOrUncoded = "(type <> 'VisitImported' and recorded_at > occurred_at + interval '14 days' or type = 'ContactReceived' and code is null)";

    /// <summary>Without evidence (M30).</summary>
    internal const string Unevidenced = "(type in ('VisitImported', 'VisitOutcomeReported') and code = 'DO10' and evidence = 'none')";

    /// <summary>Late, without a code or without evidence, when it came (M30). What was put right since is <c>healed</c>.</summary>
    internal const string Faulty = $"({LateOrUncoded} or {Unevidenced})";

    // A file that is sent again: what is there already leaves first, so that it is looked for once only.
    private const string Known = """
        with known as (
          delete from staging s
          using event e
          where s.intake = @intake
            and s.doubt is null
            and e.landlord = s.landlord and e.source = s.source and e.event_id = s.event_id and e.hash = s.hash
          returning s.source
        )
        select source, count(*) as duplicates
        from known
        group by source
        """;

    // Sorted, so that two senders of the same ids wait for each other instead of blocking each other.
    private const string Insert = $"""
        with fresh as (
          insert into event (landlord, source, event_id, type, hash, subject, alias, occurred_at, recorded_at, received_at, day, patch, trade,
                             code, standing, evidence, actor, hours, place, topic, supersedes, voids, body, state, intake, line, flag)
          select distinct on (landlord, source, event_id)
                 landlord, source, event_id, type, hash, subject, alias, occurred_at, recorded_at, received_at, day, patch, trade,
                 code, standing, evidence, actor, hours, place, topic, supersedes, voids, body,
                 case when supersedes is null and voids is null then 0 else 1 end, intake, line, flag
          from staging
          where intake = @intake
            and doubt is null
          order by landlord, source, event_id, line
          on conflict do nothing
          returning landlord, source, event_id, type, subject, place, day, patch, trade, occurred_at, received_at, supersedes, voids,
                    case when type = 'ContactReceived' then 'h:' || (body ->> 'home')
                         when type in ('HumanContactAttempted', 'AdjustmentRecorded', 'AdjustmentWithdrawn') then 'h:' || encode(place, 'hex') end as home,
                    coalesce(jsonb_exists(body, 'dims'), false) as dims,
                    {Faulty} as faulty
        ),
        marked as (
          insert into dirty (landlord, source, event_id, story, subject, place, home, day, patch, trade, occurred_at, received_at, cause, events, dims, arrived, faulty)
          select landlord, source,
                 case when supersedes is not null or voids is not null then event_id end,
                 case when subject is not null then s.story end,
                 case when s.story is not null then subject end,
                 case when type = 'ContactReceived' then place end,
                 home,
                 day, patch, trade, max(occurred_at), max(received_at), min(event_id), count(*), bool_or(dims), count(*), count(*) filter (where faulty)
          from fresh
          left join unnest(@types, @stories) as s(told, story) on s.told = type
          group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
        )
        select source, count(*) as accepted
        from fresh
        group by source
        """;

    private const string Quarantine = """
        insert into quarantine (landlord, source, event_id, hash, reason, type, occurred_at, received_at, intake, line)
        select s.landlord, s.source, s.event_id, s.hash, coalesce(s.doubt, 'another event has this id and says something else'), s.type, s.occurred_at, s.received_at, s.intake, s.line
        from staging s
        left join event e on e.landlord = s.landlord and e.source = s.source and e.event_id = s.event_id
        where s.intake = @intake
          and (s.doubt is not null or e.hash <> s.hash)
        order by s.landlord, s.source, s.event_id, s.hash, s.line
        on conflict do nothing
        """;

    private const string Classify = """
        select s.source,
               count(*) filter (where s.doubt is null and e.intake = s.intake and e.line = s.line) as accepted,
               count(*) filter (where s.doubt is null and e.hash = s.hash and not (e.intake = s.intake and e.line = s.line)) as duplicates,
               count(*) filter (where s.doubt is not null or e.hash <> s.hash) as quarantined
        from staging s
        left join event e on e.landlord = s.landlord and e.source = s.source and e.event_id = s.event_id
        where s.intake = @intake
        group by s.source
        """;

    private const string Doubts = """
        select s.line, coalesce(s.doubt, 'another event has this id and says something else') as reason
        from staging s
        left join event e on e.landlord = s.landlord and e.source = s.source and e.event_id = s.event_id
        where s.intake = @intake
          and (s.doubt is not null or e.hash <> s.hash)
        order by s.line
        limit 100
        """;

    private const string Clear = """
        delete from staging
        where intake = @intake
        """;

    private const string Note = """
        insert into intake (id, landlord, source, received_at, accepted, duplicates, quarantined)
        values (@Intake, @Landlord, @Source, @ReceivedAt, @Accepted, @Duplicates, @Quarantined)
        on conflict (landlord, source, id) do update
        set accepted = intake.accepted + excluded.accepted,
            duplicates = intake.duplicates + excluded.duplicates,
            quarantined = intake.quarantined + excluded.quarantined
        """;

    public static Task<long> NumberAsync(NpgsqlConnection connection, CancellationToken ct) =>
        connection.ExecuteScalarAsync<long>(new CommandDefinition(Number, cancellationToken: ct));

    public static async Task StageAsync(UnitOfWork unit, long intake, string landlord, DateTimeOffset receivedAt, IReadOnlyList<EventRow> rows, CancellationToken ct)
    {
        await using var copy = await unit.Connection.BeginBinaryImportAsync(Copy, ct);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(intake, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(row.Line, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(landlord, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(row.Source, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(row.EventId, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(row.Type, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(row.Hash, NpgsqlDbType.Bytea, ct);
            await TextAsync(copy, row.Subject, ct);
            await TextAsync(copy, row.Alias, ct);
            await copy.WriteAsync(row.OccurredAt, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync(row.RecordedAt, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync(receivedAt, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync(row.Day, NpgsqlDbType.Date, ct);
            await copy.WriteAsync(row.Patch, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(row.Trade, NpgsqlDbType.Text, ct);
            await TextAsync(copy, row.Code, ct);
            await TextAsync(copy, row.Standing, ct);
            await TextAsync(copy, row.Evidence, ct);
            await TextAsync(copy, row.Actor, ct);
            await (row.Hours is { } hours ? copy.WriteAsync(hours, NpgsqlDbType.Double, ct) : copy.WriteNullAsync(ct));
            await (row.Place is { } place ? copy.WriteAsync(place, NpgsqlDbType.Bytea, ct) : copy.WriteNullAsync(ct));
            await TextAsync(copy, row.Topic, ct);
            await TextAsync(copy, row.Supersedes, ct);
            await TextAsync(copy, row.Voids, ct);
            await (row.Body is { } body ? copy.WriteAsync(body, NpgsqlDbType.Jsonb, ct) : copy.WriteNullAsync(ct));
            await TextAsync(copy, row.Doubt, ct);
            await TextAsync(copy, row.Flag, ct);
        }

        await copy.CompleteAsync(ct);
    }

    /// <param name="again">Most of it is there already, as far as can be told.</param>
    public static async Task<(IReadOnlyList<Tally> Tallies, IReadOnlyList<Doubt> Doubts)> StoreAsync(UnitOfWork unit, long intake, int staged, bool again, CancellationToken ct)
    {
        CommandDefinition Of(string sql) => new(sql, new { intake, types = EventTypes.Stories.Types, stories = EventTypes.Stories.Stories }, unit.Transaction, commandTimeout: 600, cancellationToken: ct);
        await unit.Connection.ExecuteAsync(Of(Feeds));
        var known = again ? (await unit.Connection.QueryAsync<Tally>(Of(Known))).AsList() : [];
        staged -= (int)known.Sum(t => t.Duplicates);
        var tallies = staged > 0 ? (await unit.Connection.QueryAsync<Tally>(Of(Insert))).AsList() : [];
        if (tallies.Sum(t => t.Accepted) < staged)
            tallies = (await unit.Connection.QueryAsync<Tally>(Of(Classify))).AsList();
        IReadOnlyList<Doubt> doubts = [];
        if (tallies.Exists(t => t.Quarantined > 0))
        {
            await unit.Connection.ExecuteAsync(Of(Quarantine));
            doubts = (await unit.Connection.QueryAsync<Doubt>(Of(Doubts))).AsList();
        }

        await unit.Connection.ExecuteAsync(Of(Clear));
        return ([.. tallies.Concat(known).GroupBy(t => t.Source, StringComparer.Ordinal).Select(Tally.Of)], doubts);
    }

    public static Task NoteAsync(UnitOfWork unit, long intake, string landlord, DateTimeOffset receivedAt, Tally tally, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Note,
            new { Intake = intake, Landlord = landlord, tally.Source, ReceivedAt = receivedAt, tally.Accepted, tally.Duplicates, tally.Quarantined },
            unit.Transaction,
            cancellationToken: ct));

    private static Task TextAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken ct) =>
        text is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(text, NpgsqlDbType.Text, ct);
}

/// <summary>What became of a source's lines.</summary>
internal sealed class Tally
{
    public string Source { get; init; } = "";

    public long Accepted { get; init; }

    public long Duplicates { get; init; }

    public long Quarantined { get; init; }

    /// <summary>The tallies of one source, added up.</summary>
    public static Tally Of(IGrouping<string, Tally> parts) =>
        new() { Source = parts.Key, Accepted = parts.Sum(p => p.Accepted), Duplicates = parts.Sum(p => p.Duplicates), Quarantined = parts.Sum(p => p.Quarantined) };
}

/// <summary>A line in quarantine, and why.</summary>
internal sealed record Doubt(long Line, string Reason);
