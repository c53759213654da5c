using Repairs.Contracts;
using Repairs.Messages.Features.KeepPromises;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Features.TellWithdrawn;

/// <summary>A repair ended without being finished: the resident is told why and can open it again for 28 days.</summary>
internal sealed class TellWithdrawn : IHandle<RepairWithdrawn>
{
    private const int ReopenDays = 28;

    public async Task HandleAsync(RepairWithdrawn e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        await HouseholdSql.LockAsync(unit, e.Landlord, e.HouseholdRef, ct);
        await PromiseSql.ReleaseByResidentAsync(unit, e.Landlord, e.RepairId, e.OccurredAt, ct);
        var byResident = e.By == Actor.Resident || e.Reason == "resident-asked";
        await MessageSql.InsertAsync(
            unit,
            new NewMessage(
                e.Landlord, $"withdrawn/{e.RepairId}/{e.OccurredAt.UtcTicks}", "repair-withdrawn", byResident ? Prompt.OwnAct : Prompt.Owed, e.HouseholdRef, e.RepairId, null,
                new Facts { Trade = e.Trade, Reason = e.Reason, ByResident = byResident, ReopenBy = e.OccurredAt.AddDays(ReopenDays) }, e.OccurredAt, delivery.Now),
            delivery.Now,
            ct);
    }
}
