using Microsoft.AspNetCore.Mvc;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Welfare.SeeFollowUps;

namespace Repairs.Welfare.AssignFollowUp;

/// <summary>Another owner, or another due time.</summary>
internal sealed class FollowUpAssignModel(Database<WelfareService> db) : OneFollowUpPage
{
    [BindProperty]
    public string? Owner { get; set; }

    [BindProperty]
    public string? Risk { get; set; }

    public string ProposedWords => FollowUp.ProposedRisk switch
    {
        "Immediate" => "now",
        "High" => "within 4 working hours",
        "Medium" => "within 1 working day",
        _ => "within 3 working days",
    };

    public void OnGet() => (Owner, Risk) = (FollowUp.Owner, FollowUp.Risk);

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var body = new AssignFollowUp.Body(Owner, Enum.TryParse<Risk>(Risk, out var risk) && risk.ToString() != FollowUp.Risk ? risk : null);
        if (Show(AssignFollowUp.Check(body)))
            return Page();
        await using var unit = await db.BeginAsync(stop);
        await AssignFollowUp.SaveAsync(unit, Caller.Landlord, Id, body, stop);
        await unit.CommitAsync(stop);
        return Done("Saved.");
    }
}
