using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class OfferRule
{
    private static readonly TimeOnly SchoolStarts = new(9, 30);
    private static readonly TimeOnly SchoolEnds = new(14, 30);

    /// <summary>Why there is nothing to choose, if so.</summary>
    public static Refusal? WhyNot(RepairRow repair) =>
        repair.IsEnded ? Refusal.NotOpen(repair.Status)
        : repair.Trade is null ? new Refusal(409, "in-triage", "We are working out who should come. Times to choose from follow when we know.")
        : null;

    /// <summary>The days an offer covers; the last is included.</summary>
    public static (DateOnly First, DateOnly Last) Days(DateTimeOffset now, DateOnly? from, OfferKind kind, BookingSettings settings)
    {
        var today = LondonTime.DateOf(now);
        var last = today.AddDays(settings.HorizonDays + (kind == OfferKind.Wider ? settings.WiderDays : 0));
        var first = from is { } f && f > today ? f : today;
        return (first > last ? last.AddDays(1) : first, last);
    }

    /// <summary>What the engine is asked: nothing but the work, the home, and what the household told us it needs and wishes.</summary>
    /// <param name="repairs">Those that share the visit; the first is the one the choices are for.</param>
    public static SlotRequest RequestFor(
        IReadOnlyList<RepairRow> repairs, SlotNeeds needs, BookingSettings settings, DateTimeOffset now, DateOnly first, DateOnly last, IReadOnlySet<DateOnly> daysOff, string? patch) =>
        new(repairs[0].Home, [.. repairs.Select(r => PartOf(r, needs, settings))], patch, repairs[0].People, needs, WishesOf(repairs), repairs[0].UsualOperative, now, first, last, daysOff);

    private static Part PartOf(RepairRow repair, SlotNeeds needs, BookingSettings settings)
    {
        var percent = needs.Longer ? settings.LongerPercent : 100;
        return new Part(repair.Trade!, repair.Minutes * percent / 100, (repair.LikelyMinutes ?? repair.Minutes * settings.LikelyPercent / 100) * percent / 100);
    }

    private static Wishes WishesOf(IReadOnlyList<RepairRow> repairs) =>
        repairs.Count == 1 ? repairs[0].Wishes : new Wishes([.. repairs.SelectMany(r => r.Wishes.Exclusions)], [.. repairs.SelectMany(r => r.Wishes.Preferences)]);

    /// <summary>The window that is promised already is no choice.</summary>
    public static bool IsStanding(RepairRow repair, Cell cell) => repair.Date == cell.Date && repair.FromTime == cell.From && repair.ToTime == cell.To;

    public static string Word(OfferKind kind) => kind switch
    {
        OfferKind.All => "all",
        OfferKind.Wider => "wider",
        _ => "best",
    };

    public static SlotsOffered Told(RepairRow repair, StoredOffer offer, Actor to, DateTimeOffset now) => new(
        repair.Landlord, offer.OfferId, repair.RepairId, repair.HouseholdRef, repair.Patch, repair.Trade, repair.PriorityValue, to,
        Choices: offer.Choices.Count,
        Days: offer.Choices.Select(c => c.Date).Distinct().Count(),
        Mornings: offer.Choices.Count(c => c.Kind == WindowKind.Morning),
        Afternoons: offer.Choices.Count(c => c.Kind == WindowKind.Afternoon),
        SchoolRunSafe: offer.Choices.Count(c => c.From >= SchoolStarts && c.To <= SchoolEnds),
        Evenings: offer.Choices.Count(c => c.Kind == WindowKind.Evening),
        SamePerson: offer.Choices.Count(c => c.SamePerson),
        NeedsApplied: offer.Needs.Applied,
        OccurredAt: now);
}
