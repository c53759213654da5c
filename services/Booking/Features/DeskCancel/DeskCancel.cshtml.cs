using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Cancels the visit that stands, with the reason and a note for whoever reads the repair next. The repair stays open.</summary>
internal sealed class DeskCancelModel(Database<BookingService> db, Appointments appointments) : DeskRepairPage
{
    /// <summary>One of <see cref="ChangeReason.All"/>.</summary>
    [BindProperty]
    public string? Why { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    public string VisitWords => Repair.Next is { } next ? LondonTime.Words(next.Date, next.FromTime, next.ToTime) : "";

    public IActionResult OnGet() => Repair.Next is null ? Redirect(Home) : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (Repair.Next is null)
            return Redirect(Home);
        ChangeReasonFields.Explain(ModelState, Why, Note);
        if (!ModelState.IsValid)
            return Page();

        await using var unit = await db.BeginAsync(stop);
        var stood = (await appointments.LockVisitAsync(unit, Key, null, stop))?.AppointmentId;
        var answer = await appointments.CancelAsync(unit, Key, ChangeReason.By(Why!), string.IsNullOrWhiteSpace(Note) ? null : Note.Trim(), stop);
        if (answer.Value is not null)
            await ChangeReasonSql.KeepAsync(unit, Key, stood, Why, Note, stop);
        await unit.CommitAsync(stop);
        if (answer.Value is not null)
            TempData["Done"] = "The visit is cancelled. The repair stays open.";
        return Redirect(Home);
    }
}
