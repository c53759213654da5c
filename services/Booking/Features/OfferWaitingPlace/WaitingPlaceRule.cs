using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class WaitingPlaceRule
{
    public static string Window(StoredChoice choice) => $"{choice.Date:yyyy-MM-dd} {choice.From:HH:mm} {choice.To:HH:mm}";

    /// <summary>What came free since the last look, the soonest first: on days that were in view then, and never shown to this household before.</summary>
    /// <param name="lookedAt">Null: the first look, at which nothing can have come free.</param>
    public static IReadOnlyList<StoredChoice> CameFree(IEnumerable<StoredChoice> free, IReadOnlySet<string> known, IReadOnlySet<string> shown, DateTimeOffset? lookedAt, BookingSettings settings)
    {
        if (lookedAt is not { } last)
            return [];
        var inView = LondonTime.DateOf(last).AddDays(settings.HorizonDays);
        return [.. free.Where(c => c.Date <= inView && !known.Contains(Window(c)) && !shown.Contains(Window(c))).OrderBy(c => c.Date).ThenBy(c => c.From)];
    }

    /// <summary>What we keep for a household whose visit we missed: the soonest free times, whether or not they were shown before, each with until when it can be kept.</summary>
    public static IReadOnlyList<(StoredChoice Choice, DateTimeOffset Until)> Owed(IEnumerable<StoredChoice> free, DateTimeOffset now, BookingSettings settings) =>
    [
        .. free.OrderBy(c => c.Date).ThenBy(c => c.From)
            .Select(c => (c, Until: Earlier(now.AddHours(settings.OwedPlaceHours), LondonTime.Instant(c.Date, c.From).AddMinutes(-settings.LeadMinutes))))
            .Where(c => c.Until >= now.AddMinutes(settings.WaitingOfferMinutes)),
    ];

    /// <summary>Whether it is a time of day at which we may write to anyone: a place kept at night is kept from everybody for nothing.</summary>
    public static bool IsDay(DateTimeOffset now, BookingSettings settings) => LondonTime.TimeOf(now) is var time && time >= settings.WaitingOfferFrom && time < settings.WaitingOfferTo;

    public static WaitingPlaceOffered Offered(RepairRow repair, Guid id, StoredChoice choice, DateTimeOffset expiresAt, bool owed, DateTimeOffset now) => new(
        repair.Landlord, id, repair.RepairId, repair.HouseholdRef, repair.Patch, repair.Trade, choice.Date, choice.From, choice.To,
        LondonTime.Instant(choice.Date, choice.From), LondonTime.Instant(choice.Date, choice.To), expiresAt, now, owed);

    /// <summary>The end of a household's own quiet hours, where now lies in them.</summary>
    public static DateTimeOffset? QuietUntil(TimeOnly? from, TimeOnly? to, DateTimeOffset now)
    {
        if (from is not { } start || to is not { } end || start == end || !LondonTime.TimeOf(now).IsBetween(start, end))
            return null;
        var date = LondonTime.DateOf(now);
        return LondonTime.Instant(end > LondonTime.TimeOf(now) ? date : date.AddDays(1), end);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
