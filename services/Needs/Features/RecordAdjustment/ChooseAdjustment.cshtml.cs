using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Platform;

namespace Repairs.Needs.Features.RecordAdjustment;

/// <summary>The first question: what would help.</summary>
[Authorize(Roles = $"{Roles.Needs},{Roles.Welfare}")]
public sealed class ChooseAdjustmentModel : PageModel
{
    [BindProperty]
    public string? Code { get; set; }

    /// <summary>The household.</summary>
    public string HouseholdRef { get; private set; } = "";

    /// <summary>Shows the list.</summary>
    public IActionResult OnGet(string householdRef)
    {
        HouseholdRef = householdRef;
        return Households.IsRef(householdRef) ? Page() : NotFound();
    }

    /// <summary>Goes on to the words and the consent.</summary>
    public IActionResult OnPost(string householdRef)
    {
        HouseholdRef = householdRef;
        if (AdjustmentCodes.ByCode.ContainsKey(Code ?? ""))
            return Redirect($"{NeedsNav.Home(householdRef)}/record/{Code}");
        ModelState.AddModelError(nameof(Code), "Choose what would help");
        return Page();
    }
}
