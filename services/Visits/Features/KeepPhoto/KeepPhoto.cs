using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Visits.Features.ReportOutcome;

namespace Repairs.Visits.Features.KeepPhoto;

internal enum PhotoTaken
{
    Stored,
    Known,
    NotMine,
    NoImage,
    TooManyPixels,
    IdUsed,
    TooMany,
}

/// <summary>Keeps a photo of a visit, by page or by API: first the file, then the row, so that a row always has its file.</summary>
internal sealed class KeepPhoto(PhotoFolder folder, BusinessClock clock)
{
    /// <summary>The largest photo that is taken, in bytes.</summary>
    public const int Largest = 5 * 1024 * 1024;

    /// <summary>The most that is read before the line is cut.</summary>
    public const int LargestRead = 25_000_000;

    private const int MostForAVisit = 20;

    /// <summary>Stores the photo and queues its event in <paramref name="unit"/>; the caller commits.</summary>
    public async Task<PhotoTaken> TakeAsync(UnitOfWork unit, Caller caller, Guid visitId, Guid photoId, byte[] sent, CancellationToken ct)
    {
        var visit = caller.OperativeRef is null ? null : await AssignmentSql.LockAsync(unit, caller.Landlord, caller.OperativeRef, visitId, theirs => WindowRule.Of(theirs, clock.GetUtcNow()), ct);
        if (visit is null)
            return PhotoTaken.NotMine;
        var hash = SHA256.HashData(sent);
        if (await KeepPhotoSql.FindAsync(unit, caller.Landlord, photoId, ct) is { } known)
            return known.VisitId == visitId && known.SentHash.AsSpan().SequenceEqual(hash) ? PhotoTaken.Known : PhotoTaken.IdUsed;
        if (CleanImage.Of(sent) is not { } image)
            return PhotoTaken.NoImage;
        if (image.IsHuge)
            return PhotoTaken.TooManyPixels;
        if (await KeepPhotoSql.CountAsync(unit, visit, ct) >= MostForAVisit)
            return PhotoTaken.TooMany;

        // The row first: of two pictures with one id at the same moment, only the one that has the row is written.
        var now = clock.GetUtcNow();
        if (!await KeepPhotoSql.InsertAsync(unit, visit, photoId, image, hash, now, ct))
            return PhotoTaken.IdUsed;
        await folder.WriteAsync(caller.Landlord, photoId, image.Bytes, ct);
        if (await KeepPhotoSql.CompleteAsync(unit, visit, photoId, ct) is { } report)
            unit.Publish(new VisitEvidenceAdded(visit.Landlord, visitId, report.ReportId, visit.RepairId, visit.HouseholdRef, report.ToEvidence(), now));
        return PhotoTaken.Stored;
    }
}

/// <summary><c>PUT /api/visits/{visitId}/photos/{photoId}</c>: the image itself as the body.</summary>
internal static class KeepPhotoEndpoint
{
    public static async Task<IResult> PutAsync(Guid visitId, Guid photoId, HttpContext http, Database<VisitsService> db, KeepPhoto deed, CancellationToken ct)
    {
        if (await ReadAsync(http.Request.Body, ct) is not { } sent)
            return Problems.Of(413, "too-large", "A photo may have 5 MB. Take it again with fewer pixels, or send a smaller copy.");
        await using var unit = await db.BeginAsync(ct);
        return await deed.TakeAsync(unit, Caller.Of(http), visitId, photoId, sent, ct) switch
        {
            PhotoTaken.Stored => await unit.CommitAsync(201, new { photoId }, ct),
            PhotoTaken.Known => await unit.CommitAsync(200, new { photoId }, ct),
            PhotoTaken.NoImage => Problems.Of(415, "not-an-image", "Send a whole JPEG, PNG or WebP picture."),
            PhotoTaken.TooManyPixels => Problems.Of(422, "too-many-pixels", "This picture has more than 24 million pixels. Take it again with fewer, or send a smaller copy."),
            PhotoTaken.IdUsed => Problems.Of(422, "photo-id-used", "This photo id was sent before with another picture. Make a new id."),
            PhotoTaken.TooMany => Problems.Of(422, "too-many-photos", "This visit has 20 photos already."),
            _ => Problems.NotFound(),
        };
    }

    /// <summary>Null where there is too much; the rest is read to its end and dropped, so that the phone hears the answer instead of a broken line.</summary>
    private static async Task<byte[]?> ReadAsync(Stream from, CancellationToken ct)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        var much = 0L;
        int n;
        while ((n = await from.ReadAsync(buffer, ct)) > 0)
        {
            much += n;
            if (much <= KeepPhoto.Largest)
                kept.Write(buffer, 0, n);
        }

        return much <= KeepPhoto.Largest ? kept.ToArray() : null;
    }
}
