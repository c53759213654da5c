namespace Repairs.Contracts;

/// <summary>A resident agreed an adjustment: something we do differently.</summary>
/// <param name="Code">A01 to A24.</param>
public sealed record AdjustmentRecorded(string Landlord, Guid AdjustmentId, string HouseholdRef, string Code, DateTimeOffset OccurredAt) : IEvent, IForgettable;
