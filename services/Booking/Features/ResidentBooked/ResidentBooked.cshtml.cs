using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>The visit a resident chose, and what happens next. Safe to load again; on paper it says what somebody without a screen needs.</summary>
internal sealed class ResidentBookedModel(Database<BookingService> db) : ResidentPage
{
    public override bool OpensForSupporters => true;

    public string DayWords => Speech.Day(Repair.Date!.Value);

    /// <summary>What to say when ringing; empty for somebody who helps the resident.</summary>
    public string Reference { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        if (State is not (ResidentState.Booked or ResidentState.OnTheWay))
            return Redirect(Home);
        if (IsSupporter)
            return Page();
        await using var connection = await db.OpenAsync(stop);
        Reference = await ResidentBookedSql.ReferenceAsync(connection, Repair.Key, stop) ?? "";
        return Page();
    }
}
