using Dapper;
using Repairs.Platform;

namespace Repairs.Messages.Sending;

/// <summary>What we know of a household when a message is about to be let out.</summary>
internal sealed record Situation
{
    public IReadOnlyList<PauseFact> Pauses { get; init; } = [];

    /// <summary>NoAccess was asked a moment ago and said that a person asks first; we may not have heard of it yet, or it may be over by now.</summary>
    public bool PausedElsewhere { get; init; }

    public VisitWindow? Visit { get; init; }

    /// <summary>Any window stands for the repair.</summary>
    public bool RepairHasTime { get; init; }

    public int UnpromptedToday { get; init; }

    public int UnpromptedThisWeek { get; init; }
}

/// <summary>One request to a person to make contact.</summary>
internal sealed record PauseFact
{
    public DateTimeOffset? PausedAt { get; init; }
    public DateTimeOffset? ResumedAt { get; init; }
}

/// <summary>The window that stands, or stood last, for a visit.</summary>
internal sealed record VisitWindow
{
    public Guid AppointmentId { get; init; }
    public DateTimeOffset WindowStart { get; init; }
    public DateTimeOffset WindowEnd { get; init; }
    public bool ChosenByResident { get; init; }
    public bool Standing { get; init; }
    public DateTimeOffset AsOf { get; init; }
}

internal static class HouseholdSql
{
    private const string Make = """
        insert into household (landlord, household_ref)
        values (@landlord, @household)
        on conflict do nothing
        """;

    private const string Lock = """
        select 1
        from household
        where landlord = @landlord and household_ref = @household
        for update
        """;

    private const string Pauses = """
        select paused_at, resumed_at
        from attempt_pause
        where landlord = @landlord and household_ref = @household
        """;

    private const string Visit = """
        select appointment_id, window_start, window_end, chosen_by_resident, standing, as_of
        from visit
        where landlord = @landlord and visit_id = @visitId
        """;

    private const string HasTime = """
        select exists (
          select 1
          from visit
          where landlord = @landlord and repair_id = @repairId and standing and window_end > @now)
        """;

    private const string Unprompted = """
        select
          count(*) filter (where coalesce(sent_at, decided_at) >= @today)::int as today,
          count(*)::int as week
        from message
        where landlord = @landlord and household_ref = @household and message_id <> @except
          and prompt <> 'OwnAct' and state in ('sending', 'sent') and coalesce(sent_at, decided_at) >= @week
        """;

    /// <summary>Takes the household's row: nothing else notes a pause or lets a message out meanwhile.</summary>
    public static async Task LockAsync(UnitOfWork unit, string landlord, string household, CancellationToken ct)
    {
        var parameters = new { landlord, household };
        await unit.Connection.ExecuteAsync(new CommandDefinition(Make, parameters, unit.Transaction, cancellationToken: ct));
        await unit.Connection.ExecuteAsync(new CommandDefinition(Lock, parameters, unit.Transaction, cancellationToken: ct));
    }

    /// <summary>Locks the household, then reads everything that decides about one of its messages.</summary>
    public static async Task<Situation> LockAndReadAsync(UnitOfWork unit, Message m, DateTimeOffset now, CancellationToken ct)
    {
        await LockAsync(unit, m.Landlord, m.HouseholdRef, ct);
        var today = LondonTime.DateOf(now);
        var parameters = new
        {
            landlord = m.Landlord, household = m.HouseholdRef, visitId = m.VisitId, repairId = m.RepairId, except = m.MessageId, now,
            today = LondonTime.StartOf(today), week = LondonTime.StartOf(today.AddDays(-6)),
        };
        CommandDefinition Of(string sql) => new(sql, parameters, unit.Transaction, cancellationToken: ct);
        var counts = await unit.Connection.QuerySingleAsync<Counts>(Of(Unprompted));
        return new Situation
        {
            Pauses = (await unit.Connection.QueryAsync<PauseFact>(Of(Pauses))).AsList(),
            Visit = await unit.Connection.QuerySingleOrDefaultAsync<VisitWindow>(Of(Visit)),
            RepairHasTime = await unit.Connection.ExecuteScalarAsync<bool>(Of(HasTime)),
            UnpromptedToday = counts.Today,
            UnpromptedThisWeek = counts.Week,
        };
    }

    private sealed record Counts
    {
        public int Today { get; init; }
        public int Week { get; init; }
    }
}
