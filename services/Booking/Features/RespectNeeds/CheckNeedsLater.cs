using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Looks again at visits booked while Needs could not be asked. Where one does not fit what helps the household, a person rings: the time they chose is not taken from them.</summary>
internal sealed class CheckNeedsLater(BusinessClock clock, LandlordBookingSettings landlords, NeedsOfHousehold household, RespectNeeds respect) : IDueWork
{
    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        if (await RespectNeedsSql.ClaimAsync(unit, now, ct) is not { } waiting)
            return 0;
        if (await RepairSql.FindAsync(unit.Connection, waiting.Key, clock.Offset, ct) is { } repair && repair.AppointmentId == waiting.AppointmentId && repair.WindowEnd > now)
        {
            var told = await household.ForAsync(repair.Landlord, repair.HouseholdRef, ct);
            if (told.Version is null)
                return 0;
            var settings = await landlords.ForAsync(unit, repair.Landlord, ct);
            var needs = await respect.SettleAsync(unit, [repair], told, repair.Patch, settings, ct);
            if (!RespectRule.StillFits(waiting.Known, needs, repair.Date!.Value, repair.FromTime!.Value, repair.ToTime!.Value))
                await respect.PromiseAsync(unit, repair, await respect.CallByAsync(unit, settings, ct), ct);
        }

        await RespectNeedsSql.CheckedAsync(unit, waiting, ct);
        return 1;
    }
}
