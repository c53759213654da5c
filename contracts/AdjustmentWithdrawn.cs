namespace Repairs.Contracts;

/// <summary>An adjustment was withdrawn and affects nothing from now on.</summary>
public sealed record AdjustmentWithdrawn(string Landlord, Guid AdjustmentId, string HouseholdRef, string Code, DateTimeOffset OccurredAt) : IEvent, IForgettable;
