using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.NoAccess.DecideDispute;
using Repairs.Platform;

namespace Repairs.NoAccess.SeePhoto;

/// <summary>The photo of a disputed visit, while it is being decided, for whoever decides: never the contractor’s people.</summary>
[Authorize(Roles = $"{Roles.Desk},{Roles.Manager}")]
internal sealed class DisputePhotoModel(Database<NoAccessService> db, ServiceCalls calls) : PageModel
{
    [FromRoute]
    public Guid VisitId { get; set; }

    /// <summary>Where the picture is; null where there is none.</summary>
    public string? Source { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        if (!DecideDispute.DecideDispute.IsOutside(Caller.Of(HttpContext)))
            return Forbid();
        var landlord = Caller.Of(HttpContext).Landlord;
        await using var connection = await db.OpenAsync(stop);
        if (await DecideDisputeSql.FindAsync(connection, landlord, VisitId, stop) is not { Upheld: null })
            return NotFound();
        Source = await SeePhoto.OfAsync(calls, landlord, VisitId, stop) is null ? null : $"/disputes/{VisitId}/photo/file";
        return Page();
    }
}
