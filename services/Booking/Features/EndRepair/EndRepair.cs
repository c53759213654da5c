using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Ends a repair because the work is done, or by the resident's wish or a person's recorded reason; and opens it again. A missed visit ends nothing.</summary>
internal sealed class EndRepair(BusinessClock clock, LandlordBookingSettings settings, Appointments appointments)
{
    public async Task<Answer<Done>> FinishAsync(UnitOfWork unit, RepairKey key, Actor by, CancellationToken ct)
    {
        if (await RepairSql.LockAsync(unit, key, clock.Offset, ct) is not { } repair)
            return Refusal.NotFound;
        if (repair.Status == "finished")
            return Done.It;
        if (repair.IsEnded)
            return Refusal.NotOpen(repair.Status);
        await FinishAsync(unit, repair, by, null, ct);
        return Done.It;
    }

    /// <summary>Finishes a locked, open repair; a visit still booked for it is cancelled.</summary>
    public async Task FinishAsync(UnitOfWork unit, RepairRow repair, Actor by, Guid? visitId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await appointments.ReleaseAsync(unit, repair, by, null, ct);
        await EndRepairSql.EndAsync(unit, repair.Key, "finished", by, null, null, visitId, now, ct);
        unit.Publish(new RepairFinished(repair.Landlord, repair.RepairId, repair.HouseholdRef, repair.Patch, repair.Trade, by, now));
    }

    public async Task<Answer<Done>> WithdrawAsync(UnitOfWork unit, RepairKey key, Actor by, string? reason, string? note, CancellationToken ct)
    {
        if (EndRule.Faults(reason, note) is { Any: true } faults)
            return Refusal.Invalid(faults);
        if (await RepairSql.LockAsync(unit, key, clock.Offset, ct) is not { } repair)
            return Refusal.NotFound;
        if (repair.Status == "withdrawn")
            return Done.It;
        if (repair.IsEnded)
            return Refusal.NotOpen(repair.Status);
        var now = clock.GetUtcNow();
        await appointments.ReleaseAsync(unit, repair, by, null, ct);
        await EndRepairSql.EndAsync(unit, key, "withdrawn", by, reason, note, null, now, ct);
        unit.Publish(new RepairWithdrawn(repair.Landlord, repair.RepairId, repair.HouseholdRef, repair.Patch, repair.Trade, by, reason!, now));
        return Done.It;
    }

    /// <summary>Opens a withdrawn repair again, within the days the setting says.</summary>
    public async Task<Answer<Done>> ReopenAsync(UnitOfWork unit, RepairKey key, Actor by, CancellationToken ct)
    {
        if (await RepairSql.LockAsync(unit, key, clock.Offset, ct) is not { } repair)
            return Refusal.NotFound;
        if (!repair.IsEnded)
            return Done.It;
        if (EndRule.WhyNotReopen(repair, clock.GetUtcNow(), await settings.ForAsync(unit, key.Landlord, ct)) is { } refusal)
            return refusal;
        await OpenAgainAsync(unit, repair, by, ct);
        return Done.It;
    }

    public async Task OpenAgainAsync(UnitOfWork unit, RepairRow repair, Actor by, CancellationToken ct)
    {
        await EndRepairSql.OpenAsync(unit, repair.Key, ct);
        unit.Publish(new RepairReopened(repair.Landlord, repair.RepairId, repair.HouseholdRef, repair.Patch, repair.Trade, by, clock.GetUtcNow()));
    }
}
