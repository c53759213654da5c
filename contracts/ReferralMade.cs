namespace Repairs.Contracts;

/// <summary>A referral was made with consent or another recorded basis.</summary>
public sealed record ReferralMade(string Landlord, Guid FollowUpId, string HouseholdRef, DateTimeOffset OccurredAt) : IEvent, IForgettable;
