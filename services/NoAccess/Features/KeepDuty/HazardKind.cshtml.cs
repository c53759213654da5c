using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Repairs.NoAccess.SeeDuties;
using Repairs.Platform;

namespace Repairs.NoAccess.KeepDuty;

/// <summary>What kind of hazard is it?</summary>
[Authorize(Roles = $"{Roles.Desk},{Roles.Manager}")]
internal sealed class HazardKindModel : HazardPage
{
    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    public void OnGet() => Kind ??= Hazard.Kind;

    public IActionResult OnPost()
    {
        if (Kind is not null && HazardKinds.Words.ContainsKey(Kind))
            return Redirect($"{Home}/harm?kind={Kind}");
        ModelState.AddModelError(nameof(Kind), "Choose what kind of hazard it is");
        return Page();
    }
}
