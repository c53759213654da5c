using Microsoft.AspNetCore.Mvc;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Something else is wrong in the same home: a repair of its own, in the resident's words. A person at the desk finds out whom to send.</summary>
internal sealed class ResidentElseModel(Database<BookingService> db, BusinessClock clock, RaiseRepair raise) : ResidentPage
{
    [BindProperty]
    public string? Words { get; set; }

    /// <summary>Made with the form: pressing twice raises one.</summary>
    [BindProperty]
    public Guid Once { get; set; }

    public void OnGet() => Once = Guid.CreateVersion7();

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(Words) || Words.Length > 1000)
        {
            ModelState.AddModelError(nameof(Words), string.IsNullOrWhiteSpace(Words) ? "Tell us what is wrong" : "Tell us in 1,000 letters or fewer");
            return Page();
        }

        await using var unit = await db.BeginAsync(stop);
        if (await RepairSql.LockAsync(unit, Repair.Key, clock.Offset, stop) is not { } repair)
            return NotFound();
        if (await SaidElseSql.FindAsync(unit, Repair.Key, Once, stop) is { } before)
            return Redirect(before);

        var answer = await raise.RunAsync(unit, repair.Landlord, new NewRepair(repair.HouseholdRef, repair.PropertyRef, null, Words, Priority.Urgent), Actor.Resident, stop);
        if (answer.Value is not { } raised)
        {
            ModelState.AddModelError(nameof(Words), $"We could not take this down. That is our fault. Ring {Landlord.ContactPerson} on {Landlord.Phone}.");
            return Page();
        }

        var path = new Uri(raised.ResidentLink).AbsolutePath;
        await SaidElseSql.KeepAsync(unit, Repair.Key, Once, raised.RepairId, path, Now, stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = "Thank you for telling us. This is a repair of its own now.";
        return Redirect(path);
    }
}
