using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.NoAccess.Complain;
using Repairs.Platform;

namespace Repairs.NoAccess.AnswerComplaint;

/// <summary>Complaints that wait for us, the one due first at the top; what people wrote about visits, and where somebody said that we did not keep our code of conduct.</summary>
[Authorize(Roles = $"{Roles.Desk},{Roles.Manager}")]
internal sealed class ComplaintsModel(Database<NoAccessService> db, BusinessClock clock) : PageModel
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(90);

    public IReadOnlyList<Complaint> Open { get; private set; } = [];

    public IReadOnlyList<ConductSaid> Conduct { get; private set; } = [];

    public DateOnly Today { get; private set; }

    public async Task OnGetAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        Today = LondonTime.DateOf(now);
        await using var connection = await db.OpenAsync(stop);
        var landlord = Caller.Of(HttpContext).Landlord;
        Open = await AnswerComplaintSql.OpenAsync(connection, landlord, stop);
        Conduct = await AnswerComplaintSql.ConductAsync(connection, landlord, now - Recent, stop);
    }
}
