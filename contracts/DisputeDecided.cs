namespace Repairs.Contracts;

/// <summary>A dispute was decided, with reasons kept where the resident can read them.</summary>
/// <param name="Upheld">True: the visit was our miss.</param>
public sealed record DisputeDecided(string Landlord, Guid VisitId, Guid RepairId, string HouseholdRef, bool Upheld, DateTimeOffset OccurredAt) : IEvent;
