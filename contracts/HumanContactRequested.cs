namespace Repairs.Contracts;

/// <summary>A named person should get in touch in the way the resident chose.</summary>
/// <param name="Because">Codes of what led here, never words.</param>
public sealed record HumanContactRequested(string Landlord, Guid RequestId, string HouseholdRef, Guid RepairId, Guid VisitId, IReadOnlyList<string> Because, DateTimeOffset OccurredAt) : IEvent, IForgettable;
