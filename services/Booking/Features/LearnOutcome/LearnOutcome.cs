using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What a report from the door means for the repair: done work finishes it; anything else leaves it open with new choices. Nothing else ends it.</summary>
internal sealed class LearnOutcome(BusinessClock clock, EndRepair repairs) : IHandle<VisitOutcomeReported>
{
    public async Task HandleAsync(VisitOutcomeReported e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        var key = new RepairKey(e.Landlord, e.RepairId);
        if (await RepairSql.LockAsync(unit, key, clock.Offset, ct) is not { } repair)
            return;
        var known = await LearnOutcomeSql.FindAsync(unit, key, e.VisitId, ct);
        if (!OutcomeRule.Stands(known, e))
        {
            if (OutcomeRule.FinishesAllTheSame(known, repair, e))
                await repairs.FinishAsync(unit, repair, e.By, e.VisitId, ct);
            return;
        }

        await LearnOutcomeSql.KeepAsync(unit, e, ct);
        await PlaceSql.TouchAsync(unit, [key], ct);
        if (OutcomeRule.IsOfItsWindow(e))
            await LearnOutcomeSql.EndAppointmentAsync(unit, e, OutcomeRule.IsAttended(e.Outcome) && !OutcomeRule.IsOurs(known, e) ? "done" : "missed", ct);
        var now = await RepairSql.LockAsync(unit, key, clock.Offset, ct) ?? repair;
        switch (OutcomeRule.Next(now, e, known))
        {
            case OutcomeRule.Then.Finish:
                await repairs.FinishAsync(unit, now, e.By, e.VisitId, ct);
                break;
            case OutcomeRule.Then.OpenAgain:
                await repairs.OpenAgainAsync(unit, now, e.By, ct);
                break;
            case OutcomeRule.Then.StayOpen:
                await RepairSql.SetStatusAsync(unit, key, now.AppointmentId is null ? "open" : "booked", ct);
                break;
        }

        await WaitingPlaceSql.OweAsync(unit, key, delivery.Now, ct);
    }
}

/// <summary>Keeps what a visit turned out to mean, beside it. Where it was our own miss the household comes first for another time; a miss of any other kind changes nothing about what anybody is offered. Where the work was said to be done and was not, the repair opens again.</summary>
internal sealed class LearnAttribution(BusinessClock clock, EndRepair repairs) : IHandle<VisitAttributed>
{
    public async Task HandleAsync(VisitAttributed e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        var key = new RepairKey(e.Landlord, e.RepairId);
        var repair = await RepairSql.LockAsync(unit, key, clock.Offset, ct);
        if (!await LearnOutcomeSql.AttributeAsync(unit, e, ct) || repair is null)
            return;
        if (OutcomeRule.WasNotDoneAfterAll(repair, e))
        {
            await LearnOutcomeSql.MissedAfterAllAsync(unit, e, ct);
            await repairs.OpenAgainAsync(unit, repair, Actor.Landlord, ct);
        }

        await WaitingPlaceSql.OweAsync(unit, key, delivery.Now, ct);
    }
}
