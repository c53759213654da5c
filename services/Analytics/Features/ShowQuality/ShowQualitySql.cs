using Dapper;
using Npgsql;
using Repairs.Analytics.Features.CollectEvents;

namespace Repairs.Analytics.Features.ShowQuality;

/// <summary>Why events of a type are kept apart, and how many.</summary>
internal sealed class Doubted
{
    public string Reason { get; init; } = "";

    public string Type { get; init; } = "";

    public long N { get; init; }

    public DateTimeOffset Latest { get; init; }
}

/// <summary>What a source's events are like. Events, not people: none is a figure of a measure.</summary>
internal sealed class Received
{
    public long Events { get; init; }

    /// <summary>Corrects something that has not come yet.</summary>
    public long Held { get; init; }

    /// <summary>Tells of a visit of which nobody has said yet how it went.</summary>
    public long Alone { get; init; }

    public long Replaced { get; init; }

    public long Void { get; init; }

    /// <summary>Recorded more than 14 days after it happened; history taken in excepted.</summary>
    public long Late { get; init; }

    public long Uncoded { get; init; }

    public long Contacts { get; init; }

    public long Duplicates { get; init; }

    public long Quarantined { get; init; }

    /// <summary>Marks that still wait to be counted.</summary>
    public long Waiting { get; init; }
}

internal static class ShowQualitySql
{
    private const string Quarantine = """
        select reason, type, count(*) as n, max(received_at) as latest
        from quarantine
        where landlord = @landlord and source = @source
        group by reason, type
        order by n desc, reason, type
        limit 100
        """;

    private const string Numbers = """
        select count(*) as events,
               count(*) filter (where state = 1) as held,
               count(*) filter (
                 where state = 0 and type = any(@types) and subject is not null
                   and not exists (select from visit v where v.landlord = e.landlord and v.source = e.source and v.visit_id = e.subject)) as alone,
               count(*) filter (where state = 2) as replaced,
               count(*) filter (where state = 3) as void,
               count(*) filter (where type <> 'VisitImported' and recorded_at > occurred_at + interval '14 days') as late,
               count(*) filter (where type = 'ContactReceived' and state = 0) as contacts,
               count(*) filter (where type = 'ContactReceived' and state = 0 and code is null) as uncoded,
               (select coalesce(sum(duplicates), 0)::bigint from intake where landlord = @landlord and source = @source and received_at >= @since) as duplicates,
               (select coalesce(sum(quarantined), 0)::bigint from intake where landlord = @landlord and source = @source and received_at >= @since) as quarantined,
               (select count(*) from dirty where landlord = @landlord and source = @source)
                 + (select coalesce(sum(events), 0)::bigint from rebuild where landlord = @landlord and source = @source and finished_at is null) as waiting
        from event e
        where landlord = @landlord and source = @source and received_at >= @since
        """;

    /// <summary>What is only told of a visit that was.</summary>
    private static readonly string[] AfterAVisit =
        [EventTypes.VisitEvidenceAdded, EventTypes.VisitAttributed, EventTypes.VisitDisputed, EventTypes.DisputeWithdrawn, EventTypes.DisputeDecided, EventTypes.ReasonShared];

    public static async Task<IReadOnlyList<Doubted>> QuarantineAsync(NpgsqlConnection connection, string landlord, string source, CancellationToken ct) =>
        (await connection.QueryAsync<Doubted>(new CommandDefinition(Quarantine, new { landlord, source }, cancellationToken: ct))).AsList();

    public static Task<Received> NumbersAsync(NpgsqlConnection connection, string landlord, string source, DateTimeOffset since, CancellationToken ct) =>
        connection.QuerySingleAsync<Received>(new CommandDefinition(Numbers, new { landlord, source, since, types = AfterAVisit }, cancellationToken: ct));
}
