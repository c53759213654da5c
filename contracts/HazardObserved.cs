namespace Repairs.Contracts;

/// <summary>A hazard was seen on a visit, whether or not the work could start.</summary>
public sealed record HazardObserved(string Landlord, Guid VisitId, Guid RepairId, string HouseholdRef, string Patch, DateTimeOffset OccurredAt) : IEvent;
