namespace Repairs.Contracts;

/// <summary>The resident took back that a visit happened differently, before anybody decided. They may say it again.</summary>
public sealed record DisputeWithdrawn(string Landlord, Guid VisitId, Guid RepairId, string HouseholdRef, DateTimeOffset OccurredAt) : IEvent;
