namespace Repairs.Contracts;

/// <summary>We did what we said, in time.</summary>
public sealed record PromiseKept(string Landlord, Guid PromiseId, string Promise, DateTimeOffset DueBy, DateTimeOffset OccurredAt) : IEvent;
