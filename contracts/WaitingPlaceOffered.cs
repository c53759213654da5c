namespace Repairs.Contracts;

/// <summary>A place came free and is kept, for a short while and for this household alone, for someone who waits for another time. Letting it pass leaves no mark.</summary>
/// <param name="ExpiresAt">Until when it is kept, UTC.</param>
public sealed record WaitingPlaceOffered(string Landlord, Guid WaitingOfferId, Guid RepairId, string HouseholdRef, string Patch, string? Trade, DateOnly Date, TimeOnly From, TimeOnly To, DateTimeOffset WindowStart, DateTimeOffset WindowEnd, DateTimeOffset ExpiresAt, DateTimeOffset OccurredAt) : IEvent;
