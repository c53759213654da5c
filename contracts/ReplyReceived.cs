namespace Repairs.Contracts;

/// <summary>A resident answered a message.</summary>
/// <param name="Kind"><c>choice</c>, <c>change</c>, <c>call</c>, <c>wrong</c>, <c>stop</c> or <c>other</c>; the words stay in Messages.</param>
/// <param name="Choice">For <c>choice</c>: which of the choices in the message, from 1; 0 for none of these.</param>
/// <param name="RepairId">The repair the answered message was about, where it is known.</param>
/// <param name="OfferId">For <c>choice</c>: the set of choices the message told.</param>
public sealed record ReplyReceived(string Landlord, Guid ReplyId, string HouseholdRef, Guid? VisitId, string Kind, DateTimeOffset OccurredAt, int? Choice = null, Guid? RepairId = null, Guid? OfferId = null) : IEvent;
