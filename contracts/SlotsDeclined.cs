namespace Repairs.Contracts;

/// <summary>None of the choices suited. No reason is asked and nothing is counted against anyone.</summary>
/// <param name="LedTo"><c>wider-choices</c>, <c>waiting-list</c> or <c>call-back</c>.</param>
/// <param name="CallBackBy">By when we said a person will ring, where we said so.</param>
public sealed record SlotsDeclined(string Landlord, Guid OfferId, Guid RepairId, string HouseholdRef, string Patch, string? Trade, string LedTo, DateTimeOffset OccurredAt, DateTimeOffset? CallBackBy = null) : IEvent;
