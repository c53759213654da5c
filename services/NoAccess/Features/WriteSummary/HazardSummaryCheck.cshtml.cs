using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Repairs.NoAccess.KeepDuty;
using Repairs.NoAccess.SeeDuties;
using Repairs.Platform;

namespace Repairs.NoAccess.WriteSummary;

/// <summary>The whole summary, to read, print and send.</summary>
[Authorize(Roles = $"{Roles.Desk},{Roles.Manager}")]
internal sealed class HazardSummaryCheckModel(Database<NoAccessService> db, WriteSummary write, PlatformSettings platform) : HazardPage
{
    [BindProperty]
    public string? How { get; set; }

    public IReadOnlyList<string> Text => SummaryRule.Text(Hazard, platform.Landlords.GetValueOrDefault(Hazard.Landlord) ?? new LandlordSettings());

    public IActionResult OnGet()
    {
        ViewData["Back"] = Hazard.SentAt is null ? $"{Home}/summary" : Home;
        return Hazard.FoundWords is null ? Redirect($"{Home}/summary") : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (Hazard.FoundWords is null)
            return Redirect($"{Home}/summary");
        var draft = new SummaryDraft(Hazard.FoundWords, Hazard.ActionWords, Hazard.BeginBy, Hazard.EndBy);
        if (SummaryRule.Check(draft, Hazard).Any)
            return Redirect($"{Home}/summary");
        if (How is null || !WriteSummary.Ways.Contains(How))
            ModelState.AddModelError(nameof(How), "Say how you sent it");
        if (!ModelState.IsValid)
            return Page();
        await using var unit = await db.BeginAsync(stop);
        var kept = await write.SendAsync(unit, Who, HazardId, draft, How!, Now, stop);
        await unit.CommitAsync(stop);
        return Back(kept, "Saved. They can read it on their own page too.");
    }
}
