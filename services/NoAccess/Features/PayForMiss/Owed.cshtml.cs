using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Platform;

namespace Repairs.NoAccess.PayForMiss;

/// <summary>Every payment that waits for a decision, the oldest first.</summary>
[Authorize(Roles = Roles.Manager)]
internal sealed class OwedModel(Database<NoAccessService> db) : PageModel
{
    public IReadOnlyList<OwedRow> Open { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        Open = await PayForMissSql.OpenAsync(connection, Caller.Of(HttpContext).Landlord, stop);
    }
}
