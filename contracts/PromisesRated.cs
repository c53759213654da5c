namespace Repairs.Contracts;

/// <summary>A resident said after a visit whether they had to tell us something again. Nothing else of what they answered then travels.</summary>
/// <param name="ToldAgain">Null: not answered, does not apply or rather not say.</param>
public sealed record PromisesRated(string Landlord, Guid VisitId, Guid RepairId, bool? ToldAgain, DateTimeOffset OccurredAt) : IEvent;
