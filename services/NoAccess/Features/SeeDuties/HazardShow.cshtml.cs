using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Repairs.NoAccess.KeepDuty;
using Repairs.Platform;

namespace Repairs.NoAccess.SeeDuties;

/// <summary>One hazard: what is owed, by when, and what we tried.</summary>
[Authorize(Roles = $"{Roles.Desk},{Roles.Manager}")]
internal sealed class HazardShowModel(Database<NoAccessService> db, KeepDuty.KeepDuty keep) : HazardPage
{
    public IReadOnlyList<TriedVisit> Tried { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken stop)
    {
        ViewData["Back"] = "/hazards";
        await using var connection = await db.OpenAsync(stop);
        Tried = await HazardSql.TriedAsync(connection, Hazard, stop);
    }

    public async Task<IActionResult> OnPostAskedAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        var kept = await keep.AskInPersonAsync(unit, Who, HazardId, Now, stop);
        await unit.CommitAsync(stop);
        return Back(kept, "Saved. Somebody has to look again in person.");
    }

    /// <summary>Where a step's own page is.</summary>
    public string Next(Duty duty) => duty.Step switch
    {
        Steps.Decide => $"{Home}/kind",
        Steps.Summary => $"{Home}/summary",
        _ => $"{Home}/done/{duty.Step}",
    };
}
