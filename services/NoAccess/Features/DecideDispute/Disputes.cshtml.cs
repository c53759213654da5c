using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Platform;

namespace Repairs.NoAccess.DecideDispute;

/// <summary>Every dispute that waits, the oldest first.</summary>
[Authorize(Roles = $"{Roles.Desk},{Roles.Manager}")]
internal sealed class DisputesModel(Database<NoAccessService> db) : PageModel
{
    public IReadOnlyList<DisputeRow> Open { get; private set; } = [];

    public static string When(DisputeRow d) => LondonTime.Words(LondonTime.DateOf(d.WindowStart), LondonTime.TimeOf(d.WindowStart), LondonTime.TimeOf(d.WindowEnd));

    public async Task OnGetAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        Open = await DecideDisputeSql.OpenAsync(connection, Caller.Of(HttpContext).Landlord, stop);
    }
}
