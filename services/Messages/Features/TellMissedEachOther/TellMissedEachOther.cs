using Repairs.Contracts;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Features.TellMissedEachOther;

/// <summary>A first counted miss: the same day, a humane message with new choices. Whether it may leave is judged when it does, never here.</summary>
internal sealed class TellMissedEachOther(Days days) : IHandle<MissedEachOther>
{
    public Task HandleAsync(MissedEachOther e, Delivery delivery, UnitOfWork unit, CancellationToken ct) =>
        MessageSql.InsertAsync(
            unit,
            new NewMessage(
                e.Landlord, $"missed-each-other/{e.VisitId}/{e.VisitedAt.UtcTicks}", "missed-each-other", Prompt.Owed, e.HouseholdRef, e.RepairId, e.VisitId,
                new Facts { VisitedAt = e.VisitedAt, CallBy = days.CallBy(delivery.Now) }, e.OccurredAt, delivery.Now),
            delivery.Now,
            ct);
}
