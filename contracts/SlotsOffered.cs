namespace Repairs.Contracts;

/// <summary>A set of choices was really put before someone: published on the first deed with the offer, or when staff fetch it.</summary>
/// <param name="Choices">How many choices.</param>
/// <param name="Days">Over how many days.</param>
/// <param name="SchoolRunSafe">How many lie within 09:30 and 14:30.</param>
/// <param name="NeedsApplied">How many stated needs shaped the set.</param>
public sealed record SlotsOffered(string Landlord, Guid OfferId, Guid RepairId, string HouseholdRef, string Patch, string? Trade, Priority Priority, Actor To, int Choices, int Days, int Mornings, int Afternoons, int SchoolRunSafe, int Evenings, int SamePerson, int NeedsApplied, DateTimeOffset OccurredAt) : IEvent;
