using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Repairs.NoAccess.SeeDuties;
using Repairs.Platform;

namespace Repairs.NoAccess.KeepDuty;

/// <summary>Who looks after it?</summary>
[Authorize(Roles = $"{Roles.Desk},{Roles.Manager}")]
internal sealed class HazardOwnerModel(Database<NoAccessService> db) : HazardPage
{
    private const int Longest = 80;

    [BindProperty]
    public string? Owner { get; set; }

    public void OnGet() => Owner = Duties.FirstOrDefault(d => d.IsOpen && d.Owner is not null)?.Owner;

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(Owner) || Owner.Length > Longest)
        {
            ModelState.AddModelError(nameof(Owner), string.IsNullOrWhiteSpace(Owner) ? "Write who looks after it" : $"Use at most {Longest} characters");
            return Page();
        }

        await using var unit = await db.BeginAsync(stop);
        var kept = await KeepDuty.OwnAsync(unit, Who, HazardId, null, Owner.Trim(), stop);
        await unit.CommitAsync(stop);
        return Back(kept, "Saved.");
    }
}
