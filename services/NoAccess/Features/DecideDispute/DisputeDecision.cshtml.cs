using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.NoAccess.WeighOutcome;
using Repairs.Platform;

namespace Repairs.NoAccess.DecideDispute;

/// <summary>One dispute and its decision.</summary>
[Authorize(Roles = $"{Roles.Desk},{Roles.Manager}")]
internal sealed class DisputeDecisionModel(Database<NoAccessService> db, DecideDispute decide, NoAccessSettings settings, BusinessClock clock) : PageModel
{
    [FromRoute]
    public Guid VisitId { get; set; }

    [BindProperty]
    public string? Upheld { get; set; }

    [BindProperty]
    public string? Reasons { get; set; }

    public DisputeRow Dispute { get; private set; } = new();

    /// <summary>What either decision would change.</summary>
    public Effect Effect { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken stop) => await LoadAsync(stop) ?? (Dispute.Upheld is null ? Page() : Redirect("/disputes"));

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (await LoadAsync(stop) is { } missing)
            return missing;
        if (!DecideDispute.IsOutside(Caller.Of(HttpContext)))
            return Forbid();
        var body = new DecideDispute.Body(Upheld switch { "yes" => true, "no" => false, _ => null }, Reasons);
        foreach (var (field, sentences) in DecideDispute.Check(body).ByField)
            ModelState.AddModelError(field == "upheld" ? nameof(Upheld) : nameof(Reasons), sentences[0]);
        if (!ModelState.IsValid)
            return Page();

        await using var unit = await db.BeginAsync(stop);
        var saved = await decide.DecideAsync(unit, Caller.Of(HttpContext), VisitId, body, clock.GetUtcNow(), stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = saved == true ? "Saved. The resident can read your reasons." : "Somebody decided this one already. What they wrote stands.";
        return Redirect("/disputes");
    }

    private async Task<IActionResult?> LoadAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        if (await DecideDisputeSql.FindAsync(connection, Caller.Of(HttpContext).Landlord, VisitId, stop) is not { } dispute)
            return NotFound();
        Dispute = dispute;
        var landlord = Caller.Of(HttpContext).Landlord;
        Effect = EffectRule.Of(landlord, dispute.HouseholdRef, VisitId, dispute.RepairId, await WeighOutcomeSql.ReadAsync(connection, landlord, dispute.HouseholdRef, stop), clock.GetUtcNow(), settings.For(landlord));
        return null;
    }
}
