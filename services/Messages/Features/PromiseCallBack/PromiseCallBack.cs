using Repairs.Contracts;
using Repairs.Messages.Features.KeepPromises;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Features.PromiseCallBack;

/// <summary>
/// None of the times suited and we said a person would get in touch. Where the page has told by when, that is a promise from then on, whether or not a
/// message can go; the message says the same time.
/// </summary>
internal sealed class PromiseCallBack(Days days, PlatformSettings platform) : IHandle<SlotsDeclined>
{
    private const string Template = "call-back";

    public async Task HandleAsync(SlotsDeclined e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        await HouseholdSql.LockAsync(unit, e.Landlord, e.HouseholdRef, ct);
        await PromiseSql.ReleaseByResidentAsync(unit, e.Landlord, e.RepairId, e.OccurredAt, ct);
        if (e.CallBackBy is null && e.LedTo != "call-back")
            return;
        var message = new NewMessage(
            e.Landlord, $"call-back/{e.RepairId}/{e.OfferId}", Template, Prompt.OwnAct, e.HouseholdRef, e.RepairId, null,
            new Facts { Trade = e.Trade, CallBy = e.CallBackBy ?? days.NextDay(delivery.Now) }, e.OccurredAt, delivery.Now);
        await MessageSql.InsertAsync(unit, message, delivery.Now, ct);
        if (e.CallBackBy is { } due && platform.Landlords.TryGetValue(e.Landlord, out var landlord))
        {
            var reader = new Reader(null, false, landlord.Name, landlord.ContactPerson, landlord.Phone, "", null);
            var promise = Templates.All[Template].Promises.Single();
            await PromiseSql.MakeAsToldAsync(unit, message, new SaidPromise(promise.Code, Rendering.Said(promise, message.Facts, reader), due, promise.Kept, promise.Released), e.OccurredAt, ct);
            await PromiseSql.KeepByCallsAsync(unit, e.Landlord, e.RepairId, ct);
        }
    }
}
