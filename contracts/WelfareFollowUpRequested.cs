namespace Repairs.Contracts;

/// <summary>A welfare follow-up by a person is asked for; at most one is open for a household.</summary>
/// <param name="Because"><c>two-on-one-repair</c>, <c>two-in-ninety-days</c>, <c>three-in-a-year</c>, <c>welfare-concern</c> or <c>silence</c>; beside one of these, <c>hazard</c> where one is open.</param>
/// <param name="ProposedRisk">Proposed by rule; a person sets it.</param>
public sealed record WelfareFollowUpRequested(string Landlord, Guid RequestId, string HouseholdRef, Guid? RepairId, IReadOnlyList<Guid> VisitIds, IReadOnlyList<string> Because, Risk ProposedRisk, DateTimeOffset OccurredAt) : IEvent, IForgettable;
