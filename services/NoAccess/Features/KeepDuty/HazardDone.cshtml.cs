using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Repairs.NoAccess.SeeDuties;
using Repairs.Platform;
using Repairs.Platform.Pages;

namespace Repairs.NoAccess.KeepDuty;

/// <summary>When was it done?</summary>
[Authorize(Roles = $"{Roles.Desk},{Roles.Manager}")]
internal sealed class HazardDoneModel(Database<NoAccessService> db, KeepDuty keep) : HazardPage
{
    [FromRoute]
    public string Step { get; set; } = "";

    [BindProperty]
    public DateFields Day { get; set; } = new();

    [BindProperty]
    public string? Time { get; set; }

    private bool IsOpen => Step is not (Steps.Decide or Steps.Summary) && Duties.Any(d => d.Step == Step && d.IsOpen);

    public IActionResult OnGet()
    {
        if (!IsOpen)
            return Redirect(Home);
        (Day, Time) = (DateFields.From(LondonTime.DateOf(Now)), Moments.TimeOf(Now));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (!IsOpen)
            return Redirect(Home);
        var at = Moments.Read(Day, Time, nameof(Time), ModelState, nameof(Day), "the day it was done", Now);
        if (at < LondonTime.StartOf(LondonTime.DateOf(Hazard.BecameAwareAt)))
            ModelState.AddModelError(nameof(Day), "That is before we first knew of the hazard");
        if (!ModelState.IsValid)
            return Page();
        if (Step == Steps.Investigate)
            return Redirect($"{Home}/found?at={at!.Value.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
        await using var unit = await db.BeginAsync(stop);
        var kept = await keep.DoneAsync(unit, Who, HazardId, Step, at!.Value.ToUniversalTime(), new Finding(null, null), Now, stop);
        await unit.CommitAsync(stop);
        return Back(kept, "Saved.");
    }
}
