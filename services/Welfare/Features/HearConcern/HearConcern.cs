using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Welfare.OpenFollowUp;

namespace Repairs.Welfare.HearConcern;

/// <summary>A worry about someone whose follow-up is open already makes that one more pressing. Where none is open, NoAccess asks for one.</summary>
internal sealed class HearConcern : IHandle<WelfareConcernRaised>
{
    public Task HandleAsync(WelfareConcernRaised e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        var risk = e.Immediate ? Risk.Immediate : Risk.High;
        return HearConcernSql.RaiseAsync(unit, e.Landlord, e.HouseholdRef, risk, DueTime.Of(risk, [], e.OccurredAt), ct);
    }
}
