namespace Repairs.Contracts;

/// <summary>How a household wants to be reached changed: ask Needs, which alone keeps it.</summary>
public sealed record ContactPreferenceChanged(string Landlord, string HouseholdRef, DateTimeOffset OccurredAt) : IEvent, IForgettable;
