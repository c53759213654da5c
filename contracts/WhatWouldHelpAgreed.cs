namespace Repairs.Contracts;

/// <summary>The resident and a person agreed what would help.</summary>
public sealed record WhatWouldHelpAgreed(string Landlord, Guid FollowUpId, string HouseholdRef, DateTimeOffset OccurredAt) : IEvent, IForgettable;
