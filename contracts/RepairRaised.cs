namespace Repairs.Contracts;

/// <summary>A repair was raised and waits for the resident's choice of time.</summary>
/// <param name="Trade">Null while it waits in the desk's triage list.</param>
/// <param name="LinkVersion">Version of the resident's link; a link with another version no longer opens anything.</param>
public sealed record RepairRaised(string Landlord, Guid RepairId, string HouseholdRef, string PropertyRef, string Patch, string? Trade, Priority Priority, DateTimeOffset DueBy, int LinkVersion, DateTimeOffset OccurredAt) : IEvent;
