namespace Repairs.Contracts;

/// <summary>The resident's link was replaced (lost, shared by mistake, tenancy ended): only links of this version open the repair from now on.</summary>
public sealed record ResidentLinkReplaced(string Landlord, Guid RepairId, int LinkVersion, DateTimeOffset OccurredAt) : IEvent;
