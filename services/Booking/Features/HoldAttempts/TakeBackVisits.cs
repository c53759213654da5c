using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class TakeBackRule
{
    /// <summary>Why the visit ended and the call is owed, in our records and in what the others hear.</summary>
    public const string PersonFirst = "person-first";

    private static readonly TimeOnly StartOfWork = new(9, 0);

    /// <summary>
    /// Whether the visit that stands is taken back while a person's contact is awaited: one to come that the resident did not choose. What they chose stands, an
    /// emergency is come to, and so is a window that has begun or for which somebody has set off: whoever comes then is announced.
    /// </summary>
    public static bool Takes(RepairRow repair, DateTimeOffset now) =>
        repair is { Paused: true, AppointmentId: not null, SetOff: false, IsEmergency: false } && repair.BookedBy != nameof(Actor.Resident) && repair.WindowStart > now;

    /// <summary>
    /// Whether anybody is at work between now and the window, who can tell them that we are not coming. Where nobody is, it stands, as one that has begun does:
    /// they expect us, no message may say otherwise before a person has, and nobody is to wait in for someone who does not come.
    /// </summary>
    public static bool CanBeTold(DateTimeOffset windowStart, DateTimeOffset now, IReadOnlySet<DateOnly> daysOff)
    {
        for (var day = LondonTime.DateOf(now); day <= LondonTime.DateOf(windowStart); day = day.AddDays(1))
        {
            if (WorkingDays.Is(day, daysOff) && now < LondonTime.Instant(day, DeclineRule.EndOfWork) && windowStart > LondonTime.Instant(day, StartOfWork))
                return true;
        }

        return false;
    }
}

/// <summary>
/// Due work: takes such visits back, one in each transaction. It goes by what stands and not by what was heard, so that a pause heard twice, late or after its
/// end, a stop in the middle and a visit that the desk booked at that very moment all come to the same. The repair stays open and due as it was.
/// </summary>
internal sealed class TakeBackVisits(Appointments appointments, SetAside aside) : IDueWork
{
    private static readonly TimeSpan AWhile = TimeSpan.FromMinutes(1);

    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        if (await HoldAttemptsSql.NextToTakeBackAsync(unit, now, ct) is not { } key)
            return 0;
        await aside.IfItStumblesAsync(unit, TakeAsync, (apart, at) => HoldAttemptsSql.LaterAsync(apart, key, at, ct), ct);
        return 1;

        // One that stands after all lets those behind it go first.
        async Task TakeAsync()
        {
            if (!await appointments.TakeBackAsync(unit, key, ct))
                await HoldAttemptsSql.LaterAsync(unit, key, now + AWhile, ct);
        }
    }
}
