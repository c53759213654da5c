using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Somebody is on their way: the resident's page and the desk say so.</summary>
internal sealed class LearnOnTheWay : IHandle<OperativeOnTheWay>
{
    public Task HandleAsync(OperativeOnTheWay e, Delivery delivery, UnitOfWork unit, CancellationToken ct) => LearnOnTheWaySql.StartAsync(unit, e, ct);
}
