using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Somebody is on their way: the resident's page and the desk say so.</summary>
internal sealed class LearnOnTheWay : IHandle<OperativeOnTheWay>
{
    public async Task HandleAsync(OperativeOnTheWay e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        await LearnOnTheWaySql.LockAsync(unit, e, ct);
        await PlaceSql.TouchAsync(unit, [new RepairKey(e.Landlord, e.RepairId)], ct);
        await LearnOnTheWaySql.StartAsync(unit, e, ct);
    }
}
