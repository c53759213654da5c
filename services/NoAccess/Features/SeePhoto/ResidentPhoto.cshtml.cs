using Microsoft.AspNetCore.Mvc;
using Repairs.NoAccess.SeeVisits;
using Repairs.Platform;

namespace Repairs.NoAccess.SeePhoto;

/// <summary>The photo of one visit, for its resident.</summary>
internal sealed class ResidentPhotoModel(ServiceCalls calls) : VisitRecordPage
{
    public string When { get; private set; } = "";

    /// <summary>Where the picture is; null where there is none.</summary>
    public string? Source { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid visitId, CancellationToken stop)
    {
        if (Record.Visit(visitId) is not { } visit)
            return NotFound();
        When = visit.When;
        Source = await SeePhoto.OfAsync(calls, Record.Repair.Landlord, visitId, stop) is null ? null : $"{Home}/{visitId}/photo/file";
        return Page();
    }
}
