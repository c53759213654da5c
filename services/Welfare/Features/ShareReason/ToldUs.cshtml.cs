using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;
using Repairs.Welfare.SeeFollowUps;

namespace Repairs.Welfare.ShareReason;

/// <summary>What residents told us themselves and nobody has read yet.</summary>
internal sealed class ToldUsModel(Database<WelfareService> db, BusinessClock clock) : WelfarePage
{
    public IReadOnlyList<ToldReason> Unread { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        await SeeFollowUpsSql.AuditAsync(connection, Caller, "told-us", null, clock.GetUtcNow(), stop);
        Unread = await ShareReasonSql.UnreadAsync(connection, Caller.Landlord, stop);
    }

    public async Task<IActionResult> OnPostReadAsync(Guid id, CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        await ShareReasonSql.ReadAsync(unit, Caller, id, stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = "Thank you for reading it.";
        return Redirect("/follow-ups/told");
    }
}
