using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>The visit a resident chose, and what happens next. Safe to load again.</summary>
internal sealed class ResidentBookedModel : ResidentPage
{
    public override bool OpensForSupporters => true;

    public string DayWords => Speech.Day(Repair.Date!.Value);

    public IActionResult OnGet() => State is ResidentState.Booked or ResidentState.OnTheWay ? Page() : Redirect(Home);
}
