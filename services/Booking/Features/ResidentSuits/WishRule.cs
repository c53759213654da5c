using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Wishes as someone sends them: parts may be missing.</summary>
internal sealed record WishesBody(IReadOnlyList<WishBody>? Exclusions, IReadOnlyList<WishBody>? Preferences);

/// <param name="Degree">For a preference: the lower, the more it is preferred; 1 where nothing is said.</param>
internal sealed record WishBody(IReadOnlyList<DayOfWeek>? Days = null, DateOnly? FirstDate = null, DateOnly? LastDate = null, TimeOnly? From = null, TimeOnly? To = null, int? Degree = null);

/// <summary>What can be kept of what somebody asked of the times.</summary>
internal static class WishRule
{
    private const int Most = 30;
    private static readonly TimeOnly Midday = new(12, 0);
    private static readonly TimeOnly Evening = new(17, 0);

    public static (Wishes? Wishes, Faults Faults) Judge(WishesBody asked)
    {
        var faults = new Faults();
        Check(asked.Exclusions, "exclusions", faults);
        Check(asked.Preferences, "preferences", faults);
        faults.When((asked.Preferences ?? []).Any(p => p?.Degree is < 1 or > 100), "preferences", "Give a degree from 1 to 100: 1 suits best.");
        return faults.Any
            ? (null, faults)
            : (new Wishes(
                [.. (asked.Exclusions ?? []).Select(e => new Exclusion(Days(e), e.FirstDate, e.LastDate, e.From, e.To)).DistinctBy(WishWords.Of)],
                [.. (asked.Preferences ?? []).Select(p => new Preference(p.Degree ?? 1, Days(p), p.FirstDate, p.LastDate, p.From, p.To)).DistinctBy(WishWords.Of)]), faults);
    }

    /// <summary>True for a time of day that suits best, as the page offers them.</summary>
    public static bool Prefers(Wishes wishes, string part) => wishes.Preferences.Any(p => WishWords.Of(p) == WishWords.Of(BestOf(part)));

    /// <summary><c>mornings</c>, <c>afternoons</c> or <c>evenings</c> as a preference.</summary>
    public static Preference BestOf(string part) => part switch
    {
        "mornings" => new Preference(1, [], To: Midday),
        "afternoons" => new Preference(1, [], From: Midday, To: Evening),
        _ => new Preference(1, [], From: Evening),
    };

    private static void Check(IReadOnlyList<WishBody>? list, string field, Faults faults)
    {
        foreach (var wish in list ?? [])
        {
            faults.When(wish is null || wish is { Days: null or { Count: 0 }, FirstDate: null, LastDate: null, From: null, To: null }, field, "Each needs days, dates or times.")
                .When(wish?.LastDate < wish?.FirstDate, field, "The last date comes before the first.")
                .When(wish?.To <= wish?.From, field, "The end comes before the start.")
                .When(wish?.Days?.Distinct().Count() == 7 && wish is { FirstDate: null, LastDate: null, From: null, To: null } && field == "exclusions", field, "That leaves no day. Leave at least one, or ring us and we find a way.");
        }

        faults.When(list?.Count > Most, field, $"Give at most {Most}.");
    }

    private static IReadOnlyList<DayOfWeek> Days(WishBody wish) => [.. (wish.Days ?? []).Distinct().OrderBy(d => ((int)d + 6) % 7)];
}
