using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Repairs.Platform;
using Repairs.Welfare.SeeFollowUps;

namespace Repairs.Welfare.RecordAttempt;

/// <summary>One try, and what was learned.</summary>
internal sealed class FollowUpAttemptModel(Database<WelfareService> db) : OneFollowUpPage
{
    [BindProperty]
    public string? How { get; set; }

    [BindProperty]
    public string? Reached { get; set; }

    [BindProperty]
    public string? Learned { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public IEnumerable<SelectListItem> Reasons { get; } = [new SelectListItem("They did not say", ""), .. Words.Reasons.Select(r => new SelectListItem(r.Words, r.Code))];

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var body = new RecordAttempt.Body(How, Reached switch { "yes" => true, "no" => false, _ => null }, string.IsNullOrWhiteSpace(Learned) ? null : Learned, Reason, null);
        if (Show(RecordAttempt.Check(body)))
            return Page();
        await using var unit = await db.BeginAsync(stop);
        var added = await RecordAttempt.AddAsync(unit, Caller, Id, OnceId, body, Now, stop);
        await unit.CommitAsync(stop);
        return Done(added is { Closed: false } ? "Saved. Thank you for trying." : "This follow-up was closed meanwhile, so nothing was saved.");
    }
}
