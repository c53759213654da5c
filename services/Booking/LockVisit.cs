using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>
/// The first lock of whoever books, changes, moves or ends a visit: all the repairs it is for and those of the choice named, in the order of their ids. One of a
/// bundle locked alone first, and the others after it, would make two such deeds wait for each other.
/// </summary>
internal static class LockVisit
{
    /// <summary>The repair asked about, as it is once all of them are locked; null where it is unknown.</summary>
    /// <param name="choiceId">What is to be taken; null where the visit that stands is moved or ended.</param>
    public static async Task<RepairRow?> LockVisitAsync(this Appointments appointments, UnitOfWork unit, RepairKey key, string? choiceId, CancellationToken ct) =>
        (await appointments.LockAsync(unit, key, choiceId, ct)) is [var repair, ..] ? repair : null;
}
