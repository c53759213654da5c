namespace Repairs.Contracts;

/// <summary>A pause ended, or never was.</summary>
/// <param name="EndedAt">When it ended; equal to its start where it never was.</param>
public sealed record AvailabilityResumed(string Landlord, Guid PauseId, string HouseholdRef, DateTimeOffset EndedAt, DateTimeOffset OccurredAt) : IEvent, IForgettable;
