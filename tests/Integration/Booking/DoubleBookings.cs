using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

/// <summary>The checker of every race: from the database alone, no operative is in two homes at once.</summary>
internal static class DoubleBookings
{
    public static string Count(string table) => $"""
        select count(*)
        from {table} a
        join {table} b on b.operative_id = a.operative_id and b.place_id > a.place_id and b.planned && a.planned
        where a.status in ('held', 'booked', 'started')
          and b.status in ('held', 'booked', 'started')
        """;

    public static async Task NoneAsync(RepairsSystem system) => Assert.Equal(0, await system.ScalarAsync<int>(Count("booking.place")));
}
