namespace Repairs.Contracts;

/// <summary>The work is finished.</summary>
public sealed record RepairFinished(string Landlord, Guid RepairId, string HouseholdRef, string Patch, string? Trade, Actor By, DateTimeOffset OccurredAt) : IEvent;
