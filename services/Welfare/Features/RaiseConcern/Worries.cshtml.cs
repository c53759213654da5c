using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;
using Repairs.Welfare.SeeFollowUps;

namespace Repairs.Welfare.RaiseConcern;

/// <summary>Worries that nobody has taken on yet.</summary>
internal sealed class WorriesModel(Database<WelfareService> db, BusinessClock clock) : WelfarePage
{
    public IReadOnlyList<WorryRow> Open { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        await SeeFollowUpsSql.AuditAsync(connection, Caller, "worries", null, clock.GetUtcNow(), stop);
        Open = await RaiseConcernSql.OpenAsync(connection, Caller.Landlord, stop);
    }

    public async Task<IActionResult> OnPostSeenAsync(Guid id, CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        await RaiseConcernSql.TakeAsync(unit, Caller, id, stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = "Thank you for taking this on.";
        return Redirect("/concerns/read");
    }
}
