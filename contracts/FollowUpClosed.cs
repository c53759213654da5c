namespace Repairs.Contracts;

/// <summary>A person closed a follow-up with a reason. Counting starts again at nothing.</summary>
public sealed record FollowUpClosed(string Landlord, Guid FollowUpId, Guid RequestId, string HouseholdRef, bool ContactMade, DateTimeOffset OccurredAt) : IEvent, IForgettable;
