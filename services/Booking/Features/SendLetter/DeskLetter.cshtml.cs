using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Times by letter, for somebody who would like them so.</summary>
internal sealed class DeskLetterModel(Database<BookingService> db, BusinessClock clock, SendLetter letters) : DeskRepairPage
{
    /// <summary>Made with the form: pressing twice sends one.</summary>
    [BindProperty]
    public Guid Once { get; set; }

    public IActionResult OnGet()
    {
        Once = Guid.CreateVersion7();
        return Repair.CanBeAsked ? Page() : Redirect(Home);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (Once == Guid.Empty)
            return Redirect($"{Home}/letter");
        await using var unit = await db.BeginAsync(stop);
        if (await RepairSql.LockAsync(unit, Key, clock.Offset, stop) is not { IsEnded: false, Trade: not null, AppointmentId: null } repair)
            return Redirect(Home);
        await AskOnceSql.HeardAsync(unit, Key, Now, stop);
        await letters.RunAsync(unit, repair, Once, "asked", stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = "We send them a letter with three times.";
        return Redirect(Home);
    }
}
