using Repairs.Platform;
using Repairs.Visits.Features.KeepPhoto;

namespace Repairs.Visits.Features.ForgetPhoto;

/// <summary>
/// Removes photos whose time is over: twelve months, six years where a hazard was reported on the same visit (policy.md §5.5; Limitation Act 1980).
/// First the file, then the row: after a crash in between the row is found again and its file is gone already.
/// </summary>
internal sealed class ForgetPhoto(PhotoFolder folder, VisitsSettings settings) : IDueWork
{
    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        var photos = await ForgetPhotoSql.ClaimAsync(unit, now, settings, ct);
        foreach (var photo in photos)
        {
            folder.Remove(photo.Landlord, photo.PhotoId);
            await ForgetPhotoSql.RemoveAsync(unit, photo, ct);
        }

        return photos.Count;
    }
}
