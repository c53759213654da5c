using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.NoAccess.KeepDuty;

/// <summary>A hazard as it is kept.</summary>
internal sealed record Hazard : HazardFacts
{
    public string Landlord { get; init; } = "";

    public Guid HazardId { get; init; }

    public string HouseholdRef { get; init; } = "";

    public Guid RepairId { get; init; }

    public Guid? VisitId { get; init; }

    /// <summary><c>visit</c>, <c>resident</c>, <c>inspection</c>, <c>complaint</c> or <c>staff</c>.</summary>
    public string ToldBy { get; init; } = "";

    /// <summary>What we found, in the written summary's words.</summary>
    public string? FoundWords { get; init; }

    /// <summary>What we do about it, or why nothing.</summary>
    public string? ActionWords { get; init; }

    public DateOnly? BeginBy { get; init; }

    public DateOnly? EndBy { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    /// <summary><c>post</c>, <c>email</c>, <c>by-hand</c> or <c>left-at-home</c>.</summary>
    public string? SentHow { get; init; }

    public string? SentBy { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }
}

/// <summary>A duty as it is kept.</summary>
internal sealed record Duty
{
    public Guid HazardId { get; init; }

    public Guid RepairId { get; init; }

    public string? Kind { get; init; }

    public string? Severity { get; init; }

    public string Step { get; init; } = "";

    public DateTimeOffset CountedFrom { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public DateOnly? ByDay { get; init; }

    public string Source { get; init; } = "";

    public bool NotNeeded { get; init; }

    public string? Owner { get; init; }

    public DateTimeOffset? DoneAt { get; init; }

    public string? DoneBy { get; init; }

    public bool IsOpen => DoneAt is null && !NotNeeded;

    public bool IsLate(DateTimeOffset now) => IsOpen && DueAt <= now;
}

internal static class HazardSql
{
    private const string Columns = """
        select landlord, hazard_id, household_ref, repair_id, visit_id, told_by, jurisdiction, became_aware_at, kind, severity, emergency_found_at, concluded_at,
          asked_in_person_at, works_needed, found_words, action_words, begin_by, end_by, sent_at, sent_how, sent_by, closed_at
        from hazard
        where landlord = @landlord and hazard_id = @hazardId
        """;

    private const string Add = """
        insert into hazard (landlord, hazard_id, household_ref, repair_id, visit_id, told_by, jurisdiction, became_aware_at)
        values (@Landlord, @HazardId, @HouseholdRef, @RepairId, @VisitId, @ToldBy, @Jurisdiction, @BecameAwareAt)
        on conflict (landlord, hazard_id) do update
        set became_aware_at = excluded.became_aware_at
        where hazard.became_aware_at > excluded.became_aware_at
        """;

    private const string Save = """
        update hazard
        set kind = @Kind, severity = @Severity, emergency_found_at = @EmergencyFoundAt, concluded_at = @ConcludedAt, asked_in_person_at = @AskedInPersonAt,
          works_needed = @WorksNeeded, found_words = @FoundWords, action_words = @ActionWords, begin_by = @BeginBy, end_by = @EndBy,
          sent_at = @SentAt, sent_how = @SentHow, sent_by = @SentBy, closed_at = @ClosedAt
        where landlord = @Landlord and hazard_id = @HazardId
        """;

    // What was done stays as it was done; what nobody owes any more is said to be so. Whoever looks after a hazard looks after what comes next too.
    private const string SaveDuties = """
        insert into duty (landlord, hazard_id, step, counted_from, due_at, by_day, source, not_needed, owner)
        select @landlord, @hazardId, d.step, d.counted_from, d.due_at, d.by_day, d.source, d.not_needed,
          coalesce((select o.owner from duty o where o.landlord = @landlord and o.hazard_id = @hazardId and o.owner is not null order by o.done_at desc nulls first limit 1), @owner)
        from unnest(@steps, @from, @due, @days, @sources, @notNeeded) as d (step, counted_from, due_at, by_day, source, not_needed)
        on conflict (landlord, hazard_id, step) do update
        set counted_from = excluded.counted_from, due_at = excluded.due_at, by_day = excluded.by_day, source = excluded.source, not_needed = excluded.not_needed,
          owner = coalesce(duty.owner, excluded.owner)
        where duty.done_at is null;

        update duty
        set not_needed = true
        where landlord = @landlord and hazard_id = @hazardId and done_at is null and step <> all(@steps);
        """;

