using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Platform;

namespace Repairs.Needs.Features.FindHousehold;

/// <summary>Finds a household by its reference.</summary>
[Authorize(Roles = $"{Roles.Needs},{Roles.Welfare}")]
public sealed class FindHouseholdModel : PageModel
{
    [BindProperty]
    public string? HouseholdRef { get; set; }

    /// <summary>Goes to the household's page.</summary>
    public IActionResult OnPost()
    {
        if (Households.IsRef(HouseholdRef?.Trim()))
            return Redirect(NeedsNav.Home(HouseholdRef!.Trim()));
        ModelState.AddModelError(nameof(HouseholdRef), "Enter the household's reference, at most 100 characters");
        return Page();
    }
}
