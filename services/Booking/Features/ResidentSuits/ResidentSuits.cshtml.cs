using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Repairs.Platform;
using Repairs.Platform.Pages;

namespace Repairs.Booking;

/// <summary>Times that do not suit, or suit best, in the resident's own choice of them. Shown back, and changed, at any time.</summary>
internal sealed class ResidentSuitsModel(Database<BookingService> db, KeepWishes keep) : ResidentPage
{
    public static IReadOnlyList<DayOfWeek> Week { get; } = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    public static IReadOnlyList<SelectListItem> Starts { get; } = Hours(8, 17, "Any time");

    public static IReadOnlyList<SelectListItem> Ends { get; } = Hours(10, 20, "Any time");

    [BindProperty]
    public string[] NotOn { get; set; } = [];

    [BindProperty]
    public string? NotBefore { get; set; }

    [BindProperty]
    public string? NotAfter { get; set; }

    /// <summary>Which of the further ones to keep, by their words.</summary>
    [BindProperty]
    public string[] Keep { get; set; } = [];

    [BindProperty]
    public DateFields AwayFrom { get; set; } = new();

    [BindProperty]
    public DateFields AwayTo { get; set; } = new();

    [BindProperty]
    public string[] Best { get; set; } = [];

    /// <summary>What the boxes of the page do not hold: dates, and what the desk wrote down.</summary>
    public IReadOnlyList<(string Id, string Words)> Kept { get; private set; } = [];

    public string BackTo => State == ResidentState.ChooseTime ? $"{Home}/choose" : Home;

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        var wishes = await ReadAsync(stop);
        var days = wishes.Exclusions.Where(IsDays).SelectMany(e => e.Days).Distinct();
        NotOn = [.. days.Select(d => d.ToString())];
        NotBefore = wishes.Exclusions.Where(IsStart).Max(e => e.To)?.ToString("HH:mm", CultureInfo.InvariantCulture);
        NotAfter = wishes.Exclusions.Where(IsEnd).Min(e => e.From)?.ToString("HH:mm", CultureInfo.InvariantCulture);
        Best = [.. Parts.Where(p => WishRule.Prefers(wishes, p))];
        Keep = [.. Kept.Select(k => k.Id)];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var before = await ReadAsync(stop);
        var asked = Asked(before);
        if (!ModelState.IsValid)
            return Page();

        await using var unit = await db.BeginAsync(stop);
        var answer = await keep.RunAsync(unit, Repair.Key, asked, stop);
        await unit.CommitAsync(stop);
        if (answer.Refusal is { Faults: { } faults })
        {
            foreach (var sentence in faults.ByField.SelectMany(f => f.Value).Distinct())
                ModelState.AddModelError(sentence.StartsWith("That leaves no day", StringComparison.Ordinal) ? nameof(NotOn) : nameof(AwayFrom), sentence);
            return Page();
        }

        if (answer.Value is not null)
            TempData["Done"] = "We have saved which times suit you.";
        return Redirect(BackTo);
    }

    private static string[] Parts { get; } = ["mornings", "afternoons", "evenings"];

    private static bool IsDays(Exclusion e) => e is { Days.Count: > 0, FirstDate: null, LastDate: null, From: null, To: null };

    private static bool IsStart(Exclusion e) => e is { Days.Count: 0, FirstDate: null, LastDate: null, From: null, To: not null } && Starts.Any(s => s.Value == $"{e.To:HH:mm}");

    private static bool IsEnd(Exclusion e) => e is { Days.Count: 0, FirstDate: null, LastDate: null, From: not null, To: null } && Ends.Any(s => s.Value == $"{e.From:HH:mm}");

    private static bool IsBest(Preference p) => Parts.Any(part => WishWords.Of(WishRule.BestOf(part)) == WishWords.Of(p));

    private static List<SelectListItem> Hours(int first, int last, string none) =>
        [new(none, ""), .. Enumerable.Range(first, last - first + 1).Select(h => new SelectListItem(LondonTime.Words(new TimeOnly(h, 0)), $"{h:00}:00"))];

    private async Task<Wishes> ReadAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        var wishes = await WishesSql.FindAsync(connection, null, Repair.Key, stop);
        Kept =
        [
            .. wishes.Exclusions.Where(e => !IsDays(e) && !IsStart(e) && !IsEnd(e)).Select(e => (WishWords.Of(e), WishWords.Of(e))),
            .. wishes.Preferences.Where(p => !IsBest(p)).Select(p => (WishWords.Of(p), WishWords.Of(p))),
        ];
        return wishes;
    }

    private WishesBody Asked(Wishes before)
    {
        var days = Week.Where(d => NotOn.Contains(d.ToString())).ToList();
        List<WishBody> never = days.Count == 0 ? [] : [new WishBody(days)];
        var start = TimeOnly.TryParseExact(NotBefore, "HH:mm", out var s) ? s : (TimeOnly?)null;
        var end = TimeOnly.TryParseExact(NotAfter, "HH:mm", out var e) ? e : (TimeOnly?)null;
        if (start is not null)
            never.Add(new WishBody(To: start));
        if (end is not null)
            never.Add(new WishBody(From: end));
        if (start >= end)
            ModelState.AddModelError(nameof(NotAfter), "Choose a time that is later than the first one");
        if (Away() is { } away)
            never.Add(away);
        never.AddRange(before.Exclusions.Where(x => Keep.Contains(WishWords.Of(x))).Select(x => new WishBody(x.Days, x.FirstDate, x.LastDate, x.From, x.To)));
        return new WishesBody(
            never,
            [
                .. Parts.Where(p => Best.Contains(p)).Select(WishRule.BestOf).Select(Of),
                .. before.Preferences.Where(p => Keep.Contains(WishWords.Of(p))).Select(Of),
            ]);
    }

    private static WishBody Of(Preference p) => new(p.Days, p.FirstDate, p.LastDate, p.From, p.To, p.Degree);

    private WishBody? Away()
    {
        if (IsEmpty(AwayFrom) && IsEmpty(AwayTo))
            return null;
        var first = AwayFrom.Read(ModelState, nameof(AwayFrom), "the first day that does not suit");
        var last = IsEmpty(AwayTo) ? first : AwayTo.Read(ModelState, nameof(AwayTo), "the last day that does not suit");
        if (last < first)
            ModelState.AddModelError(nameof(AwayTo), "Enter a last day that is not before the first one");
        return first is null || last is null ? null : new WishBody(FirstDate: first, LastDate: last);
    }

    private static bool IsEmpty(DateFields d) => string.IsNullOrWhiteSpace(d.Day) && string.IsNullOrWhiteSpace(d.Month) && string.IsNullOrWhiteSpace(d.Year);
}
