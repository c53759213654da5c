namespace Repairs.Contracts;

/// <summary>Contractor visits booked by the desk, and unprompted messages, wait until a person has tried to make contact.</summary>
public sealed record AttemptsPaused(string Landlord, Guid RequestId, string HouseholdRef, DateTimeOffset OccurredAt) : IEvent, IForgettable;
