namespace Repairs.Contracts;

/// <summary>The operative opened and confirmed what helps at this door.</summary>
/// <param name="Instructions">How many instructions there were.</param>
public sealed record VisitBriefRead(string Landlord, Guid VisitId, Guid RepairId, string HouseholdRef, string OperativeRef, int Instructions, DateTimeOffset OccurredAt) : IEvent;
