using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A reply slip came in the post: first which one it is.</summary>
internal sealed class DeskSlipModel(Database<BookingService> db) : DeskPage
{
    [BindProperty]
    public string? Reference { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (LetterRule.Read(Reference) is not { } reference)
        {
            ModelState.AddModelError(nameof(Reference), string.IsNullOrWhiteSpace(Reference) ? "Enter the reference" : "A reference has three letters and three digits in turn, such as K7 M2 X5");
            return Page();
        }

        await using var connection = await db.OpenAsync(stop);
        if (await EnterSlipSql.FindAsync(connection, Caller.Landlord, reference, stop) is not null)
            return Redirect($"/desk/slip/{reference}");
        ModelState.AddModelError(nameof(Reference), "We sent no slip with this reference. Look at it again, or find the home and ring them");
        return Page();
    }
}
