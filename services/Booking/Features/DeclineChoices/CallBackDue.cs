using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>By when a person rings: so many working days from now.</summary>
internal static class CallBackDue
{
    // Twenty-four working days at most, with weekends and bank holidays between them.
    private const int MostDaysToACall = 60;

    public static async Task<DateTimeOffset> NextAsync(UnitOfWork unit, BookingSettings settings, DateTimeOffset now, CancellationToken ct) =>
        DeclineRule.CallBackBy(now, settings.CallBackDays, await DaysOffAsync(unit, settings, now, ct));

    public static Task<IReadOnlySet<DateOnly>> DaysOffAsync(UnitOfWork unit, BookingSettings settings, DateTimeOffset now, CancellationToken ct)
    {
        var today = LondonTime.DateOf(now);
        return DiariesSql.DaysOffAsync(unit.Connection, unit.Transaction, settings.BankHolidays, today, today.AddDays(MostDaysToACall), ct);
    }
}
