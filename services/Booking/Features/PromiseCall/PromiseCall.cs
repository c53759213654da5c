using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>"We will call you by …": the answer where nothing else is left. It is owed from this moment, by the desk's list and by the promises that Messages keeps.</summary>
internal sealed class PromiseCall(BusinessClock clock, LandlordBookingSettings settings)
{
    private const int MostDaysToACall = 60;

    /// <param name="because"><c>asked</c>, <c>interpreter</c>, <c>slip</c> or <c>silence</c>.</param>
    /// <param name="language">In which language they would like to talk.</param>
    /// <returns>By when we ring; a call promised before for an earlier time stays.</returns>
    public async Task<DateTimeOffset> RunAsync(UnitOfWork unit, RepairRow repair, string because, string? language, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var ours = await settings.ForAsync(unit, repair.Landlord, ct);
        var today = LondonTime.DateOf(now);
        var daysOff = await DiariesSql.DaysOffAsync(unit.Connection, unit.Transaction, ours.BankHolidays, today, today.AddDays(MostDaysToACall), ct);
        var due = await DeclineSql.PromiseCallAsync(unit, repair.Key, because, now, DeclineRule.CallBackBy(now, ours.CallBackDays, daysOff), ct);
        if (language is not null)
            await PromiseCallSql.SpeakAsync(unit, repair.Key, language, ct);
        unit.Publish(new CallPromised(repair.Landlord, repair.RepairId, repair.HouseholdRef, because, due, now));
        return due;
    }
}
