using Repairs.Contracts;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Features.TellOnTheWay;

/// <summary>
/// Someone has set off: who and when. Nobody comes unannounced: it leaves also while a person asks first. Of the visits that stand then, they chose it, it is an
/// emergency, or its window had begun.
/// </summary>
internal sealed class TellOnTheWay : IHandle<OperativeOnTheWay>
{
    public async Task HandleAsync(OperativeOnTheWay e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        var message = new NewMessage(
            e.Landlord, $"on-the-way/{e.VisitId}/{LondonTime.DateOf(e.ArriveBy):yyyy-MM-dd}", "on-the-way", Announcing.OnTheWay, e.HouseholdRef, e.RepairId, e.VisitId,
            new Facts { ArriveBy = e.ArriveBy, OperativeRef = e.OperativeRef }, e.OccurredAt, delivery.Now);
        await MessageSql.InsertAsync(unit, message, delivery.Now, ct);
    }
}
