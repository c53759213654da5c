using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.NoAccess.KeepDuty;
using Repairs.Platform;

namespace Repairs.NoAccess.TellChronology;

/// <summary>Which repair is it about? One at a time, and the copies that are still to be posted.</summary>
[Authorize(Roles = Roles.Manager)]
internal sealed class ChronologiesModel(Database<NoAccessService> db) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Repair { get; set; }

    public IReadOnlyList<Opening> Owed { get; private set; } = [];

    public Task OnGetAsync(CancellationToken stop) => LoadAsync(stop);

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var caller = Caller.Of(HttpContext);
        await using var unit = await db.BeginAsync(stop);
        if (!Guid.TryParse(Repair?.Trim().Split('/')[^1], out var repair) || await HazardSql.HouseholdOfAsync(unit, caller.Landlord, repair, stop) is not { } household)
        {
            ModelState.AddModelError(nameof(Repair), "Paste the repair's number, or its address on the desk");
            await LoadAsync(stop);
            return Page();
        }

        await HouseholdSql.LockAsync(unit, caller.Landlord, household, stop);
        var opening = (await OpeningSql.UnopenedAsync(unit, caller, repair, stop))?.OpeningId ?? Guid.CreateVersion7();
        await OpeningSql.AddAsync(unit, caller, repair, opening, stop);
        await unit.CommitAsync(stop);
        return Redirect($"/chronology/{repair}/{opening}");
    }

    private async Task LoadAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        Owed = await OpeningSql.OwedAsync(connection, Caller.Of(HttpContext), stop);
    }
}
