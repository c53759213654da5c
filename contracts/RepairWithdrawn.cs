namespace Repairs.Contracts;

/// <summary>The repair ended without being finished, by the resident's wish or a person's recorded reason. Never because of a missed visit.</summary>
/// <param name="Reason">One of <c>resident-asked</c>, <c>duplicate</c>, <c>raised-in-error</c>, <c>already-fixed</c>, <c>other</c>.</param>
public sealed record RepairWithdrawn(string Landlord, Guid RepairId, string HouseholdRef, string Patch, string? Trade, Actor By, string Reason, DateTimeOffset OccurredAt) : IEvent;
