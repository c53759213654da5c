namespace Repairs.Contracts;

/// <summary>The operative is worried about someone.</summary>
/// <param name="Immediate">Immediate danger: the duty person is told now.</param>
public sealed record WelfareConcernRaised(string Landlord, Guid VisitId, Guid RepairId, string HouseholdRef, bool Immediate, DateTimeOffset OccurredAt) : IEvent, IForgettable;
