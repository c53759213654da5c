namespace Repairs.Contracts;

/// <summary>A follow-up has an owner and a due time.</summary>
public sealed record FollowUpOpened(string Landlord, Guid FollowUpId, Guid RequestId, string HouseholdRef, Risk Risk, DateTimeOffset DueBy, DateTimeOffset OccurredAt) : IEvent, IForgettable;
