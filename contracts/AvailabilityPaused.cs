namespace Repairs.Contracts;

/// <summary>The resident is not available for visits for a while (asked for, in hospital, in crisis; why stays in Welfare). Nothing counts meanwhile.</summary>
/// <param name="To">Null: until resumed.</param>
public sealed record AvailabilityPaused(string Landlord, Guid PauseId, string HouseholdRef, DateTimeOffset From, DateTimeOffset? To, DateTimeOffset OccurredAt) : IEvent, IForgettable;
