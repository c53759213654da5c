using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>The desk says who should come for a repair that was raised without a trade; from then on there are choices.</summary>
internal sealed class TriageRepair(BusinessClock clock, PlaceEmergency emergencies)
{
    public async Task<Answer<Done>> RunAsync(UnitOfWork unit, RepairKey key, string? trade, int? minutes, int? people, CancellationToken ct)
    {
        var faults = new Faults()
            .Text(trade, "trade", 100, "Say which trade should come.")
            .When(minutes is < 1 or > 600, "minutes", "Give a length from 1 to 600 minutes.")
            .When(people is < 1 or > 6, "people", "Give a number of people from 1 to 6.");
        if (faults.Any)
            return Refusal.Invalid(faults);
        if (await RepairSql.LockAsync(unit, key, clock.Offset, ct) is not { } repair)
            return Refusal.NotFound;
        if (repair.IsEnded)
            return Refusal.NotOpen(repair.Status);
        if (repair.AppointmentId is not null)
            return Refusal.AlreadyBooked;
        await RaiseRepairSql.SetTradeAsync(unit, key, RaiseRule.Trade(trade)!, minutes, people, ct);
        if (repair.IsEmergency)
            await emergencies.RunAsync(unit, key, Actor.Landlord, ct);
        return Done.It;
    }
}
