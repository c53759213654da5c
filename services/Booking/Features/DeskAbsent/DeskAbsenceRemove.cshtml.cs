using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>They can come after all. Visits that went to somebody else, or were chosen again, stay as residents know them.</summary>
internal sealed class DeskAbsenceRemoveModel(Database<BookingService> db, BusinessClock clock) : DeskPage
{
    [FromRoute]
    public Guid Id { get; set; }

    public AbsenceRow Absence { get; private set; } = new();

    public IReadOnlyList<AbsenceVisitRow> Visits { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        if (await AbsenceSql.FindAsync(connection, Caller.Landlord, Id, clock.GetUtcNow(), stop) is not { Kind: "away" } absence)
            return NotFound();
        if (absence.RemovedAt is not null)
            return Redirect($"/desk/absences/{Id}");
        Absence = absence;
        Visits = await AbsenceSql.VisitsAsync(connection, Caller.Landlord, Id, clock.GetUtcNow(), stop);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        if (await AbsenceSql.FindAsync(unit.Connection, Caller.Landlord, Id, clock.GetUtcNow(), stop) is not { Kind: "away" } absence)
            return NotFound();
        await AbsenceSql.TakeBackAsync(unit, Caller.Landlord, Id, clock.GetUtcNow(), stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = $"{absence.Name} can come after all. These times can be offered again.";
        return Redirect($"/desk/operatives/{absence.OperativeId}/times");
    }
}
