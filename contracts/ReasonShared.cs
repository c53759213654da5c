namespace Repairs.Contracts;

/// <summary>A resident, or a person who asked, gave a reason for a missed visit. The words stay in Welfare.</summary>
/// <param name="Kind"><c>ours</c>, <c>circumstance</c> or <c>not-said</c>.</param>
/// <param name="Code">R01 to R99, only where it is not restricted.</param>
public sealed record ReasonShared(string Landlord, Guid VisitId, Guid RepairId, string HouseholdRef, string Kind, string? Code, DateTimeOffset OccurredAt) : IEvent, IForgettable;
