using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Platform;

namespace Repairs.NoAccess.DecideDispute;

/// <summary>Every dispute that waits, the oldest first.</summary>
[Authorize(Roles = $"{Roles.Desk},{Roles.Manager}")]
internal sealed class DisputesModel(Database<NoAccessService> db, BusinessClock clock) : PageModel
{
    public IReadOnlyList<DisputeRow> Open { get; private set; } = [];

    public static string When(DisputeRow d) => LondonTime.Words(LondonTime.DateOf(d.WindowStart), LondonTime.TimeOf(d.WindowStart), LondonTime.TimeOf(d.WindowEnd));

    /// <summary>How long it has waited: "today", "1 day", "12 days".</summary>
    public static string Age(DateTimeOffset raisedAt, DateTimeOffset now) => (LondonTime.DateOf(now).DayNumber - LondonTime.DateOf(raisedAt).DayNumber) switch
    {
        <= 0 => "today",
        1 => "1 day",
        var days => $"{days} days",
    };

    /// <summary>Business time at this request.</summary>
    public DateTimeOffset Now { get; private set; }

    public async Task OnGetAsync(CancellationToken stop)
    {
        Now = clock.GetUtcNow();
        await using var connection = await db.OpenAsync(stop);
        Open = await DecideDisputeSql.OpenAsync(connection, Caller.Of(HttpContext).Landlord, stop);
    }
}
