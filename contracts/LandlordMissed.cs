namespace Repairs.Contracts;

/// <summary>We missed a visit or got it wrong. An apology with the reason and new choices is owed the same day; it never counts towards anything about the household.</summary>
/// <param name="Cause">What we got wrong, as a door-outcome code of ours, or the outcome reported where what we got wrong was not seen at the door.</param>
/// <param name="Because">With such an outcome: <c>not-told</c> (no message that reached them named this window), <c>needs-unread</c>, <c>they-told-us</c> (they said so, and it stands), or <c>our-side</c>, which does not say who told us.</param>
public sealed record LandlordMissed(string Landlord, Guid VisitId, Guid RepairId, string HouseholdRef, string Patch, string Trade, DoorOutcome Cause, DateTimeOffset WindowStart, DateTimeOffset WindowEnd, DateTimeOffset OccurredAt, string? Because = null) : IEvent;
