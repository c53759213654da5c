namespace Repairs.Contracts;

/// <summary>A person tried to make contact.</summary>
/// <param name="Reached">Whether they spoke with the resident.</param>
public sealed record HumanContactAttempted(string Landlord, Guid AttemptId, Guid FollowUpId, Guid RequestId, string HouseholdRef, bool Reached, DateTimeOffset DueBy, DateTimeOffset OccurredAt) : IEvent, IForgettable;
