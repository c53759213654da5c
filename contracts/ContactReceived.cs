namespace Repairs.Contracts;

/// <summary>A resident contacted us; the words stay in Messages.</summary>
/// <param name="Code">VD01 to VD04 or FD01 to FD99; null while not coded.</param>
/// <param name="Supersedes">Id of the event that told of the same contact before it was coded; this one stands in its place and tells of nothing new.</param>
/// <param name="Patch">Where the home is, as its repairs tell; null where nobody knows.</param>
/// <param name="Trade">Of the repair it names; null where it names none, or its trade is not known.</param>
public sealed record ContactReceived(string Landlord, Guid ContactId, string? HouseholdRef, string? PropertyRef, Guid? RepairId, string Channel, string? Code, DateTimeOffset OccurredAt, Guid? Supersedes = null, string? Patch = null, string? Trade = null) : IEvent;
