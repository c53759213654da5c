using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Platform;

namespace Repairs.NoAccess.PayForMiss;

/// <summary>One payment and its decision.</summary>
[Authorize(Roles = Roles.Manager)]
internal sealed class OwedDecisionModel(Database<NoAccessService> db, BusinessClock clock) : PageModel
{
    [FromRoute]
    public Guid VisitId { get; set; }

    [BindProperty]
    public string? Approved { get; set; }

    [BindProperty]
    public string? Reasons { get; set; }

    public OwedRow Owed { get; private set; } = new();

    public async Task<IActionResult> OnGetAsync(CancellationToken stop) => await LoadAsync(stop) ?? (Owed.Approved is null ? Page() : Redirect("/owed"));

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (await LoadAsync(stop) is { } missing)
            return missing;
        var body = new PayForMiss.Body(Approved switch { "yes" => true, "no" => false, _ => null }, Reasons);
        foreach (var (field, sentences) in PayForMiss.Check(body).ByField)
            ModelState.AddModelError(field == "approved" ? nameof(Approved) : nameof(Reasons), sentences[0]);
        if (!ModelState.IsValid)
            return Page();

        await using var unit = await db.BeginAsync(stop);
        var saved = await PayForMiss.DecideAsync(unit, Caller.Of(HttpContext), VisitId, body, clock.GetUtcNow(), stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = saved != true ? "Somebody decided this one already. What they wrote stands."
            : body.Approved == true ? "Saved. The resident can see what we owe them." : "Saved.";
        return Redirect("/owed");
    }

    private async Task<IActionResult?> LoadAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        if (await PayForMissSql.FindAsync(connection, Caller.Of(HttpContext).Landlord, VisitId, stop) is not { } owed)
            return NotFound();
        Owed = owed;
        return null;
    }
}
