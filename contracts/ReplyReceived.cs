namespace Repairs.Contracts;

/// <summary>A resident answered a message.</summary>
/// <param name="Kind"><c>change</c>, <c>call</c>, <c>wrong</c>, <c>stop</c> or <c>other</c>; the words stay in Messages.</param>
public sealed record ReplyReceived(string Landlord, Guid ReplyId, string HouseholdRef, Guid? VisitId, string Kind, DateTimeOffset OccurredAt) : IEvent;
