namespace Repairs.Contracts;

/// <summary>The promised window changed. The old appointment ended and a new one stands; the visit id stays.</summary>
/// <param name="AppointmentId">The new appointment.</param>
/// <param name="PreviousWindowStart">Start of the window that no longer stands, UTC.</param>
/// <param name="NoticeHours">Hours between the change and the start of the earlier of the two windows.</param>
/// <param name="BundleId">Set where one visit is for several repairs: the same for each of them, so that knocks at the door can be counted.</param>
public sealed record AppointmentChanged(string Landlord, Guid AppointmentId, Guid VisitId, Guid RepairId, string HouseholdRef, string PropertyRef, string Patch, string Trade, Priority Priority, string Contractor, string OperativeRef, DateOnly Date, TimeOnly From, TimeOnly To, DateTimeOffset WindowStart, DateTimeOffset WindowEnd, DateTimeOffset PreviousWindowStart, DateTimeOffset PreviousWindowEnd, Actor By, double NoticeHours, DateTimeOffset OccurredAt, Guid? BundleId = null) : IEvent
{
    /// <summary>The promise is as it was and only who comes is another: nothing changed for the resident.</summary>
    public bool KeepsThePromise() => WindowStart == PreviousWindowStart && WindowEnd == PreviousWindowEnd;
}
