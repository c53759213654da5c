using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.NoAccess.SeeVisits;

/// <summary>The resident's own record of our visits. Its deeds say that a visit happened differently, and take that back.</summary>
internal sealed class VisitRecordModel(Database<NoAccessService> db, DisputeVisit.DisputeVisit dispute) : VisitRecordPage
{
    public async Task<IActionResult> OnPostDisputeAsync(Guid visitId, CancellationToken stop)
    {
        if (Record.Visit(visitId) is not { } visit)
            return NotFound();
        await using var unit = await db.BeginAsync(stop);
        await dispute.AddAsync(unit, Record, visit, null, Now, stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = "Thank you for telling us. Someone who does not work for the contractor will look at it. It does not count until they have decided.";
        return Redirect(Home);
    }

    public async Task<IActionResult> OnPostWithdrawAsync(Guid visitId, CancellationToken stop)
    {
        if (Record.Visit(visitId) is not { } visit)
            return NotFound();
        await using var unit = await db.BeginAsync(stop);
        await dispute.TakeBackAsync(unit, Record, visit, Now, stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = visit is { Disputed: true, Upheld: null } ? "You have taken that back. You can still tell us later." : "There is nothing to take back. What stands here is up to date.";
        return Redirect(Home);
    }
}
