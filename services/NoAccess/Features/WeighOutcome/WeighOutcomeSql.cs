using System.Text.Json;
using Dapper;
using Npgsql;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.NoAccess.WeighOutcome;

/// <summary>A visit as it was last weighed.</summary>
internal sealed record KnownVisit
{
    public Guid VisitId { get; init; }

    public string Outcome { get; init; } = "";

    public string Attribution { get; init; } = "";

    public int Revision { get; init; }
}

/// <summary>A decision that was made.</summary>
internal sealed record MadeDecision
{
    public Guid DecisionId { get; init; }

    public string Kind { get; init; } = "";

    public DateTimeOffset DecidedAt { get; init; }

    public DateTimeOffset? PausedUntil { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }
}

/// <summary>A household's facts and what was concluded from them so far, read under its lock.</summary>
internal sealed record Known(IReadOnlyList<IEvent> Facts, IReadOnlyList<KnownVisit> Visits, IReadOnlyList<MadeDecision> Decisions);

internal static class WeighOutcomeSql
{
    private const string KeepAndRead = $"""
        {HouseholdSql.Lock}

        insert into fact (landlord, household_ref, key, type, occurred_at, body)
        values (@landlord, @household, @key, @type, @occurredAt, @body::jsonb)
        on conflict do nothing;

        select type, body
        from fact
        where landlord = @landlord and household_ref = @household;

        select visit_id, outcome, attribution, revision
        from visit
        where landlord = @landlord and household_ref = @household;

        select decision_id, kind, decided_at, paused_until, closed_at
        from decision
        where landlord = @landlord and household_ref = @household;
        """;

    private const string Read = """
        select type, body
        from fact
        where landlord = @landlord and household_ref = @household
        """;

    private const string SaveVisit = """
        insert into visit (landlord, visit_id, household_ref, repair_id, outcome, attribution, revision, moment, window_start, window_end)
        values (@landlord, @visitId, @household, @repairId, @outcome, @attribution, @revision, @moment, @windowStart, @windowEnd)
        on conflict (landlord, visit_id) do update
        set outcome = excluded.outcome, attribution = excluded.attribution, revision = excluded.revision,
          moment = excluded.moment, window_start = excluded.window_start, window_end = excluded.window_end
        """;

    private const string SaveDecision = """
        insert into decision (landlord, decision_id, household_ref, kind, visit_id, because, decided_at)
        values (@landlord, @id, @household, @kind, @visitId, @because, @now)
        """;

    private const string SaveClosing = """
        update decision
        set closed_at = @closedAt
        where landlord = @landlord and decision_id = @id and closed_at is null
        """;

    private const string SavePauseEnd = """
        update decision
        set paused_until = @at, pause_ended_because = @because
        where landlord = @landlord and decision_id = @id and paused_until is null
        """;

    /// <summary>Locks the household, keeps the fact and reads everything known: one round trip. Each statement sees what was committed before it began.</summary>
    public static async Task<Known> KeepAndReadAsync(UnitOfWork unit, IEvent fact, string household, CancellationToken ct)
    {
        var kept = Facts.ToKeep(fact);
        await using var read = await unit.Connection.QueryMultipleAsync(new CommandDefinition(
            KeepAndRead,
            new
            {
                landlord = fact.Landlord,
                household,
                key = Facts.KeyOf(fact).ToString(),
                type = fact.GetType().Name,
                occurredAt = fact.OccurredAt,
                body = JsonSerializer.Serialize(kept, kept.GetType(), Json.Options),
            },
            unit.Transaction,
            cancellationToken: ct));
        await read.ReadAsync<int>();
        var facts = await read.ReadAsync<(string Type, string Body)>();
        return new Known(
            [.. facts.Select(FactOf)],
            [.. await read.ReadAsync<KnownVisit>()],
            [.. await read.ReadAsync<MadeDecision>()]);
    }

    /// <summary>A household's facts, to look at without changing anything.</summary>
    public static async Task<IReadOnlyList<IEvent>> ReadAsync(NpgsqlConnection connection, string landlord, string household, CancellationToken ct) =>
        [.. (await connection.QueryAsync<(string Type, string Body)>(new CommandDefinition(Read, new { landlord, household }, cancellationToken: ct))).Select(FactOf)];

    private static IEvent FactOf((string Type, string Body) kept) => (IEvent)JsonSerializer.Deserialize(kept.Body, Facts.Types[kept.Type], Json.Options)!;

    public static Task SaveVisitAsync(UnitOfWork unit, string landlord, string household, WeighedVisit visit, int revision, CancellationToken ct) =>
        ExecuteAsync(unit, SaveVisit, new { landlord, household, visit.VisitId, visit.RepairId, outcome = visit.Outcome.ToString(), attribution = visit.Attribution.ToString(), revision, visit.Moment, visit.WindowStart, visit.WindowEnd }, ct);

    public static Task SaveDecisionAsync(UnitOfWork unit, string landlord, string household, Decision decision, DateTimeOffset now, CancellationToken ct) =>
        ExecuteAsync(unit, SaveDecision, new { landlord, household, decision.Id, kind = KindOf(decision), visitId = VisitOf(decision), because = (decision as AskPerson)?.Because.ToArray() ?? [], now }, ct);

    public static Task SaveClosingAsync(UnitOfWork unit, string landlord, Guid id, DateTimeOffset closedAt, CancellationToken ct) =>
        ExecuteAsync(unit, SaveClosing, new { landlord, id, closedAt }, ct);

    public static Task SavePauseEndAsync(UnitOfWork unit, string landlord, Guid id, PauseEnd end, CancellationToken ct) =>
        ExecuteAsync(unit, SavePauseEnd, new { landlord, id, end.At, end.Because }, ct);

    private static Task<int> ExecuteAsync(UnitOfWork unit, string sql, object values, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(sql, values, unit.Transaction, cancellationToken: ct));

    private static string KindOf(Decision decision) => decision switch
    {
        TellMissed => "missed-each-other",
        OwnMiss => "landlord-missed",
        PersonAsks => "person-asks",
        FollowUp => "follow-up",
        _ => throw new ArgumentException($"{decision.GetType().Name} has no name in the table", nameof(decision)),
    };

    private static Guid? VisitOf(Decision decision) => decision switch
    {
        TellMissed d => d.Visit.VisitId,
        OwnMiss d => d.Visit.VisitId,
        PersonAsks d => d.Visit.VisitId,
        _ => null,
    };
}
