using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Repairs.NoAccess.SeeDuties;
using Repairs.Platform;

namespace Repairs.NoAccess.KeepDuty;

/// <summary>What did we find?</summary>
[Authorize(Roles = $"{Roles.Desk},{Roles.Manager}")]
internal sealed class HazardFoundModel(Database<NoAccessService> db, KeepDuty keep) : HazardPage
{
    [BindProperty(SupportsGet = true)]
    public string? At { get; set; }

    [BindProperty]
    public string? Found { get; set; }

    private DateTimeOffset? Ended => DateTimeOffset.TryParseExact(At, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at <= Now ? at : null;

    public IActionResult OnGet() => Ended is null ? Redirect($"{Home}/done/{Steps.Investigate}") : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (Ended is not { } ended)
            return Redirect($"{Home}/done/{Steps.Investigate}");
        Finding? finding = Found switch
        {
            "emergency" => new(Severities.Emergency, true),
            "emergency-ends" => new(Severities.Emergency, false),
            "significant" => new(Severities.Significant, true),
            "significant-ends" => new(Severities.Significant, false),
            "none" => new(Severities.None, false),
            _ => null,
        };
        if (finding is null)
        {
            ModelState.AddModelError(nameof(Found), "Choose what you found");
            return Page();
        }

        await using var unit = await db.BeginAsync(stop);
        var kept = await keep.DoneAsync(unit, Who, HazardId, Steps.Investigate, ended, finding, Now, stop);
        await unit.CommitAsync(stop);
        return Back(kept, "Saved. This is what we owe now.");
    }
}
