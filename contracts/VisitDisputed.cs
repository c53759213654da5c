namespace Repairs.Contracts;

/// <summary>The resident says a visit happened differently. It leaves every count until someone outside the contractor decides.</summary>
public sealed record VisitDisputed(string Landlord, Guid VisitId, Guid RepairId, string HouseholdRef, DateTimeOffset OccurredAt) : IEvent;
