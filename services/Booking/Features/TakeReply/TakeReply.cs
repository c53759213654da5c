using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A resident answered a text with a number: that choice is booked, or the visit moved there. 0 is "none of these". What cannot be had brings fresh choices the same way.</summary>
internal sealed class TakeReply(BusinessClock clock, OfferChoices offers, Appointments appointments, DeclineChoices decline, PromiseCall promise, WhetherToRing whether) : IHandle<ReplyReceived>
{
    public async Task HandleAsync(ReplyReceived e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        var choiceId = e is { OfferId: { } of, Choice: { } n and > 0 } ? StoredOffer.ChoiceIdOf(of, n - 1) : null;
        if (e.RepairId is not { } repairId || await appointments.LockVisitAsync(unit, new RepairKey(e.Landlord, repairId), choiceId, ct) is not { IsEnded: false } repair)
            return;
        if (e.Kind == "call")
            await promise.RunAsync(unit, repair, "asked", null, ct);
        if (e is not { Kind: "choice", Choice: { } number, OfferId: { } offerId } || await OfferSql.FindAsync(unit, repair.Key, offerId, ct) is not { } offer)
            return;
        if (!await TakeReplySql.KeepAsync(unit, repair.Key, e.ReplyId, offerId, number, e.OccurredAt, ct))
            return;
        if (number == 0)
            await DeclineAsync(unit, repair, offer, ct);
        else if (number <= offer.Choices.Count)
            await TakeAsync(unit, repair, offer, number - 1, ct);
    }

    private async Task TakeAsync(UnitOfWork unit, RepairRow repair, StoredOffer offer, int index, CancellationToken ct)
    {
        var choice = offer.Choices[index];
        if (choice.Date == repair.Date && choice.From == repair.FromTime && choice.To == repair.ToTime)
            return;
        var choiceId = StoredOffer.ChoiceIdOf(offer.OfferId, index);
        var answer = repair.VisitId is null
            ? await appointments.TakeAsync(unit, repair.Key, choiceId, Actor.Resident, ct)
            : await appointments.ChangeAsync(unit, repair.Key, choiceId, Actor.Resident, ct);
        if (answer.Refusal is null)
            return;
        if (answer.Refusal.Fresh is { Choices.Count: > 0 } fresh)
            unit.Publish(Owed(repair, fresh.OfferId, "gone"));
        else if (await whether.AskAsync(repair.Landlord, repair.HouseholdRef, ct) is { NoCalls: true })
            await promise.WithoutNumberAsync(unit, repair.Key, "none-suited", ct);
        else
            await promise.RunAsync(unit, repair, "asked", null, ct);
    }

    private async Task DeclineAsync(UnitOfWork unit, RepairRow repair, StoredOffer offer, CancellationToken ct)
    {
        await offers.TellAsync(unit, repair, offer.OfferId, Actor.Resident, ct);
        if ((await decline.AloneAsync(unit, repair.Key, Actor.Resident, ct)).Value?.Wider is { } wider)
            unit.Publish(Owed(repair, wider.OfferId, "wider"));
    }

    private FreshChoicesOwed Owed(RepairRow repair, Guid offerId, string because) =>
        new(repair.Landlord, offerId, repair.RepairId, repair.HouseholdRef, repair.Trade, because, clock.GetUtcNow());
}
