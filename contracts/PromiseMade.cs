namespace Repairs.Contracts;

/// <summary>We said we would do something by a time.</summary>
public sealed record PromiseMade(string Landlord, Guid PromiseId, string HouseholdRef, string Promise, DateTimeOffset DueBy, DateTimeOffset OccurredAt) : IEvent;
