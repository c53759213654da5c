using Microsoft.AspNetCore.Mvc;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Cancels the visit that stands. No reason is asked; the repair stays open.</summary>
internal sealed class ResidentCancelModel(Database<BookingService> db, Appointments appointments) : ResidentPage
{
    public IActionResult OnGet() => Repair.VisitId is null ? Redirect(Home) : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var words = VisitWords;
        await using var unit = await db.BeginAsync(stop);
        var answer = await appointments.CancelAsync(unit, Repair.Key, Actor.Resident, null, stop);
        await unit.CommitAsync(stop);
        if (answer.Value is not null)
            TempData["Done"] = $"We will not come on {words}. Your repair stays open.";
        return Redirect(Home);
    }
}
