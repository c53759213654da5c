namespace Repairs.Contracts;

/// <summary>The call we promised about a repair was made. It says nothing of how the call went.</summary>
public sealed record CallBackMade(string Landlord, Guid RepairId, string HouseholdRef, DateTimeOffset OccurredAt) : IEvent;
