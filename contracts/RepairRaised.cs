namespace Repairs.Contracts;

/// <summary>A repair was raised and waits for the resident's choice of time.</summary>
/// <param name="Trade">Null while it waits in the desk's triage list.</param>
/// <param name="LinkVersion">Version of the resident's link; a link with another version no longer opens anything.</param>
/// <param name="AskBy">By when a person asks once, if nothing is heard until then, UTC: what we tell the resident, and when the desk has it on its list.</param>
/// <param name="HazardTold">Whoever reported it told us of something that may hurt somebody: from then on we knew.</param>
public sealed record RepairRaised(string Landlord, Guid RepairId, string HouseholdRef, string PropertyRef, string Patch, string? Trade, Priority Priority, DateTimeOffset DueBy, int LinkVersion, DateTimeOffset OccurredAt, DateTimeOffset? AskBy = null, bool HazardTold = false) : IEvent;
