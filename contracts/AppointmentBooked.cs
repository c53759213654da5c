namespace Repairs.Contracts;

/// <summary>A window was promised. The visit id is made here and survives a change of time.</summary>
/// <param name="Date">The promised local date.</param>
/// <param name="From">The promised local start.</param>
/// <param name="To">The promised local end.</param>
/// <param name="WindowStart">The same as an instant, UTC.</param>
/// <param name="WindowEnd">The same as an instant, UTC.</param>
/// <param name="By">Who chose it: a window the resident chose counts as told.</param>
/// <param name="NoticeHours">Hours between booking and window start.</param>
/// <param name="BundleId">Set where one visit is for several repairs: the same for each of them, so that knocks at the door can be counted.</param>
public sealed record AppointmentBooked(string Landlord, Guid AppointmentId, Guid VisitId, Guid RepairId, string HouseholdRef, string PropertyRef, string Patch, string Trade, Priority Priority, string Contractor, string OperativeRef, DateOnly Date, TimeOnly From, TimeOnly To, DateTimeOffset WindowStart, DateTimeOffset WindowEnd, Actor By, double NoticeHours, DateTimeOffset OccurredAt, Guid? BundleId = null) : IEvent;
