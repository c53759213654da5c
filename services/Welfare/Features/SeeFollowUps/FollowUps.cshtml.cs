using Repairs.Platform;

namespace Repairs.Welfare.SeeFollowUps;

/// <summary>Every open follow-up, overdue ones first.</summary>
internal sealed class FollowUpsModel(Database<WelfareService> db, BusinessClock clock) : WelfarePage
{
    public IReadOnlyList<FollowUpRow> Open { get; private set; } = [];

    public IReadOnlyList<FollowUpRow> Closed { get; private set; } = [];

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public async Task OnGetAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        await SeeFollowUpsSql.AuditAsync(connection, Caller, "list", null, Now, stop);
        var all = await SeeFollowUpsSql.ListAsync(connection, Caller.Landlord, null, stop);
        Open = [.. all.Where(f => f.State == "open").OrderBy(f => f.Attempts > 0).ThenBy(f => f.DueBy)];
        Closed = [.. all.Where(f => f.State == "closed")];
    }
}
