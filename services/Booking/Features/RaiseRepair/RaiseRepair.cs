using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Raises a repair. Without a trade it waits in the desk's triage list; an emergency gets someone at once where anyone is free.</summary>
internal sealed class RaiseRepair(BusinessClock clock, LandlordBookingSettings settings, ResidentLinks links, PassOnContact contacts, PlaceEmergency emergencies)
{
    public async Task<Answer<Raised>> RunAsync(UnitOfWork unit, string landlord, NewRepair repair, Actor by, CancellationToken ct)
    {
        var faults = RaiseRule.Faults(repair);
        if (faults.Any)
            return Refusal.Invalid(faults);
        var home = await RaiseRepairSql.FindHomeAsync(unit, landlord, repair.PropertyRef!, repair.HouseholdRef!, ct);
        if (RaiseRule.Check(home, repair) is { Any: true } unknown)
            return Refusal.Invalid(unknown);

        var now = clock.GetUtcNow();
        var ours = await settings.ForAsync(unit, landlord, ct);
        var raised = RaiseRule.Raise(landlord, repair, home, ours, now);
        await RaiseRepairSql.InsertAsync(unit, raised, ct);
        var askBy = AskRule.AskBy(now, ours.AskAfterDays, await CallBackDue.DaysOffAsync(unit, ours, now, ct));
        await AskOnceSql.AskByAsync(unit, landlord, [raised.RepairId], askBy, ct);
        await contacts.GivenAsync(unit, raised.Key, raised.HouseholdRef, repair.Contact, now, ct);
        unit.Publish(new RepairRaised(
            landlord, raised.RepairId, raised.HouseholdRef, raised.PropertyRef, raised.Patch, raised.Trade, raised.PriorityValue, raised.DueBy, raised.LinkVersion, now, askBy, repair.Hazard == true));
        var arrivalBy = raised.IsEmergency ? await emergencies.RunAsync(unit, raised.Key, by, ct) : null;
        return new Raised(raised.RepairId, links.AddressOf(raised.RepairId, raised.LinkVersion), raised.DueBy, raised.Trade, arrivalBy);
    }
}
