using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.NoAccess.SeeDuties;
using Repairs.Platform;
using Repairs.Platform.Pages;

namespace Repairs.NoAccess.KeepDuty;

/// <summary>Somebody told us of a hazard without a visit.</summary>
[Authorize(Roles = $"{Roles.Desk},{Roles.Manager}")]
internal sealed class HazardNewModel(Database<NoAccessService> db, KeepDuty keep, BusinessClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Repair { get; set; }

    [BindProperty]
    public string? ToldBy { get; set; }

    [BindProperty]
    public DateFields Day { get; set; } = new();

    [BindProperty]
    public string? Time { get; set; }

    public void OnGet() => (Day, Time) = (DateFields.From(LondonTime.DateOf(clock.GetUtcNow())), Moments.TimeOf(clock.GetUtcNow()));

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var at = Moments.Read(Day, Time, nameof(Time), ModelState, nameof(Day), "the day we were first told", now);
        Guid? repair = Guid.TryParse(Repair?.Trim().Split('/')[^1], out var id) ? id : null;
        if (repair is null)
            ModelState.AddModelError(nameof(Repair), "Paste the repair's number, or its address on the desk");
        if (ToldBy is not ("resident" or "inspection" or "complaint" or "staff"))
            ModelState.AddModelError(nameof(ToldBy), "Say who told us");
        else if (at is not null && KeepDutyApi.Check(new KeepDutyApi.ReportBody(repair, ToldBy, at), now).ByField.TryGetValue("awareAt", out var wrong))
            ModelState.AddModelError(nameof(Day), wrong[0]);
        if (!ModelState.IsValid)
            return Page();

        await using var unit = await db.BeginAsync(stop);
        if (await keep.ReportAsync(unit, Caller.Of(HttpContext).Landlord, repair!.Value, ToldBy!, at!.Value, stop) is not { } hazard)
        {
            ModelState.AddModelError(nameof(Repair), "We do not know a repair with that number");
            return Page();
        }

        await unit.CommitAsync(stop);
        TempData["Done"] = "Saved. The clock runs from when we were first told.";
        return Redirect($"/hazards/{hazard}/kind");
    }
}
