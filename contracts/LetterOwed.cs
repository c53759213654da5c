namespace Repairs.Contracts;

/// <summary>Choices of time are owed to a household by letter, with a reply slip.</summary>
/// <param name="LetterId">One letter for each.</param>
/// <param name="Because"><c>silence</c>: a person asked and nobody answered; <c>asked</c>: they would like the times by letter; <c>slip</c>: none of the times on a reply slip could be booked.</param>
public sealed record LetterOwed(string Landlord, Guid LetterId, Guid RepairId, string HouseholdRef, string? Trade, string Because, DateTimeOffset OccurredAt) : IEvent;
