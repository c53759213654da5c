namespace Repairs.Contracts;

/// <summary>Someone is worried about someone. No identity, no household: only that it happened.</summary>
public sealed record ConcernRaised(string Landlord, Guid ConcernId, DateTimeOffset OccurredAt) : IEvent;
