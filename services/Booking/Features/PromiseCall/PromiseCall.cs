using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>"We will call you by …": the answer where nothing else is left. It is owed from this moment, by the desk's list and by the promises that Messages keeps.</summary>
internal sealed class PromiseCall(BusinessClock clock, LandlordBookingSettings settings)
{
    public const string NoNumber = "No number that is safe. Find a safe way first.";

    /// <param name="because"><c>asked</c>, <c>interpreter</c>, <c>slip</c> or <c>silence</c>.</param>
    /// <param name="language">In which language they would like to talk.</param>
    /// <returns>By when we ring; a call promised before for an earlier time stays.</returns>
    public async Task<DateTimeOffset> RunAsync(UnitOfWork unit, RepairRow repair, string because, string? language, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await CallBackDue.NextAsync(unit, await settings.ForAsync(unit, repair.Landlord, ct), now, ct);
        due = await ByAsync(unit, repair.Key, repair.HouseholdRef, because, due, now, ct);
        if (language is not null)
            await PromiseCallSql.SpeakAsync(unit, repair.Key, language, ct);
        return due;
    }

    /// <summary>A call by a time of the caller's own, in the desk's list and in the ledger.</summary>
    /// <returns>By when we ring; a call promised before for an earlier time stays.</returns>
    public static async Task<DateTimeOffset> ByAsync(UnitOfWork unit, RepairKey key, string household, string because, DateTimeOffset due, DateTimeOffset now, CancellationToken ct)
    {
        due = await DeclineSql.PromiseCallAsync(unit, key, because, now, due, ct);
        unit.Publish(new CallPromised(key.Landlord, key.RepairId, household, because, due, now));
        return due;
    }

    /// <summary>For the desk: why what is owed is no call.</summary>
    public static string NotByPhone(string? because) => because == "none-suited" ? "Not by phone: they asked us to write." : NoNumber;

    /// <summary>We owe them word, and nobody may ring or there is no number that is safe. The desk gets in touch some other way, by the day that was named before if one was; they are told of no call.</summary>
    /// <param name="because"><c>asked</c> or <c>none-suited</c>.</param>
    public async Task WithoutNumberAsync(UnitOfWork unit, RepairKey key, string because, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await DeclineSql.PromiseCallAsync(unit, key, because, now, await CallBackDue.NextAsync(unit, await settings.ForAsync(unit, key.Landlord, ct), now, ct), ct);
        await PromiseCallSql.NoSafeNumberAsync(unit, key, because, now, ct);
    }
}
