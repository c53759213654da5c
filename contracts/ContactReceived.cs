namespace Repairs.Contracts;

/// <summary>A resident contacted us; the words stay in Messages.</summary>
/// <param name="Code">VD01 to VD04 or FD01 to FD99; null while not coded.</param>
public sealed record ContactReceived(string Landlord, Guid ContactId, string? HouseholdRef, string? PropertyRef, Guid? RepairId, string Channel, string? Code, DateTimeOffset OccurredAt) : IEvent;
