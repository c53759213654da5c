using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>"None of these work": no reason asked, nothing counted against anyone, and it always leads somewhere.</summary>
internal sealed class DeclineChoices(BusinessClock clock, LandlordBookingSettings landlords, OfferChoices offers, PromiseCall promise, WhetherToRing whether)
{
    /// <summary>Whoever declines without a person on the line: where they asked us not to ring, the desk owes them word in writing instead of a call.</summary>
    public async Task<Answer<Declined>> AloneAsync(UnitOfWork unit, RepairKey key, Actor by, CancellationToken ct)
    {
        var ringing = await DeclineSql.HouseholdAsync(unit, key, ct) is { } household ? await whether.AskAsync(key.Landlord, household, ct) : Ringing.NotKnown;
        var answer = await RunAsync(unit, key, by, ct, mayRing: !ringing.NoCalls);
        if (answer.Value is { Wider: null, CallBackBy: null })
            await promise.WithoutNumberAsync(unit, key, "none-suited", ct);
        return answer;
    }

    /// <param name="mayRing">False where it is known that nobody rings them: then what follows comes in writing.</param>
    public async Task<Answer<Declined>> RunAsync(UnitOfWork unit, RepairKey key, Actor by, CancellationToken ct, bool mayRing = true)
    {
        if (await RepairSql.LockAsync(unit, key, clock.Offset, ct) is not { } repair)
            return Refusal.NotFound;
        if (OfferRule.WhyNot(repair) is { } refusal)
            return refusal;

        var settings = await landlords.ForAsync(unit, repair.Landlord, ct);
        var now = clock.GetUtcNow();
        var offer = await OfferSql.LatestAsync(unit, key, ct);
        if (offer is not null)
            await offers.TellAsync(unit, repair, offer.OfferId, by, ct);
        var wider = DeclineRule.NextStep(repair.Declines) == DeclineStep.WiderChoices
            ? await offers.MakeAsync(unit, repair, offer?.Needs ?? SlotNeeds.None, OfferKind.Wider, null, ct)
            : null;
        var daysOff = await CallBackDue.DaysOffAsync(unit, settings, now, ct);
        var declined = DeclineRule.LeadsTo(repair.Declines, wider, now, settings, daysOff);
        if (!mayRing)
            declined = DeclineRule.InWriting(declined, now);
        declined = declined with { CallBackBy = await DeclineSql.RecordAsync(unit, repair, declined, now, ct) };
        unit.Publish(new SlotsDeclined(
            repair.Landlord, offer?.OfferId ?? wider?.OfferId ?? Guid.Empty, repair.RepairId, repair.HouseholdRef, repair.Patch, repair.Trade, DeclineRule.Word(declined), now, declined.CallBackBy));
        return declined;
    }
}
