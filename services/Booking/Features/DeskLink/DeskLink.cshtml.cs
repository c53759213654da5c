using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Replaces the resident's link; the old one opens nothing any more.</summary>
internal sealed class DeskLinkModel(Database<BookingService> db, ReplaceLink replace) : DeskRepairPage
{
    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        await replace.RunAsync(unit, Key, stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = "Here is the new link. The old one does not work any more.";
        return Redirect(Home);
    }
}
