namespace Repairs.Contracts;

/// <summary>We said that a person will ring about a repair by a time: a promise from then on, whoever told it.</summary>
/// <param name="Because"><c>emergency</c>: nobody found yet who can come; <c>pre-visit</c>: the household asked that someone is in touch before a visit; <c>needs</c>: something it asked for cannot be kept; <c>asked</c>, <c>interpreter</c>: they asked us to ring; <c>slip</c>: the time on a reply slip was gone; <c>silence</c>: no time is chosen yet, and a person asks once.</param>
/// <param name="DueBy">UTC.</param>
public sealed record CallPromised(string Landlord, Guid RepairId, string HouseholdRef, string Because, DateTimeOffset DueBy, DateTimeOffset OccurredAt) : IEvent;
