using Microsoft.AspNetCore.Mvc;

namespace Repairs.Booking;

/// <summary>None of the choices suited: what we do about it, with a date.</summary>
internal sealed class ResidentNextModel : ResidentPage
{
    public override bool OpensForSupporters => true;

    public IActionResult OnGet() => Repair is { CallBackBy: null, Waiting: false } ? Redirect(Home) : Page();
}
