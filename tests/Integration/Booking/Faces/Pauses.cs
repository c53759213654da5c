using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking.Faces;

internal static class Pauses
{
    /// <summary>Tells Booking that a person gets in touch with the household first, and waits until it knows.</summary>
    public static async Task PauseAsync(this RepairsSystem system, Home home)
    {
        await system.PublishAsync("NoAccess", new AttemptsPaused(DemoPeople.Landlord, Guid.CreateVersion7(), home.HouseholdRef, await system.NowAsync()));
        await Eventually.TrueAsync(async () => await system.ScalarAsync<int>(
            $"select count(*) from booking.attempts_pause where household_ref = '{home.HouseholdRef}' and paused_at is not null") == 1);
    }
}
