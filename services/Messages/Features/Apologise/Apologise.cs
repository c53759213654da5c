using Repairs.Contracts;
using Repairs.Messages.Features.KeepPromises;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Features.Apologise;

/// <summary>We missed a visit: sorry, why, and new choices, the same day. The promise to come has slipped, and this message is what says so.</summary>
internal sealed class Apologise(Days days) : IHandle<LandlordMissed>
{
    public async Task HandleAsync(LandlordMissed e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        await HouseholdSql.LockAsync(unit, e.Landlord, e.HouseholdRef, ct);
        await PromiseSql.SlipVisitAsync(unit, e.Landlord, e.VisitId, delivery.Now, ct);
        await MessageSql.InsertAsync(
            unit,
            new NewMessage(
                e.Landlord, $"sorry/{e.VisitId}/{e.WindowStart.UtcTicks}", "landlord-missed", Prompt.Owed, e.HouseholdRef, e.RepairId, e.VisitId,
                new Facts { Trade = e.Trade, Cause = e.Cause, Because = e.Because, WindowStart = e.WindowStart, WindowEnd = e.WindowEnd, CallBy = days.CallBy(delivery.Now) }, e.OccurredAt, delivery.Now),
            delivery.Now,
            ct);
    }
}
