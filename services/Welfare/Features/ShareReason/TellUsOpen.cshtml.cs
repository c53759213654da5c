using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;
using Repairs.Welfare.OpenByCode;
using Repairs.Welfare.SeeFollowUps;

namespace Repairs.Welfare.ShareReason;

/// <summary>Behind the code: whether somebody wants to get in touch and why, and what was told about each visit.</summary>
internal sealed class TellUsOpenModel(Database<WelfareService> db) : SafePage
{
    public IReadOnlyList<ToldReason> Told { get; private set; } = [];

    /// <summary>Somebody of our team who would like to get in touch.</summary>
    public FollowUpRow? FollowUp { get; private set; }

    public IEnumerable<LinkVisit> Visits => Link.Visits.Where(v => !v.Happened);

    public ToldReason? Of(LinkVisit visit) => Told.FirstOrDefault(t => t.VisitId == visit.VisitId);

    public async Task OnGetAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        (Told, FollowUp) = await ShareReasonSql.OwnAsync(connection, Link, stop);
    }

    public async Task<IActionResult> OnPostTakeBackAsync(Guid visitId, CancellationToken stop)
    {
        if (Link.Visit(visitId) is null)
            return NotFound();
        await using var unit = await db.BeginAsync(stop);
        await ShareReason.ForgetAsync(unit, Link, visitId, Now, stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = "You have taken that back. We no longer have it.";
        return Redirect(Home);
    }

    public async Task<IActionResult> OnPostCloseAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        await ShutAsync(unit, stop);
        await unit.CommitAsync(stop);
        return Redirect($"/r/{Token}");
    }
}
