using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.NoAccess.KeepDuty;
using Repairs.Platform;

namespace Repairs.NoAccess.SeeDuties;

/// <summary>What we owe for hazards, late first.</summary>
[Authorize(Roles = $"{Roles.Desk},{Roles.Manager}")]
internal sealed class HazardListModel(Database<NoAccessService> db, BusinessClock clock) : PageModel
{
    private const int Most = 200;

    public DateTimeOffset Now { get; private set; }

    public IReadOnlyList<Duty> Late { get; private set; } = [];

    public IReadOnlyList<Duty> Next { get; private set; } = [];

    public bool IsCut { get; private set; }

    public async Task OnGetAsync(CancellationToken stop)
    {
        Now = clock.GetUtcNow();
        await using var connection = await db.OpenAsync(stop);
        var open = await HazardSql.OpenAsync(connection, Caller.Of(HttpContext).Landlord, Most, stop);
        (Late, Next, IsCut) = ([.. open.Where(d => d.IsLate(Now))], [.. open.Where(d => !d.IsLate(Now))], open.Count == Most);
    }
}
