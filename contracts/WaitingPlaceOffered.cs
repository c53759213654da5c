namespace Repairs.Contracts;

/// <summary>A place is kept, for a while and for this household alone: one that came free for someone who waits for another time, or one we owe after our own miss. Letting it pass leaves no mark.</summary>
/// <param name="ExpiresAt">Until when it is kept, UTC.</param>
/// <param name="Owed">True where we missed their visit and they come first for it.</param>
public sealed record WaitingPlaceOffered(string Landlord, Guid WaitingOfferId, Guid RepairId, string HouseholdRef, string Patch, string? Trade, DateOnly Date, TimeOnly From, TimeOnly To, DateTimeOffset WindowStart, DateTimeOffset WindowEnd, DateTimeOffset ExpiresAt, DateTimeOffset OccurredAt, bool Owed = false) : IEvent;
