namespace Repairs.Contracts;

/// <summary>A withdrawn repair was opened again, within 28 days, by one tap.</summary>
public sealed record RepairReopened(string Landlord, Guid RepairId, string HouseholdRef, string Patch, string? Trade, Actor By, DateTimeOffset OccurredAt) : IEvent;
