namespace Repairs.Contracts;

/// <summary>The promised window changed. The old appointment ended and a new one stands; the visit id stays.</summary>
/// <param name="AppointmentId">The new appointment.</param>
/// <param name="PreviousWindowStart">Start of the window that no longer stands, UTC.</param>
/// <param name="NoticeHours">Hours between the change and the start of the earlier of the two windows.</param>
/// <param name="By">Who changed it; with <paramref name="SameTimes"/>, who had chosen the times, and not whoever acted: nobody did.</param>
/// <param name="BundleId">Set where one visit is for several repairs: the same for each of them, so that knocks at the door can be counted.</param>
/// <param name="SameTimes">The local date and times are as they were: only the instants they are have changed, with the rules of the zone, and with them the appointment's id, as in every change. Whoever keeps instants takes the new ones; nobody is told of a change, and it is no deed of the resident.</param>
public sealed record AppointmentChanged(string Landlord, Guid AppointmentId, Guid VisitId, Guid RepairId, string HouseholdRef, string PropertyRef, string Patch, string Trade, Priority Priority, string Contractor, string OperativeRef, DateOnly Date, TimeOnly From, TimeOnly To, DateTimeOffset WindowStart, DateTimeOffset WindowEnd, DateTimeOffset PreviousWindowStart, DateTimeOffset PreviousWindowEnd, Actor By, double NoticeHours, DateTimeOffset OccurredAt, Guid? BundleId = null, bool SameTimes = false) : IEvent
{
    /// <summary>The promise is as it was, and only who comes is another or what instant it is: nothing changed for the resident.</summary>
    public bool KeepsThePromise() => SameTimes || WindowStart == PreviousWindowStart && WindowEnd == PreviousWindowEnd;
}
