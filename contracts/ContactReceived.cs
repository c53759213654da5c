namespace Repairs.Contracts;

/// <summary>A resident contacted us; the words stay in Messages.</summary>
/// <param name="Code">VD01 to VD04 or FD01 to FD99; null while not coded.</param>
/// <param name="Supersedes">Id of the event that told of the same contact before it was coded; this one stands in its place and tells of nothing new.</param>
public sealed record ContactReceived(string Landlord, Guid ContactId, string? HouseholdRef, string? PropertyRef, Guid? RepairId, string Channel, string? Code, DateTimeOffset OccurredAt, Guid? Supersedes = null) : IEvent;
