namespace Repairs.Contracts;

/// <summary>A first counted miss: a humane message with new choices goes out the same day. The repair stays open.</summary>
public sealed record MissedEachOther(string Landlord, Guid VisitId, Guid RepairId, string HouseholdRef, DateTimeOffset VisitedAt, DateTimeOffset OccurredAt) : IEvent;
