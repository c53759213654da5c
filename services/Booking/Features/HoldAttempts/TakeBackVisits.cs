using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class TakeBackRule
{
    /// <summary>Why the visit ended and the call is owed, in our records and in what the others hear.</summary>
    public const string PersonFirst = "person-first";

    /// <summary>
    /// Whether the visit that stands is taken back while a person's contact is awaited: one to come that the resident did not choose. What they chose stands, an
    /// emergency is come to, and so is a window that has begun or for which somebody has set off: whoever comes then is announced.
    /// </summary>
    public static bool Takes(RepairRow repair, DateTimeOffset now) =>
        repair is { Paused: true, AppointmentId: not null, SetOff: false, IsEmergency: false } && repair.BookedBy != nameof(Actor.Resident) && repair.WindowStart > now;
}

/// <summary>
/// Due work: takes such visits back, one in each transaction. It goes by what stands and not by what was heard, so that a pause heard twice, late or after its
/// end, a stop in the middle and a visit that the desk booked at that very moment all come to the same. The repair stays open and due as it was.
/// </summary>
internal sealed class TakeBackVisits(Appointments appointments) : IDueWork
{
    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct) =>
        await HoldAttemptsSql.NextToTakeBackAsync(unit, now, ct) is { } key && await appointments.TakeBackAsync(unit, key, ct) ? 1 : 0;
}
