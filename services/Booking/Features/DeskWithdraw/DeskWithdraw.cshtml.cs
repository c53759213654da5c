using Microsoft.AspNetCore.Mvc;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Ends a repair without the work, by the resident's wish or a person's recorded reason. A missed visit is no reason.</summary>
internal sealed class DeskWithdrawModel(Database<BookingService> db, EndRepair end) : DeskRepairPage
{
    /// <summary>Who wants it: <c>resident</c> or <c>landlord</c>.</summary>
    [BindProperty]
    public string? By { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    public IActionResult OnGet() => Repair.IsOpen ? Page() : Redirect(Home);

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (By is not ("resident" or "landlord"))
            ModelState.AddModelError(nameof(By), "Choose who wants it to end");
        if (WithdrawReasons.Words(Reason) is null)
            ModelState.AddModelError(nameof(Reason), "Choose a reason");
        if (Note?.Length > 500)
            ModelState.AddModelError(nameof(Note), "Use at most 500 characters");
        if (!ModelState.IsValid)
            return Page();

        await using var unit = await db.BeginAsync(stop);
        var answer = await end.WithdrawAsync(
            unit, Key, By == "resident" ? Actor.Resident : Actor.Landlord, Reason, string.IsNullOrWhiteSpace(Note) ? null : Note.Trim(), stop);
        if (answer.Refusal is { Faults: { } faults })
        {
            foreach (var (field, sentences) in faults.ByField)
                ModelState.AddModelError(field == "note" ? nameof(Note) : nameof(Reason), sentences[0]);
            return Page();
        }

        await unit.CommitAsync(stop);
        if (answer.Value is not null)
            TempData["Done"] = "The repair has ended. We tell the resident how to open it again.";
        return Redirect(Home);
    }
}
