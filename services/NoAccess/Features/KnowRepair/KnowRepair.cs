using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.NoAccess.KnowRepair;

/// <summary>Learns which link opens a repair's record of visits, and of a hazard that was told as it was raised. The two events may come in either order; the higher version stands.</summary>
internal sealed class KnowRepair(KeepDuty.KeepDuty hazards) : IHandle<RepairRaised>, IHandle<ResidentLinkReplaced>
{
    public async Task HandleAsync(RepairRaised e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        await KnowRepairSql.SaveAsync(unit, e.Landlord, e.RepairId, e.HouseholdRef, e.Trade, e.LinkVersion, ct);
        if (e.HazardTold)
            await hazards.ReportAsync(unit, e.Landlord, e.RepairId, "resident", e.OccurredAt, ct);
    }

    public Task HandleAsync(ResidentLinkReplaced e, Delivery delivery, UnitOfWork unit, CancellationToken ct) =>
        KnowRepairSql.SaveAsync(unit, e.Landlord, e.RepairId, null, null, e.LinkVersion, ct);
}
