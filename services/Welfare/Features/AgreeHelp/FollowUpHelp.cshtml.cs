using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;
using Repairs.Welfare.SeeFollowUps;

namespace Repairs.Welfare.AgreeHelp;

/// <summary>What the resident and the officer agreed.</summary>
internal sealed class FollowUpHelpModel(Database<WelfareService> db) : OneFollowUpPage
{
    [BindProperty]
    public string? Help { get; set; }

    public void OnGet() => Help = FollowUp.WouldHelp;

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var body = new AgreeHelp.Body(Help);
        if (AgreeHelp.Check(body) is { Any: true } faults)
        {
            ModelState.AddModelError(nameof(Help), faults.ByField["words"][0]);
            return Page();
        }

        await using var unit = await db.BeginAsync(stop);
        await AgreeHelp.SaveAsync(unit, Caller.Landlord, Id, body, Now, stop);
        await unit.CommitAsync(stop);
        return Done("Saved what would help.");
    }
}