    private const string SaveDone = """
        update duty
        set done_at = @at, done_by = @by
        where landlord = @landlord and hazard_id = @hazardId and step = @step and done_at is null
        """;

    private const string SaveOwner = """
        update duty
        set owner = @owner
        where landlord = @landlord and hazard_id = @hazardId and done_at is null and (@step::text is null or step = @step)
        """;

    private const string DutyColumns = """
        select d.hazard_id, h.repair_id, h.kind, h.severity, d.step, d.counted_from, d.due_at, d.by_day, d.source, d.not_needed, d.owner, d.done_at, d.done_by
        from duty d
        join hazard h on h.landlord = d.landlord and h.hazard_id = d.hazard_id
        """;

    private const string DutiesOf = DutyColumns + """

        where d.landlord = @landlord and d.hazard_id = @hazardId
        order by d.due_at nulls last, d.step
        """;

    private const string Open = DutyColumns + """

        where d.landlord = @landlord and d.done_at is null and not d.not_needed
        order by d.due_at nulls last, d.hazard_id, d.step
        limit @most
        """;

    private const string OpenOf = DutyColumns + """

        where d.landlord = @landlord and h.repair_id = @repairId and d.done_at is null and not d.not_needed
        order by d.due_at nulls last, d.hazard_id, d.step
        """;

    private const string SentOf = """
        select landlord, hazard_id, household_ref, repair_id, told_by, jurisdiction, became_aware_at, kind, severity, concluded_at, works_needed,
          found_words, action_words, begin_by, end_by, sent_at, sent_how
        from hazard
        where landlord = @landlord and repair_id = @repairId and sent_at is not null
        order by sent_at
        """;

    private const string HouseholdOf = """
        select household_ref
        from repair
        where landlord = @landlord and repair_id = @repairId
        """;

    private const string Tried = """
        select outcome, attribution, moment, window_start, window_end
        from visit
        where landlord = @landlord and repair_id = @repairId and window_end >= @since
        order by moment
        """;

    public static Task<Hazard?> FindAsync(NpgsqlConnection connection, string landlord, Guid hazardId, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<Hazard>(new CommandDefinition(Columns, new { landlord, hazardId }, cancellationToken: ct));

    /// <summary>The hazard, locked, after its household: whatever is written to a household's record comes one after another.</summary>
    public static async Task<Hazard?> LockAsync(UnitOfWork unit, string landlord, Guid hazardId, CancellationToken ct)
    {
        if (await unit.Connection.QuerySingleOrDefaultAsync<Hazard>(new CommandDefinition(Columns, new { landlord, hazardId }, unit.Transaction, cancellationToken: ct)) is not { } seen)
            return null;
        await HouseholdSql.LockAsync(unit, landlord, seen.HouseholdRef, ct);
        return await unit.Connection.QuerySingleOrDefaultAsync<Hazard>(new CommandDefinition(Columns + " for update", new { landlord, hazardId }, unit.Transaction, cancellationToken: ct));
    }

    /// <summary>False where it is known already, and from no later a moment: the first word counts, in whatever order we hear them.</summary>
    public static async Task<bool> AddAsync(UnitOfWork unit, Hazard hazard, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(Add, hazard, unit.Transaction, cancellationToken: ct)) == 1;

    public static Task SaveAsync(UnitOfWork unit, Hazard hazard, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Save, hazard, unit.Transaction, cancellationToken: ct));

