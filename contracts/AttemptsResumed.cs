namespace Repairs.Contracts;

/// <summary>The pause has ended: a person tried, or the resident chose a time.</summary>
/// <param name="Because"><c>person-tried</c>, <c>resident-chose</c> or <c>closed</c>.</param>
public sealed record AttemptsResumed(string Landlord, Guid RequestId, string HouseholdRef, string Because, DateTimeOffset OccurredAt) : IEvent, IForgettable;
