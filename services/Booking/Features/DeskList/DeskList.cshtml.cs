using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Every open repair, the one due first at the top.</summary>
internal sealed class DeskListModel(Database<BookingService> db, BusinessClock clock) : DeskPage
{
    private const int PageSize = 50;

    /// <summary>How many come before this page.</summary>
    [FromQuery]
    public string? After { get; set; }

    public IReadOnlyList<ListedRepair> Repairs { get; private set; } = [];

    public int? Next { get; private set; }

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public async Task OnGetAsync(CancellationToken stop)
    {
        var skip = int.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? Math.Min(after, 1_000_000) : 0;
        await using var connection = await db.OpenAsync(stop);
        var found = await DeskListSql.OpenAsync(connection, Caller.Landlord, skip, PageSize + 1, stop);
        Repairs = [.. found.Take(PageSize)];
        Next = found.Count > PageSize ? skip + PageSize : null;
    }
}
