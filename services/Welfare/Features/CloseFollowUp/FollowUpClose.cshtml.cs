using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;
using Repairs.Welfare.SeeFollowUps;

namespace Repairs.Welfare.CloseFollowUp;

/// <summary>The end of a follow-up, in plain words. Pressing twice closes it once.</summary>
internal sealed class FollowUpCloseModel(Database<WelfareService> db) : OneFollowUpPage
{
    [BindProperty]
    public string? Outcome { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Supervisor { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        if (await SeeFollowUpsSql.TakeAsync(unit, Caller.Landlord, Id, stop) is not { State: "open" } open)
            return Done("This follow-up is closed.");
        var body = new CloseFollowUp.Body(Outcome, Reason, Supervisor);
        if (Show(CloseFollowUp.Check(body, open.Reached)))
            return Page();
        await CloseFollowUp.SaveAsync(unit, Caller, open, body, Now, stop);
        await unit.CommitAsync(stop);
        return Done("Closed. Counting starts again at nothing.");
    }
}
