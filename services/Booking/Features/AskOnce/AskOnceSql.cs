using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A repair whose day to be asked about has come.</summary>
internal sealed class SilentRepair
{
    public string Landlord { get; init; } = "";

    public Guid RepairId { get; init; }

    public string HouseholdRef { get; init; } = "";

    public DateTimeOffset AskBy { get; init; }

    /// <summary>Somebody chose, declined or got in touch, or a call about it is owed or was made.</summary>
    public bool Acted { get; init; }

    public RepairKey Key => new(Landlord, RepairId);
}

internal static class AskOnceSql
{
    private const string AskBy = """
        update repair
        set ask_by = @askBy
        where landlord = @landlord and repair_id = any(@repairIds)
        """;

    private const string NotBefore = """
        update repair
        set ask_by = greatest(ask_by, @askBy)
        where landlord = @Landlord and repair_id = @RepairId and ask_by is not null and asked_at is null
        """;

    private const string Coming = """
        select ask_by
        from repair
        where landlord = @Landlord and repair_id = @RepairId and ask_by is not null and asked_at is null
        """;

    // While a person's contact is awaited anyway, or somebody is on the way to an emergency, nobody else asks.
    private const string Claim = """
        select r.landlord, r.repair_id, r.household_ref, r.ask_by,
          r.declines > 0
            or r.heard_at is not null
            or exists (select from appointment a where a.landlord = r.landlord and a.repair_id = r.repair_id)
            or exists (select from call_back c where c.landlord = r.landlord and c.repair_id = r.repair_id) as acted
        from repair r
        where r.status = 'open'
          and r.asked_at is null
          and r.ask_by < @before
          and r.next_try_at is null
          and not exists (select from attempts_pause t where t.landlord = r.landlord and t.household_ref = r.household_ref and t.paused_at is not null and t.resumed_at is null)
        order by r.ask_by
        limit 20
        for update of r skip locked
        """;

    private const string Asked = """
        update repair
        set asked_at = @now
        where landlord = @Landlord and repair_id = @RepairId
        """;

    private const string NothingToAsk = """
        update repair
        set ask_by = null
        where landlord = @Landlord and repair_id = @RepairId
        """;

    private const string Heard = """
        update repair
        set heard_at = greatest(heard_at, @at)
        where landlord = @Landlord and repair_id = @RepairId and raised_at <= @at;

        update call_back c
        set kept_at = greatest(c.made_at, @at)
        from repair r
        where c.landlord = @Landlord
          and c.repair_id = @RepairId
          and c.kept_at is null
          and c.because = 'silence'
          and r.landlord = c.landlord
          and r.repair_id = c.repair_id
          and r.raised_at <= @at
        """;

    private const string HeardOfHousehold = """
        with theirs as (
          select repair_id
          from repair
          where landlord = @landlord and household_ref = @household and status = 'open' and raised_at <= @at
          order by repair_id
          for update)
        update repair r
        set heard_at = greatest(r.heard_at, @at)
        from theirs t
        where r.landlord = @landlord and r.repair_id = t.repair_id;

        update call_back c
        set kept_at = greatest(c.made_at, @at)
        from repair r
        where r.landlord = @landlord
          and r.household_ref = @household
          and r.status = 'open'
          and r.raised_at <= @at
          and c.landlord = r.landlord
          and c.repair_id = r.repair_id
          and c.kept_at is null
          and c.because = 'silence'
        """;

    public static Task AskByAsync(UnitOfWork unit, string landlord, Guid[] repairIds, DateTimeOffset askBy, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(AskBy, new { landlord, repairIds, askBy }, unit.Transaction, cancellationToken: ct));

    /// <summary>Whoever has a slip in hand is asked once it had time to come back.</summary>
    public static Task NotBeforeAsync(UnitOfWork unit, RepairKey key, DateTimeOffset askBy, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(NotBefore, new { key.Landlord, key.RepairId, askBy }, unit.Transaction, cancellationToken: ct));

    /// <summary>By when a person asks about a repair; null: nobody will, or somebody has.</summary>
    public static Task<DateTimeOffset?> ComingAsync(NpgsqlConnection connection, RepairKey key, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<DateTimeOffset?>(new CommandDefinition(Coming, new { key.Landlord, key.RepairId }, cancellationToken: ct));

    /// <summary>Repairs to be asked about before this moment, locked.</summary>
    public static async Task<IReadOnlyList<SilentRepair>> ClaimAsync(UnitOfWork unit, DateTimeOffset before, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<SilentRepair>(new CommandDefinition(Claim, new { before }, unit.Transaction, cancellationToken: ct))).AsList();

    public static Task AskedAsync(UnitOfWork unit, RepairKey key, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Asked, new { key.Landlord, key.RepairId, now }, unit.Transaction, cancellationToken: ct));

    public static Task NothingToAskAsync(UnitOfWork unit, RepairKey key, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(NothingToAsk, new { key.Landlord, key.RepairId }, unit.Transaction, cancellationToken: ct));

    /// <summary>They said something: a call that was to ask why they are silent is not owed any more.</summary>
    public static Task HeardAsync(UnitOfWork unit, RepairKey key, DateTimeOffset at, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Heard, new { key.Landlord, key.RepairId, at }, unit.Transaction, cancellationToken: ct));

    /// <summary>As the other, for all the household's open repairs.</summary>
    public static Task HeardOfHouseholdAsync(UnitOfWork unit, string landlord, string household, DateTimeOffset at, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(HeardOfHousehold, new { landlord, household, at }, unit.Transaction, cancellationToken: ct));
}
