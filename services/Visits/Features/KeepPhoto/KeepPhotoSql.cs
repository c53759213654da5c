using Dapper;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Visits.Features.ReadBrief;

namespace Repairs.Visits.Features.KeepPhoto;

/// <summary>A report that was waiting for its photo.</summary>
internal sealed record EvidenceNow
{
    public Guid ReportId { get; init; }

    public bool TimeOnSite { get; init; }

    public bool NearAddress { get; init; }

    public bool TwoTries { get; init; }

    public bool CardPhoto { get; init; }

    public bool BriefRead { get; init; }

    public DoorEvidence ToEvidence() => new(TimeOnSite, NearAddress, TwoTries, CardPhoto, BriefRead);
}

internal sealed record KnownPhoto
{
    public Guid VisitId { get; init; }

    public byte[] SentHash { get; init; } = [];
}

internal static class KeepPhotoSql
{
    private const string Find = """
        select visit_id, sent_hash
        from photo
        where landlord = @landlord
        and photo_id = @photoId
        """;

    private const string Count = """
        select count(*)
        from photo
        where landlord = @Landlord
        and visit_id = @VisitId
        """;

    private const string Insert = """
        insert into photo (landlord, photo_id, visit_id, operative_ref, content_type, sent_hash, bytes, received_at)
        values (@landlord, @photoId, @visitId, @operativeRef, @contentType, @sentHash, @bytes, @now)
        on conflict (landlord, photo_id) do nothing
        """;

    private const string Complete = """
        update report
        set card_photo = true
        where landlord = @landlord
        and visit_id = @visitId
        and card_photo_id = @photoId
        and superseded_by is null
        and card_photo = false
        and not exists (
          select 1
          from brief_read b
          where b.landlord = report.landlord
          and b.visit_id = report.visit_id
          and b.operative_ref = report.operative_ref
          and b.no_photos)
        returning report_id, time_on_site, near_address, two_tries, card_photo, brief_read
        """;

    public static Task<KnownPhoto?> FindAsync(UnitOfWork unit, string landlord, Guid photoId, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<KnownPhoto>(new CommandDefinition(Find, new { landlord, photoId }, unit.Transaction, cancellationToken: ct));

    /// <summary>How many photos the visit has; it is locked by the caller, so that nobody adds one meanwhile.</summary>
    public static Task<long> CountAsync(UnitOfWork unit, VisitFacts visit, CancellationToken ct) =>
        unit.Connection.ExecuteScalarAsync<long>(new CommandDefinition(Count, visit, unit.Transaction, cancellationToken: ct));

    /// <summary>False where another visit took this id in the same moment.</summary>
    public static async Task<bool> InsertAsync(UnitOfWork unit, VisitFacts visit, Guid photoId, CleanImage image, byte[] sentHash, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(
            Insert,
            new { landlord = visit.Landlord, photoId, visitId = visit.VisitId, operativeRef = visit.OperativeRef, contentType = image.ContentType, sentHash, bytes = image.Bytes.Length, now },
            unit.Transaction,
            cancellationToken: ct)) == 1;

    /// <summary>The standing report that named this photo and lacked it, with its evidence as it is now. Where photos are not wanted, a photo changes nothing.</summary>
    public static Task<EvidenceNow?> CompleteAsync(UnitOfWork unit, VisitFacts visit, Guid photoId, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<EvidenceNow>(new CommandDefinition(
            Complete, new { landlord = visit.Landlord, visitId = visit.VisitId, photoId }, unit.Transaction, cancellationToken: ct));
}
