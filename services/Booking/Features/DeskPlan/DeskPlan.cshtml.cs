using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Who is where on a day, and what nobody has a visit for yet. No resident's name: repairs are behind links.</summary>
internal sealed class DeskPlanModel(Database<BookingService> db, BusinessClock clock, LandlordBookingSettings landlords) : DeskPage
{
    private const int MostPeople = 25;
    private const int MostUnplanned = 25;

    /// <summary>As <c>2026-11-30</c>; today where it is no date.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Date { get; set; }

    /// <summary>Everybody where empty.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Patch { get; set; }

    /// <summary>How many people come before this page.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public DateOnly On { get; private set; }

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public IReadOnlyList<PlanDay> Days { get; private set; } = [];

    public IReadOnlyList<(string X, string Words)> Marks { get; private set; } = [];

    public IReadOnlyList<UnplannedRow> Unplanned { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Patches { get; private set; } = [];

    /// <summary>Visits whose local times are other instants than when they were promised.</summary>
    public IReadOnlyList<ZoneChangeRow> ZoneChanges { get; private set; } = [];

    /// <summary>Where the next people begin, if there are more.</summary>
    public int? Next { get; private set; }

    public async Task OnGetAsync(CancellationToken stop)
    {
        On = DateOnly.TryParseExact(Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is > 2000 and < 2100 ? date : LondonTime.DateOf(Now);
        Date = Link(On);
        ModelState.Remove(nameof(Date));
        var patch = string.IsNullOrWhiteSpace(Patch) || Patch.Length > 100 ? null : Patch;
        var after = int.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;
        var settings = await landlords.ForAsync(Caller.Landlord, stop);

        await using var connection = await db.OpenAsync(stop);
        var people = await DayPlanSql.PeopleAsync(connection, Caller.Landlord, patch, On, after, MostPeople + 1, stop);
        Next = people.Count > MostPeople ? after + MostPeople : null;
        people = [.. people.Take(MostPeople)];
        var shifts = await DayPlanSql.ShiftsAsync(connection, people, On, stop);
        var places = await DayPlanSql.PlacesAsync(connection, people, On, clock.Offset, stop);
        var shown = DayPlanRule.HoursOf(On, shifts, places);
        Days = DayPlanRule.Of(Caller.Landlord, On, people, shifts, places, settings, shown);
        Marks = [.. DayPlanRule.Marks(On, shown)];
        ZoneChanges = await ZoneSql.OfDayAsync(connection, Caller.Landlord, On, stop);
        Unplanned = await DayPlanSql.UnplannedAsync(connection, Caller.Landlord, patch, MostUnplanned, stop);
        Patches = [new SelectListItem("All patches", ""), .. (await DayPlanSql.PatchesAsync(connection, Caller.Landlord, stop)).Select(p => new SelectListItem(p, p))];
    }

    public string To(DateOnly day, int? after = null) => $"/desk/plan?date={Link(day)}&patch={Uri.EscapeDataString(Patch ?? "")}{(after is null ? "" : $"&after={after.Value.ToString(CultureInfo.InvariantCulture)}")}";

    /// <summary>"Away all day", or from when until when.</summary>
    public string AwayWords(PlanDay day) =>
        day.Away.Any(a => a.From == LondonTime.StartOf(On) && a.To == LondonTime.EndOf(On)) ? "Away all day" : $"Away {Stretches(day.Away)}";

    public static string Stretches(IEnumerable<Stretch> stretches) => string.Join(" and ", stretches.Select(s => $"{DayPlanRule.Time(s.From)} to {DayPlanRule.Time(s.To)}"));

    private static string Link(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
