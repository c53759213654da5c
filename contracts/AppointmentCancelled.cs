namespace Repairs.Contracts;

/// <summary>The promised window no longer stands and no other replaces it. The repair stays open.</summary>
/// <param name="CallBackBy">Where we cancelled: by when a person rings the household if nothing is chosen before.</param>
/// <param name="Because"><c>person-first</c> where we took back a time the resident had not chosen, because a person gets in touch first; otherwise null.</param>
public sealed record AppointmentCancelled(string Landlord, Guid AppointmentId, Guid VisitId, Guid RepairId, string HouseholdRef, string Patch, string Trade, DateTimeOffset WindowStart, DateTimeOffset WindowEnd, Actor By, double NoticeHours, DateTimeOffset OccurredAt, DateTimeOffset? CallBackBy = null, string? Because = null) : IEvent;
