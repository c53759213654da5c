namespace Repairs.Contracts;

/// <summary>What happened at the door, as the operative reported it, or as the system found when nobody had come by the end of the window and the grace time.</summary>
/// <param name="ReportId">Made on the device; the same report sent twice is one report.</param>
/// <param name="Supersedes">The report this one replaces.</param>
/// <param name="ArrivedAt">Null when nobody came.</param>
/// <param name="Evidence">For DO10; null for other outcomes.</param>
/// <param name="Observed"><c>DO30</c> or <c>DO31</c>, added to the outcome.</param>
/// <param name="By">Contractor, or System for a DO22 found by absence.</param>
public sealed record VisitOutcomeReported(string Landlord, Guid ReportId, Guid? Supersedes, Guid VisitId, Guid RepairId, string HouseholdRef, string Patch, string Trade, Priority Priority, string Contractor, string OperativeRef, DoorOutcome Outcome, DateTimeOffset? ArrivedAt, DateTimeOffset? LeftAt, DoorEvidence? Evidence, IReadOnlyList<DoorOutcome> Observed, DateTimeOffset WindowStart, DateTimeOffset WindowEnd, Actor By, DateTimeOffset OccurredAt) : IEvent;
