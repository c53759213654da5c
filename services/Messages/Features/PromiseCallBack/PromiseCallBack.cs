using Repairs.Contracts;
using Repairs.Messages.Features.KeepPromises;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Features.PromiseCallBack;

/// <summary>None of the times suited and we said a person would get in touch: says by when, which makes it a promise.</summary>
internal sealed class PromiseCallBack(Days days) : IHandle<SlotsDeclined>
{
    public async Task HandleAsync(SlotsDeclined e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        await HouseholdSql.LockAsync(unit, e.Landlord, e.HouseholdRef, ct);
        await PromiseSql.ReleaseByResidentAsync(unit, e.Landlord, e.RepairId, e.OccurredAt, ct);
        if (e.LedTo != "call-back")
            return;
        await MessageSql.InsertAsync(
            unit,
            new NewMessage(
                e.Landlord, $"call-back/{e.OfferId}", "call-back", Prompt.OwnAct, e.HouseholdRef, e.RepairId, null,
                new Facts { Trade = e.Trade, CallBy = days.NextDay(delivery.Now) }, e.OccurredAt, delivery.Now),
            delivery.Now,
            ct);
    }
}
