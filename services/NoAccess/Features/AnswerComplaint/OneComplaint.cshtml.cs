using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.NoAccess.Complain;
using Repairs.Platform;

namespace Repairs.NoAccess.AnswerComplaint;

/// <summary>One complaint and its next step: what we understood, then the answer.</summary>
[Authorize(Roles = $"{Roles.Desk},{Roles.Manager}")]
internal sealed class OneComplaintModel(Database<NoAccessService> db, BusinessClock clock) : PageModel
{
    [FromRoute]
    public Guid ComplaintId { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    /// <summary>The step the form was made for, so that an answer never lands as an acknowledgement.</summary>
    [BindProperty]
    public string? Step { get; set; }

    public Complaint Complaint { get; private set; } = new();

    public string NextStep => Complaint.AcknowledgedAt is null ? "understood" : "answer";

    public async Task<IActionResult> OnGetAsync(CancellationToken stop) => await LoadAsync(stop) ?? Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (await LoadAsync(stop) is { } missing)
            return missing;
        if (AnswerComplaint.Check(Words) is { Any: true } faults)
        {
            ModelState.AddModelError(nameof(Words), faults.ByField["words"][0]);
            return Page();
        }

        var (caller, now) = (Caller.Of(HttpContext), clock.GetUtcNow());
        await using var unit = await db.BeginAsync(stop);
        var saved = Step == "understood"
            ? await AnswerComplaint.UnderstandAsync(unit, caller, ComplaintId, Words!.Trim(), now, stop)
            : await AnswerComplaintSql.AnswerAsync(unit, caller, ComplaintId, Words!.Trim(), now, stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = saved ? "Saved. The resident can read it on their page. Tell them too, in the way they like to hear from us." : "Somebody did this already. What they wrote stands.";
        return Redirect("/complaints");
    }

    private async Task<IActionResult?> LoadAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        if (await AnswerComplaintSql.FindAsync(connection, Caller.Of(HttpContext).Landlord, ComplaintId, stop) is not { } complaint)
            return NotFound();
        Complaint = complaint;
        return null;
    }
}
