using Dapper;
using Npgsql;

namespace Repairs.Visits.Features.SeeToday;

/// <summary>One of the operative's visits, as far as they may see it, with the household's reference to ask Needs by.</summary>
internal sealed record VisitOfMine
{
    public Guid VisitId { get; init; }

    public string HouseholdRef { get; init; } = "";

    public DateOnly VisitDate { get; init; }

    public TimeOnly FromTime { get; init; }

    public TimeOnly ToTime { get; init; }

    public DateTimeOffset WindowStart { get; init; }

    public DateTimeOffset WindowEnd { get; init; }

    public string? Address { get; init; }

    public string? Job { get; init; }

    public double? Lat { get; init; }

    public double? Lon { get; init; }

    public string? ReadVersion { get; init; }

    public DateTimeOffset? SetOffAt { get; init; }

    /// <summary>The report that stands, where it is their own or the system's, and its outcome.</summary>
    public Guid? ReportId { get; init; }

    public string? Outcome { get; init; }

    public string? ReportMadeBy { get; init; }

    /// <summary>Somebody else has it now: no address, no brief, and of this door what they read of it then.</summary>
    public bool GivenAway { get; init; }

    public bool NoPhotos { get; init; }

    public bool NoCalls { get; init; }

    public int? WaitMinutes { get; init; }
}

internal static class SeeTodaySql
{
    // Of two people who had one window, neither is shown what the other reported.
    private const string Columns = """
        select v.visit_id, v.household_ref, v.visit_date, v.from_time, v.to_time, v.window_start, v.window_end, v.address, v.job, v.lat, v.lon,
          b.version as read_version, w.set_off_at, r.report_id, r.outcome, r.made_by as report_made_by
        from visit v
        left join brief_read b on b.landlord = v.landlord and b.visit_id = v.visit_id and b.operative_ref = v.operative_ref
        left join on_my_way w on w.landlord = v.landlord and w.visit_id = v.visit_id and w.operative_ref = v.operative_ref and w.window_start = v.window_start
        left join report r on r.landlord = v.landlord and r.visit_id = v.visit_id and r.window_start = v.window_start and r.superseded_by is null
          and (r.operative_ref is null or r.operative_ref = v.operative_ref)
        """;

    private const string OfDay = $"""
        {Columns}
        where v.landlord = @landlord
        and v.operative_ref = @operativeRef
        and v.visit_date = @date
        and v.stands
        order by v.window_start, v.window_end, v.visit_id
        """;

    private const string One = $"""
        {Columns}
        where v.landlord = @landlord
        and v.operative_ref = @operativeRef
        and v.visit_id = @visitId
        """;

    private const string Had = """
        select v.visit_id, v.household_ref, a.visit_date, a.from_time, a.to_time, a.window_start, a.window_end, true as given_away,
          coalesce(b.no_photos, false) as no_photos, coalesce(b.no_calls, false) as no_calls, b.wait_minutes, r.report_id, r.outcome, r.made_by as report_made_by
        from assignment a
        join visit v on v.landlord = a.landlord and v.visit_id = a.visit_id
        left join brief_read b on b.landlord = a.landlord and b.visit_id = a.visit_id and b.operative_ref = a.operative_ref
        left join report r on r.landlord = a.landlord and r.visit_id = a.visit_id and r.window_start = a.window_start and r.superseded_by is null
          and r.operative_ref = a.operative_ref
        where a.landlord = @landlord
        and a.visit_id = @visitId
        and a.operative_ref = @operativeRef
        order by a.as_of desc, a.as_of_rank desc
        limit 1
        """;

    public static async Task<List<VisitOfMine>> OfDayAsync(NpgsqlConnection connection, string landlord, string operativeRef, DateOnly date, CancellationToken ct) =>
        (await connection.QueryAsync<VisitOfMine>(new CommandDefinition(OfDay, new { landlord, operativeRef, date }, cancellationToken: ct))).AsList();

    /// <summary>Also a visit that no longer stands: an operative who was not told may need to report from its door.</summary>
    public static Task<VisitOfMine?> OneAsync(NpgsqlConnection connection, string landlord, string operativeRef, Guid visitId, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<VisitOfMine>(new CommandDefinition(One, new { landlord, operativeRef, visitId }, cancellationToken: ct));

    /// <summary>As <see cref="OneAsync"/>, also where somebody else has it now: what they reported may need a change.</summary>
    public static async Task<VisitOfMine?> OneOrHadAsync(NpgsqlConnection connection, string landlord, string operativeRef, Guid visitId, CancellationToken ct) =>
        await OneAsync(connection, landlord, operativeRef, visitId, ct)
        ?? await connection.QuerySingleOrDefaultAsync<VisitOfMine>(new CommandDefinition(Had, new { landlord, operativeRef, visitId }, cancellationToken: ct));
}
