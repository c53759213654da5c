using System.Globalization;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Which times a housing system hears of, and what each is for the resident and the repair.</summary>
internal static class HactAvailableRule
{
    private const int Quarter = 15;

    /// <summary>
    /// The few to tell: never one that is excluded or too late; the soonest always, then the most preferred, then spread over the days. In order of time.
    /// </summary>
    public static IReadOnlyList<StoredChoice> Pick(IReadOnlyList<StoredChoice> free, Wishes wishes, DateOnly? onOrBefore, int most)
    {
        var allowed = free.Where(c => !(c.Date > onOrBefore) && wishes.Allow(c.Date, c.From, c.To)).OrderBy(c => c.Date).ThenBy(c => c.From).ThenBy(c => c.To).ToList();
        var picked = new List<StoredChoice>();
        while (picked.Count < most && allowed.Count > 0)
        {
            var next = picked.Count == 0 && most > 1
                ? allowed[0]
                : allowed.OrderBy(c => wishes.DegreeOf(c.Date, c.From, c.To) ?? int.MaxValue).ThenBy(c => picked.Count(p => p.Date == c.Date)).First();
            picked.Add(next);
            allowed.Remove(next);
        }

        return [.. picked.OrderBy(c => c.Date).ThenBy(c => c.From).ThenBy(c => c.To)];
    }

    public static HactAppointment Describe(string reference, StoredChoice choice, RepairRow repair, bool longer, Wishes wishes, BookingSettings settings)
    {
        var meetsSla = LondonTime.Instant(choice.Date, choice.To) <= repair.DueBy;
        var degree = wishes.DegreeOf(choice.Date, choice.From, choice.To);
        return new HactAppointment(
            new HactId(reference),
            choice.Date,
            new HactTimes(HactTimeOfDay.NameOf(choice.Kind), Words(choice.From), Words(LatestArrival(choice, repair, longer, settings)), Words(choice.To)),
            meetsSla,
            wishes.Any ? wishes.Allow(choice.Date, choice.From, choice.To) && (wishes.Preferences.Count == 0 || degree is not null) : null,
            degree,
            choice.Why.Contains(Why.Soonest) || choice.SamePerson ? 1 : meetsSla ? 2 : 3,
            string.Join(". ", choice.Why.Select(w => w.Words())));
    }

    /// <summary>The last moment to arrive and still be done by the window's end.</summary>
    public static TimeOnly LatestArrival(StoredChoice choice, RepairRow repair, bool longer, BookingSettings settings)
    {
        var minutes = longer ? repair.Minutes * settings.LongerPercent / 100 : repair.Minutes;
        var whole = TimeSpan.FromMinutes((minutes + Quarter - 1) / Quarter * Quarter);
        return choice.To - choice.From > whole ? choice.To.Add(-whole) : choice.From;
    }

    private static string Words(TimeOnly time) => time.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
