namespace Repairs.Contracts;

/// <summary>We did not do what we said by the time we said; we say so first, apologise and explain.</summary>
public sealed record PromiseSlipped(string Landlord, Guid PromiseId, string HouseholdRef, string Promise, DateTimeOffset DueBy, DateTimeOffset OccurredAt) : IEvent;
