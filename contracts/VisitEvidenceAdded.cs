namespace Repairs.Contracts;

/// <summary>A photo arrived after its report: the evidence as it stands now.</summary>
public sealed record VisitEvidenceAdded(string Landlord, Guid VisitId, Guid ReportId, Guid RepairId, string HouseholdRef, DoorEvidence Evidence, DateTimeOffset OccurredAt) : IEvent;
