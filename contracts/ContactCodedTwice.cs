namespace Repairs.Contracts;

/// <summary>Two people coded the same contact without seeing each other's code: a sample that says how far coders agree. Who they were and the words stay in Messages.</summary>
/// <param name="FirstCode">VD01 to VD04 or FD01 to FD99.</param>
/// <param name="SecondCode">By somebody else, who did not see the first.</param>
public sealed record ContactCodedTwice(string Landlord, Guid ContactId, string FirstCode, string SecondCode, DateTimeOffset OccurredAt) : IEvent;
