using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.NoAccess.SeeVisits;

/// <summary>The resident's own record of our visits. Its one deed says that a visit happened differently.</summary>
internal sealed class VisitRecordModel(Database<NoAccessService> db, DisputeVisit.DisputeVisit dispute) : VisitRecordPage
{
    public async Task<IActionResult> OnPostDisputeAsync(Guid visitId, CancellationToken stop)
    {
        if (Record.Visit(visitId) is not { } visit)
            return NotFound();
        await using var unit = await db.BeginAsync(stop);
        await dispute.AddAsync(unit, Record, visit, null, Now, stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = "Thank you for telling us. Someone who does not work for the contractor will look at it.";
        return Redirect(Home);
    }
}
