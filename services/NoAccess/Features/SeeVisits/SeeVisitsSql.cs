using Dapper;
using Npgsql;
using Repairs.Contracts;
using Repairs.NoAccess.KnowRepair;
using Repairs.Platform;

namespace Repairs.NoAccess.SeeVisits;

/// <summary>One visit as its resident may see it.</summary>
internal sealed record ResidentVisit
{
    public Guid VisitId { get; init; }

    public string HouseholdRef { get; init; } = "";

    public DoorOutcome Outcome { get; init; }

    public Attribution Attribution { get; init; }

    /// <summary>What it means as whoever holds the link may read it.</summary>
    public Attribution Shown => OutcomeWords.Shown(Outcome, Attribution);

    public DateTimeOffset WindowStart { get; init; }

    public DateTimeOffset WindowEnd { get; init; }

    public bool Disputed { get; init; }

    public DateTimeOffset? DisputedAt { get; init; }

    /// <summary>Null while nobody decided.</summary>
    public bool? Upheld { get; init; }

    /// <summary>Why it was decided so.</summary>
    public string? Reasons { get; init; }

    public bool GaveFeedback { get; init; }

    /// <summary>They have also said whether we did what we promised.</summary>
    public bool RatedPromises { get; init; }

    /// <summary>What we owe for this visit: null until a person has said so.</summary>
    public int? OwedPence { get; init; }

    /// <summary>"Thursday 26 November, between 8am and midday".</summary>
    public string When => LondonTime.Words(LondonTime.DateOf(WindowStart), LondonTime.TimeOf(WindowStart), LondonTime.TimeOf(WindowEnd));
}

internal static class SeeVisitsSql
{
    private const string List = """
        select v.visit_id, v.household_ref, v.outcome, v.attribution, v.window_start, v.window_end,
          d.visit_id is not null and d.withdrawn_at is null as disputed, d.raised_at as disputed_at, d.upheld, d.reasons,
          f.visit_id is not null as gave_feedback, f.promises_at is not null as rated_promises, o.pence as owed_pence
        from visit v
        left join dispute d on d.landlord = v.landlord and d.visit_id = v.visit_id
        left join feedback f on f.landlord = v.landlord and f.visit_id = v.visit_id
        left join owed o on o.landlord = v.landlord and o.visit_id = v.visit_id and o.approved
        where v.landlord = @Landlord and v.repair_id = @RepairId
        order by v.moment desc
        """;

    /// <summary>True while a pause or a request for a person is open: then nobody is asked for feedback.</summary>
    private const string IsQuiet = """
        select exists (
          select 1
          from decision
          where landlord = @Landlord and household_ref = @HouseholdRef
            and (kind = 'person-asks' and paused_until is null or kind = 'follow-up' and closed_at is null))
        or exists (
          select 1
          from fact p
          where p.landlord = @Landlord and p.household_ref = @HouseholdRef and p.type = 'AvailabilityPaused'
            and (p.body->>'from')::timestamptz <= @now and coalesce((p.body->>'to')::timestamptz, 'infinity') > @now
            and not exists (
              select 1
              from fact r
              where r.landlord = p.landlord and r.household_ref = p.household_ref and r.type = 'AvailabilityResumed'
                and r.body->>'pauseId' = p.body->>'pauseId'))
        """;

    public static async Task<IReadOnlyList<ResidentVisit>> ListAsync(NpgsqlConnection connection, KnownRepair repair, CancellationToken ct) =>
        [.. await connection.QueryAsync<ResidentVisit>(new CommandDefinition(List, new { repair.Landlord, repair.RepairId }, cancellationToken: ct))];

    public static Task<bool> IsQuietAsync(NpgsqlConnection connection, KnownRepair repair, DateTimeOffset now, CancellationToken ct) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(IsQuiet, new { repair.Landlord, repair.HouseholdRef, now }, cancellationToken: ct));
}
