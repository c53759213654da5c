namespace Repairs.Contracts;

/// <summary>A resident answered by text, and other choices are owed to them the same way.</summary>
/// <param name="OfferId">The set of choices to tell some of.</param>
/// <param name="Because"><c>gone</c>: the time they picked could not be had; <c>wider</c>: none had suited and we looked further.</param>
public sealed record FreshChoicesOwed(string Landlord, Guid OfferId, Guid RepairId, string HouseholdRef, string? Trade, string Because, DateTimeOffset OccurredAt) : IEvent;
