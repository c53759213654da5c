namespace Repairs.Contracts;

/// <summary>The operative has set off.</summary>
/// <param name="ArriveBy">An honest latest time of arrival, UTC.</param>
public sealed record OperativeOnTheWay(string Landlord, Guid VisitId, Guid RepairId, string HouseholdRef, string OperativeRef, DateTimeOffset ArriveBy, DateTimeOffset OccurredAt) : IEvent;
