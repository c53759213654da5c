namespace Repairs.Contracts;

/// <summary>We could not offer a real choice: fewer than the minimum choices or days.</summary>
public sealed record CapacityShortfallRecorded(string Landlord, Guid OfferId, Guid RepairId, string Patch, string? Trade, int Choices, int Days, DateTimeOffset OccurredAt) : IEvent;
