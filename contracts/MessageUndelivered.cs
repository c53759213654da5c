namespace Repairs.Contracts;

/// <summary>A message did not reach anyone: our failure, not theirs.</summary>
public sealed record MessageUndelivered(string Landlord, Guid MessageId, string HouseholdRef, Guid? RepairId, Guid? VisitId, string Template, string Channel, DateTimeOffset OccurredAt) : IEvent;
