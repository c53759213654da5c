using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Where the next four weeks have more work than people, by trade and patch: a shortfall is ours, never a resident's.</summary>
internal sealed class DeskShortfallsModel(Database<BookingService> db, BusinessClock clock, LandlordBookingSettings landlords) : DeskPage
{
    private const int Weeks = 4;

    public IReadOnlyList<CapacityRow> Rows { get; private set; } = [];

    public IReadOnlyList<DateOnly> Shown { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var first = LondonTime.WeekOf(LondonTime.DateOf(now));
        var last = first.AddDays(7 * Weeks);
        Shown = [.. Enumerable.Range(0, Weeks).Select(w => first.AddDays(7 * w))];
        var settings = await landlords.ForAsync(Caller.Landlord, stop);

        await using var connection = await db.OpenAsync(stop);
        Rows = ShortfallRule.Of(
            Shown,
            await ShortfallSql.PeopleAsync(connection, Caller.Landlord, stop),
            await ShortfallSql.ShiftsAsync(connection, Caller.Landlord, first, last, stop),
            now,
            await ShortfallSql.PlannedAsync(connection, Caller.Landlord, now, LondonTime.StartOf(last), stop),
            await ShortfallSql.OpenAsync(connection, Caller.Landlord, first, LondonTime.StartOf(last), stop),
            await ShortfallSql.SmallOffersAsync(connection, Caller.Landlord, settings, now.AddDays(-7 * Weeks), stop));
    }
}