    public static Task SaveDutiesAsync(UnitOfWork unit, Hazard hazard, IReadOnlyList<Owed> owed, string? owner, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            SaveDuties,
            new
            {
                landlord = hazard.Landlord,
                hazardId = hazard.HazardId,
                owner,
                steps = owed.Select(o => o.Step).ToArray(),
                from = owed.Select(o => o.CountedFrom.UtcDateTime).ToArray(),
                due = owed.Select(o => o.DueAt?.UtcDateTime).ToArray(),
                days = owed.Select(o => o.ByDay).ToArray(),
                sources = owed.Select(o => o.Source).ToArray(),
                notNeeded = owed.Select(o => o.NotNeeded).ToArray(),
            },
            unit.Transaction,
            cancellationToken: ct));

    /// <summary>False where it was done before.</summary>
    public static async Task<bool> SaveDoneAsync(UnitOfWork unit, Hazard hazard, string step, DateTimeOffset at, string by, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(SaveDone, new { landlord = hazard.Landlord, hazardId = hazard.HazardId, step, at, by }, unit.Transaction, cancellationToken: ct)) == 1;

    /// <param name="step">Null: everything that is still to do.</param>
    public static Task SaveOwnerAsync(UnitOfWork unit, Hazard hazard, string? step, string owner, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(SaveOwner, new { landlord = hazard.Landlord, hazardId = hazard.HazardId, step, owner }, unit.Transaction, cancellationToken: ct));

    public static async Task<IReadOnlyList<Duty>> DutiesAsync(UnitOfWork unit, Hazard hazard, CancellationToken ct) =>
        [.. await unit.Connection.QueryAsync<Duty>(new CommandDefinition(DutiesOf, new { landlord = hazard.Landlord, hazardId = hazard.HazardId }, unit.Transaction, cancellationToken: ct))];

    public static async Task<IReadOnlyList<Duty>> DutiesAsync(NpgsqlConnection connection, Hazard hazard, CancellationToken ct) =>
        [.. await connection.QueryAsync<Duty>(new CommandDefinition(DutiesOf, new { landlord = hazard.Landlord, hazardId = hazard.HazardId }, cancellationToken: ct))];

    public static async Task<IReadOnlyList<Duty>> OpenAsync(NpgsqlConnection connection, string landlord, int most, CancellationToken ct) =>
        [.. await connection.QueryAsync<Duty>(new CommandDefinition(Open, new { landlord, most }, cancellationToken: ct))];

    public static Task<string?> HouseholdOfAsync(UnitOfWork unit, string landlord, Guid repairId, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(HouseholdOf, new { landlord, repairId }, unit.Transaction, cancellationToken: ct));

    /// <summary>What is not done yet for any hazard of a repair.</summary>
    public static async Task<IReadOnlyList<Duty>> OpenOfAsync(UnitOfWork unit, string landlord, Guid repairId, CancellationToken ct) =>
        [.. await unit.Connection.QueryAsync<Duty>(new CommandDefinition(OpenOf, new { landlord, repairId }, unit.Transaction, cancellationToken: ct))];

    /// <summary>The hazards of a repair whose written summary was sent.</summary>
    public static async Task<IReadOnlyList<Hazard>> SentOfAsync(NpgsqlConnection connection, string landlord, Guid repairId, CancellationToken ct) =>
        [.. await connection.QueryAsync<Hazard>(new CommandDefinition(SentOf, new { landlord, repairId }, cancellationToken: ct))];

    /// <summary>Every visit for the hazard's repair that ended since we became aware: what we tried.</summary>
    public static async Task<IReadOnlyList<TriedVisit>> TriedAsync(NpgsqlConnection connection, Hazard hazard, CancellationToken ct) =>
        [.. await connection.QueryAsync<TriedVisit>(new CommandDefinition(Tried, new { landlord = hazard.Landlord, repairId = hazard.RepairId, since = hazard.BecameAwareAt }, cancellationToken: ct))];
}

/// <summary>A visit we made while a duty stood open.</summary>
internal sealed record TriedVisit
{
    public Contracts.DoorOutcome Outcome { get; init; }

    public Contracts.Attribution Attribution { get; init; }

    public DateTimeOffset Moment { get; init; }

    public DateTimeOffset WindowStart { get; init; }

    public DateTimeOffset WindowEnd { get; init; }
}
