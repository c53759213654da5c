using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Repairs for which a person asked and one letter went, and nobody was heard from since. Nothing more is sent; nothing is closed.</summary>
internal sealed class DeskQuietModel(Database<BookingService> db) : DeskPage
{
    public IReadOnlyList<QuietRepair> Repairs { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        Repairs = await DeskQuietSql.ListAsync(connection, Caller.Landlord, stop);
    }
}
