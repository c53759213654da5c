using Microsoft.AspNetCore.Mvc;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Marks a repair finished, because somebody said that the work is done.</summary>
internal sealed class DeskFinishModel(Database<BookingService> db, EndRepair end) : DeskRepairPage
{
    /// <summary>Who told us: <c>resident</c>, <c>contractor</c> or <c>landlord</c>.</summary>
    [BindProperty]
    public string? By { get; set; }

    public IActionResult OnGet() => Repair.IsOpen ? Page() : Redirect(Home);

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (By is not ("resident" or "contractor" or "landlord"))
        {
            ModelState.AddModelError(nameof(By), "Choose who told us");
            return Page();
        }

        await using var unit = await db.BeginAsync(stop);
        var answer = await end.FinishAsync(unit, Key, Enum.Parse<Actor>(By, ignoreCase: true), stop);
        await unit.CommitAsync(stop);
        if (answer.Value is not null)
            TempData["Done"] = "The repair is finished.";
        return Redirect(Home);
    }
}
