namespace Repairs.Contracts;

/// <summary>A message left us.</summary>
/// <param name="Template">The template's name.</param>
/// <param name="Channel"><c>text</c>, <c>email</c>, <c>letter</c>.</param>
/// <param name="WindowStart">The window the message told, where it told one, UTC.</param>
public sealed record MessageSent(string Landlord, Guid MessageId, string HouseholdRef, Guid? RepairId, Guid? VisitId, string Template, string Channel, DateTimeOffset? WindowStart, DateTimeOffset? WindowEnd, DateTimeOffset OccurredAt) : IEvent;
