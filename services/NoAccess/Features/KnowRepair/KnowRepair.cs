using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.NoAccess.KnowRepair;

/// <summary>Learns which link opens a repair's record of visits. The two events may come in either order; the higher version stands.</summary>
internal sealed class KnowRepair : IHandle<RepairRaised>, IHandle<ResidentLinkReplaced>
{
    public Task HandleAsync(RepairRaised e, Delivery delivery, UnitOfWork unit, CancellationToken ct) =>
        KnowRepairSql.SaveAsync(unit, e.Landlord, e.RepairId, e.HouseholdRef, e.Trade, e.LinkVersion, ct);

    public Task HandleAsync(ResidentLinkReplaced e, Delivery delivery, UnitOfWork unit, CancellationToken ct) =>
        KnowRepairSql.SaveAsync(unit, e.Landlord, e.RepairId, null, null, e.LinkVersion, ct);
}
