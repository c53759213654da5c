namespace Repairs.Contracts;

/// <summary>We missed a visit or got it wrong. An apology with the reason and new choices is owed the same day; it never counts towards anything about the household.</summary>
/// <param name="Cause">What we got wrong, as a door-outcome code of ours, or the outcome reported where the cause is that we never told them.</param>
public sealed record LandlordMissed(string Landlord, Guid VisitId, Guid RepairId, string HouseholdRef, string Patch, string Trade, DoorOutcome Cause, DateTimeOffset WindowStart, DateTimeOffset WindowEnd, DateTimeOffset OccurredAt) : IEvent;
