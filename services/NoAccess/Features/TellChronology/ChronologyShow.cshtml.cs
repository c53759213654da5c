using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Platform;

namespace Repairs.NoAccess.TellChronology;

/// <summary>The answers, and once it is open the chronology of one repair.</summary>
[Authorize(Roles = Roles.Manager)]
internal sealed class ChronologyShowModel(Database<NoAccessService> db, OpenChronology open, BusinessClock clock) : PageModel
{
    [FromRoute]
    public Guid RepairId { get; set; }

    [FromRoute]
    public Guid OpeningId { get; set; }

    public Opening Opening { get; private set; } = new();

    /// <summary>Null before it is open.</summary>
    public Copy? Copy { get; private set; }

    public string Home => $"/chronology/{RepairId}/{OpeningId}";

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        if (await OpeningSql.FindAsync(connection, Caller.Of(HttpContext), RepairId, OpeningId, stop) is not { } opening)
            return NotFound();
        if (Gate.Next(opening) is { } next)
            return Redirect($"{Home}/q/{next.Key}");
        Opening = opening;
        Copy = opening.OpenedAt is null ? null : await open.CopyAsync(connection, Caller.Of(HttpContext).Landlord, opening, stop);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        await open.OpenAsync(unit, Caller.Of(HttpContext), RepairId, OpeningId, clock.GetUtcNow(), stop);
        await unit.CommitAsync(stop);
        return Redirect(Home);
    }

    public async Task<IActionResult> OnPostPostedAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        await OpeningSql.PostAsync(unit, Caller.Of(HttpContext), OpeningId, clock.GetUtcNow(), stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = "Saved. Their copy is on its way.";
        return Redirect(Home);
    }
}
