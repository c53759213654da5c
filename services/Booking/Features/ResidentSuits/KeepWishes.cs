using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Keeps what somebody asked of the times for a repair; from the next offer on it is respected. No reason is asked.</summary>
internal sealed class KeepWishes(BusinessClock clock)
{
    public async Task<Answer<Wishes>> RunAsync(UnitOfWork unit, RepairKey key, WishesBody asked, CancellationToken ct)
    {
        var (wishes, faults) = WishRule.Judge(asked);
        if (wishes is null)
            return Refusal.Invalid(faults);
        if (await RepairSql.LockAsync(unit, key, clock.Offset, ct) is not { } repair)
            return Refusal.NotFound;
        if (repair.IsEnded)
            return Refusal.NotOpen(repair.Status);
        await WishesSql.KeepAsync(unit, key, wishes, ct);
        return wishes;
    }
}
