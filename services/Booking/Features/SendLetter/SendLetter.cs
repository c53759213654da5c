using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Three choices by letter, with a reply slip: because nobody answered when a person asked, because they would like it so, or because a slip could not be booked.</summary>
internal sealed class SendLetter(BusinessClock clock)
{
    /// <param name="letterId">Made with the form: pressing twice sends one.</param>
    /// <param name="because"><c>silence</c>, <c>asked</c> or <c>slip</c>.</param>
    /// <returns>False where nobody answered and they have had a letter before: there is one, and then quiet.</returns>
    public async Task<bool> RunAsync(UnitOfWork unit, RepairRow repair, Guid letterId, string because, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!await SendLetterSql.OwedAsync(unit, repair.Key, because, now, ct))
            return false;
        unit.Publish(new LetterOwed(repair.Landlord, letterId, repair.RepairId, repair.HouseholdRef, repair.Trade, because, now), letterId);
        return true;
    }
}
