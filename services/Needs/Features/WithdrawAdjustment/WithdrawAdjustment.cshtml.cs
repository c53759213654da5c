using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Platform;

namespace Repairs.Needs.Features.WithdrawAdjustment;

/// <summary>Asks once more, then withdraws.</summary>
[Authorize(Roles = $"{Roles.Needs},{Roles.Welfare}")]
public sealed class WithdrawAdjustmentModel(Database<NeedsService> db, BusinessClock clock, IServiceProvider services) : PageModel
{
    /// <summary>The household.</summary>
    public string HouseholdRef { get; private set; } = "";

    /// <summary>What would stop.</summary>
    public string What { get; private set; } = "";

    /// <summary>Shows what would stop.</summary>
    public async Task<IActionResult> OnGetAsync(string householdRef, Guid adjustmentId, CancellationToken ct)
    {
        HouseholdRef = householdRef;
        var caller = Caller.Of(HttpContext);
        await using var connection = await db.OpenAsync(ct);
        var inForce = await AdjustmentsSql.InForceAsync(connection, new Reading(caller.Landlord, householdRef, caller.Subject, "looking after needs", clock.GetUtcNow()), ct);
        if (inForce.Find(a => a.AdjustmentId == adjustmentId) is not { } adjustment)
            return Redirect(NeedsNav.Home(householdRef));
        What = AdjustmentCodes.ByCode[adjustment.Code].Title + (adjustment.Words is null ? "." : $": {adjustment.Words}");
        return Page();
    }

    /// <summary>Withdraws it.</summary>
    public async Task<IActionResult> OnPostAsync(string householdRef, Guid adjustmentId, CancellationToken ct)
    {
        await using var unit = await db.BeginAsync(ct);
        if (!await services.GetRequiredService<WithdrawAdjustment>().WithdrawAsync(unit, Caller.Of(HttpContext), householdRef, adjustmentId, ct))
            return NotFound();
        await unit.CommitAsync(ct);
        TempData["Done"] = "It is withdrawn, and changes nothing from now on.";
        return Redirect(NeedsNav.Home(householdRef));
    }
}
