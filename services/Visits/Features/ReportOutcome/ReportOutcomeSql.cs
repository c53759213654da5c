using System.Text.Json;
using Dapper;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Visits.Features.ReadBrief;

namespace Repairs.Visits.Features.ReportOutcome;

/// <summary>What a report meets when it arrives.</summary>
internal sealed record KnownBefore
{
    /// <summary>Set where this report id is known already.</summary>
    public byte[]? SameIdHash { get; init; }

    public bool SameIdKnown { get; init; }

    public Guid? StandingReportId { get; init; }

    public string? StandingMadeBy { get; init; }

    /// <summary>Who made it; null: the system, or a housing system in their place.</summary>
    public string? StandingBy { get; init; }

    public DateTimeOffset? StandingArrivedAt { get; init; }

    /// <summary>The window of the report of this visit that this one names as replaced.</summary>
    public DateTimeOffset? NamedWindow { get; init; }

    public DateTimeOffset? FirstReadAt { get; init; }

    public bool NoPhotos { get; init; }

    public int? WaitMinutes { get; init; }

    public bool NoCalls { get; init; }

    public bool PhotoHere { get; init; }

    public DoorTerms Terms => new(FirstReadAt, NoPhotos, WaitMinutes, NoCalls);
}

internal static class ReportOutcomeSql
{
    private const string Known = """
        select
          same.report_id is not null as same_id_known,
          same.content_hash as same_id_hash,
          standing.report_id as standing_report_id,
          standing.made_by as standing_made_by,
          standing.operative_ref as standing_by,
          standing.arrived_at as standing_arrived_at,
          named.window_start as named_window,
          b.first_read_at,
          coalesce(b.no_photos, false) as no_photos,
          b.wait_minutes,
          coalesce(b.no_calls, false) as no_calls,
          p.photo_id is not null as photo_here
        from (values (1)) one
        left join report same on same.landlord = @landlord and same.report_id = @reportId
        left join report standing on standing.landlord = @landlord and standing.visit_id = @visitId and standing.window_start = @windowStart and standing.superseded_by is null
        left join report named on named.landlord = @landlord and named.report_id = @supersedes and named.visit_id = @visitId
        left join brief_read b on b.landlord = @landlord and b.visit_id = @visitId and b.operative_ref = @operativeRef
        left join photo p on p.landlord = @landlord and p.photo_id = @cardPhotoId and p.visit_id = @visitId
        """;

    private const string Replace = """
        update report
        set superseded_by = @reportId
        where landlord = @landlord
        and report_id = @supersedes
        and superseded_by is null
        """;

    private const string Insert = """
        insert into report (
          landlord, report_id, visit_id, made_by, operative_ref, content_hash, outcome, observed, arrived_at, left_at, metres_from_address, tried,
          card_photo_id, note, time_on_site, near_address, two_tries, card_photo, brief_read, supersedes, superseded_by, window_start, reported_at)
        values (
          @landlord, @reportId, @visitId, 'Contractor', @operativeRef, @hash, @outcome, @observed, @arrivedAt, @leftAt, @metres, @tried::jsonb,
          @cardPhotoId, @note, @timeOnSite, @nearAddress, @twoTries, @cardPhoto, @briefRead, @supersedes, @replacedBy, @windowStart, @now)
        on conflict (landlord, report_id) do nothing
        """;

    private const string SomebodyReported = """
        update visit
        set absence_due_at = null
        where landlord = @landlord
        and visit_id = @visitId
        and window_start = @windowStart
        """;

    public static Task<KnownBefore> KnownAsync(UnitOfWork unit, VisitFacts visit, string operativeRef, OutcomeReport report, CancellationToken ct) =>
        unit.Connection.QuerySingleAsync<KnownBefore>(new CommandDefinition(
            Known, new { landlord = visit.Landlord, visitId = visit.VisitId, visit.WindowStart, operativeRef, report.ReportId, report.CardPhotoId, report.Supersedes }, unit.Transaction, cancellationToken: ct));

    /// <summary>
    /// Writes the report in place of <paramref name="supersedes"/>, or behind <paramref name="replacedBy"/>; the visit is locked by the caller. False where another visit took this id in the same
    /// moment: the caller then commits nothing.
    /// </summary>
    public static async Task<bool> WriteAsync(UnitOfWork unit, VisitFacts visit, string operativeRef, OutcomeReport report, byte[] hash, Guid? supersedes, Guid? replacedBy, DoorEvidence? evidence, DateTimeOffset now, CancellationToken ct)
    {
        if (supersedes is not null)
            await unit.Connection.ExecuteAsync(new CommandDefinition(Replace, new { landlord = visit.Landlord, reportId = report.ReportId, supersedes }, unit.Transaction, cancellationToken: ct));
        var written = await unit.Connection.ExecuteAsync(new CommandDefinition(
            Insert,
            new
            {
                landlord = visit.Landlord,
                reportId = report.ReportId,
                visitId = visit.VisitId,
                operativeRef,
                hash,
                outcome = report.Outcome,
                observed = (report.Observed ?? []).Distinct().Order().ToArray(),
                arrivedAt = report.ArrivedAt,
                leftAt = report.LeftAt,
                metres = report.MetresFromAddress is { } m ? (int?)Math.Ceiling(m) : null,
                tried = JsonSerializer.Serialize(report.Tried ?? [], Json.Options),
                cardPhotoId = report.CardPhotoId,
                note = ReportRule.NoteToKeep(report),
                timeOnSite = evidence?.TimeOnSite,
                nearAddress = evidence?.NearAddress,
                twoTries = evidence?.TwoTries,
                cardPhoto = evidence?.CardPhoto,
                briefRead = evidence?.BriefRead,
                supersedes,
                replacedBy,
                windowStart = visit.WindowStart,
                now,
            },
            unit.Transaction,
            cancellationToken: ct));
        await unit.Connection.ExecuteAsync(new CommandDefinition(SomebodyReported, new { landlord = visit.Landlord, visitId = visit.VisitId, windowStart = visit.WindowStart }, unit.Transaction, cancellationToken: ct));
        return written == 1;
    }
}
