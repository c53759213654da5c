using Repairs.Contracts;
using Repairs.Messages.Features.KeepPromises;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Features.PromiseCall;

/// <summary>A call that we owe about a repair. It is a promise from the moment it was said, whether or not a message can go; the message says the same time.</summary>
internal sealed class PromiseCall(PlatformSettings platform) : IHandle<CallPromised>
{
    public async Task HandleAsync(CallPromised e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        // A person rings someone who opens nothing: the first message said so already.
        if (e.Because == "silence" || !platform.Landlords.TryGetValue(e.Landlord, out var landlord))
            return;
        var template = e.Because switch
        {
            "pre-visit" => "call-before-visit",
            "needs" => "call-about-visit",
            "asked" or "interpreter" or "slip" => "call-promised",
            _ => "call-emergency",
        };
        await HouseholdSql.LockAsync(unit, e.Landlord, e.HouseholdRef, ct);
        if (template == "call-promised")
            await PromiseSql.ReleaseByResidentAsync(unit, e.Landlord, e.RepairId, e.OccurredAt, ct);
        else
            await PromiseSql.ReleaseAsync(unit, e.Landlord, e.RepairId, e.OccurredAt, ct);
        var message = new NewMessage(
            e.Landlord, $"{template}/{e.RepairId}/{e.DueBy.UtcTicks}", template, Prompt.OwnAct, e.HouseholdRef, e.RepairId, null, new Facts { CallBy = e.DueBy, Gone = e.Because == "slip" }, e.OccurredAt, delivery.Now);
        await MessageSql.InsertAsync(unit, message, delivery.Now, ct);
        var promise = Templates.All[template].Promises.Single();
        var reader = new Reader(null, false, landlord.Name, landlord.ContactPerson, landlord.Phone, "", null);
        await PromiseSql.MakeAsToldAsync(unit, message, new SaidPromise(promise.Code, Rendering.Said(promise, message.Facts, reader), e.DueBy, promise.Kept, promise.Released), e.OccurredAt, ct);
        await PromiseSql.KeepByCallsAsync(unit, e.Landlord, e.RepairId, ct);
    }
}
