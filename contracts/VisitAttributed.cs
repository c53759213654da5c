namespace Repairs.Contracts;

/// <summary>What a visit turned out to mean, on the facts known now. Replaces every earlier attribution of the visit.</summary>
/// <param name="Attribution">Never <see cref="Contracts.Attribution.Paused"/>: a pause travels as an agreed change.</param>
/// <param name="Revision">Rises by one with each change for this visit, from 1.</param>
public sealed record VisitAttributed(string Landlord, Guid VisitId, Guid RepairId, string HouseholdRef, string Patch, string Trade, DoorOutcome Outcome, Attribution Attribution, int Revision, DateTimeOffset OccurredAt) : IEvent;
