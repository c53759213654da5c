using Microsoft.AspNetCore.Mvc;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Cancels the visit that stands, with a note for whoever reads the repair next. The repair stays open.</summary>
internal sealed class DeskCancelModel(Database<BookingService> db, Appointments appointments) : DeskRepairPage
{
    /// <summary>Who asked for it: <c>resident</c> or <c>landlord</c>.</summary>
    [BindProperty]
    public string? By { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    public string VisitWords => Repair.Next is { } next ? LondonTime.Words(next.Date, next.FromTime, next.ToTime) : "";

    public IActionResult OnGet() => Repair.Next is null ? Redirect(Home) : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (Repair.Next is null)
            return Redirect(Home);
        if (By is not ("resident" or "landlord"))
            ModelState.AddModelError(nameof(By), "Choose who asked for it");
        if (Note?.Length > 500)
            ModelState.AddModelError(nameof(Note), "Use at most 500 characters");
        if (!ModelState.IsValid)
            return Page();

        await using var unit = await db.BeginAsync(stop);
        var answer = await appointments.CancelAsync(unit, Key, By == "resident" ? Actor.Resident : Actor.Landlord, string.IsNullOrWhiteSpace(Note) ? null : Note.Trim(), stop);
        await unit.CommitAsync(stop);
        if (answer.Value is not null)
            TempData["Done"] = "The visit is cancelled. The repair stays open.";
        return Redirect(Home);
    }
}
