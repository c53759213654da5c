using System.Globalization;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What a stretch of somebody's day is.</summary>
internal enum PlanKind
{
    Visit,

    /// <summary>Kept for somebody who is deciding.</summary>
    Held,

    /// <summary>A visit for another landlord of the same contractor.</summary>
    Elsewhere,
}

/// <summary>One stop of somebody's day.</summary>
/// <param name="Travel">Minutes on the way from the stop before; null for the first.</param>
/// <param name="Gap">Minutes there are for it.</param>
internal sealed record PlanStop(PlanKind Kind, Stretch Planned, Stretch? Promised, Guid? RepairId, string? Trade, string? Patch, string Status, int? Travel, int? Gap, bool WhileAway)
{
    /// <summary>The way takes longer than the time between.</summary>
    public bool Tight => Travel > Gap;

    public string Times => $"{DayPlanRule.Time(Planned.From)} to {DayPlanRule.Time(Planned.To)}";

    public string PromisedWords => Promised is { } p ? $"{DayPlanRule.Time(p.From)} to {DayPlanRule.Time(p.To)}" : "";

    public string What => Kind switch
    {
        PlanKind.Held => "Kept for someone who decides",
        PlanKind.Elsewhere => "For another landlord",
        _ => Status switch { "started" => "On the way", "done" => "Done", _ => "Visit" },
    };
}

/// <summary>A bar of the timeline, in parts of a hundred of its width.</summary>
internal sealed record PlanBar(string Kind, double Left, double Width)
{
    public string X => Left.ToString("0.###", CultureInfo.InvariantCulture) + "%";

    public string W => Width.ToString("0.###", CultureInfo.InvariantCulture) + "%";
}

/// <summary>Somebody's day.</summary>
internal sealed record PlanDay(PlanPerson Person, IReadOnlyList<Stretch> Working, IReadOnlyList<Stretch> Away, IReadOnlyList<PlanStop> Stops, IReadOnlyList<PlanBar> Bars)
{
    public bool NeedsCover => Stops.Any(s => s is { WhileAway: true, Status: not "done" });
}

/// <summary>Turns rows into days to look at.</summary>
internal static class DayPlanRule
{
    private const int EarliestHour = 6;
    private const int LatestHour = 22;

    public static IReadOnlyList<PlanDay> Of(
        string landlord, DateOnly day, IReadOnlyList<PlanPerson> people, IReadOnlyList<PlanShiftRow> shifts, IReadOnlyList<PlanPlaceRow> places, BookingSettings settings, (DateTimeOffset From, DateTimeOffset To) shown)
    {
        var (shiftsOf, placesOf) = (shifts.ToLookup(s => s.OperativeId), places.ToLookup(p => p.OperativeId));
        var whole = new Stretch(LondonTime.StartOf(day), LondonTime.EndOf(day));
        return
        [
            .. people.Select(person =>
            {
                var rows = shiftsOf[person.OperativeId].Select(s => new WorkingTime(s.Day, s.Absent, s.FromTime, s.ToTime)).ToList();
                var working = Within(Diary.WorkingTimeOf(rows), whole);
                var away = Within(rows.Where(r => r.Absent).Select(r => r.AsStretch()), whole);
                var stops = StopsOf(landlord, [.. placesOf[person.OperativeId].OrderBy(p => p.Starts)], away, settings);
                return new PlanDay(person, working, away, stops, BarsOf(working, away, stops, shown));
            }),
        ];
    }

    /// <summary>The hours a timeline shows: six to ten, or more where somebody works then.</summary>
    public static (DateTimeOffset From, DateTimeOffset To) HoursOf(DateOnly day, IReadOnlyList<PlanShiftRow> shifts, IReadOnlyList<PlanPlaceRow> places)
    {
        var whole = new Stretch(LondonTime.StartOf(day), LondonTime.EndOf(day));
        var all = Within(shifts.Where(s => !s.Absent).Select(s => new WorkingTime(s.Day, false, s.FromTime, s.ToTime).AsStretch()).Concat(places.Select(p => new Stretch(p.Starts, p.Ends))), whole);
        var (from, to) = (LondonTime.Instant(day, new TimeOnly(EarliestHour, 0)), LondonTime.Instant(day, new TimeOnly(LatestHour, 0)));
        return (all.Select(s => s.From).Append(from).Min(), all.Select(s => s.To).Append(to).Max());
    }

    /// <summary>Marks along the top: every other hour of the local clock.</summary>
    public static IEnumerable<(string X, string Words)> Marks(DateOnly day, (DateTimeOffset From, DateTimeOffset To) shown) =>
        Enumerable.Range(0, 24).Where(h => h % 3 == 0)
            .Select(h => (At: LondonTime.Instant(day, new TimeOnly(h, 0)), Words: LondonTime.Words(new TimeOnly(h, 0))))
            .Where(m => m.At > shown.From && m.At < shown.To)
            .Select(m => (new PlanBar("", Share(m.At, shown), 0).X, m.Words));

    public static string Time(DateTimeOffset at) => LondonTime.TimeOf(at).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static List<PlanStop> StopsOf(string landlord, IReadOnlyList<PlanPlaceRow> places, IReadOnlyList<Stretch> away, BookingSettings settings)
    {
        var stops = new List<PlanStop>();
        for (var i = 0; i < places.Count; i++)
        {
            var (place, before) = (places[i], i > 0 ? places[i - 1] : null);
            var (planned, ours) = (new Stretch(place.Starts, place.Ends), place.Landlord == landlord);
            stops.Add(new PlanStop(
                !ours ? PlanKind.Elsewhere : place.Status == "held" ? PlanKind.Held : PlanKind.Visit,
                planned,
                ours && place is { PromisedFrom: { } from, PromisedTo: { } to } ? new Stretch(from, to) : null,
                ours ? place.RepairId : null, ours ? place.Trade : null, ours ? place.Patch : null, place.Status,
                before is null ? null : Travel.Minutes(HomeOf(before), HomeOf(place), LondonTime.TimeOf(place.PromisedFrom ?? place.Starts), settings),
                before is null ? null : (int)(place.Starts - before.Ends).TotalMinutes,
                away.Any(a => a.Overlaps(planned))));
        }

        return stops;
    }

    private static Home HomeOf(PlanPlaceRow place) => new($"{place.Landlord}/{place.PropertyRef}", place.Lat, place.Lon);

    private static List<Stretch> Within(IEnumerable<Stretch> stretches, Stretch whole) =>
        [.. stretches.Where(s => s.Overlaps(whole)).Select(s => new Stretch(s.From > whole.From ? s.From : whole.From, s.To < whole.To ? s.To : whole.To)).OrderBy(s => s.From)];

    private static List<PlanBar> BarsOf(IEnumerable<Stretch> working, IEnumerable<Stretch> away, IReadOnlyList<PlanStop> stops, (DateTimeOffset From, DateTimeOffset To) shown) =>
    [
        .. working.Select(w => Bar("work", w, shown)),
        .. away.Select(a => Bar("away", a, shown)),
        .. stops.Where(s => s is { Travel: > 0, Gap: > 0 }).Select(s => Bar("travel", new Stretch(s.Planned.From - TimeSpan.FromMinutes(Math.Min(s.Travel!.Value, s.Gap!.Value)), s.Planned.From), shown)),
        .. stops.Select(s => Bar(s.Kind switch { PlanKind.Held => "held", PlanKind.Elsewhere => "elsewhere", _ => "visit" }, s.Planned, shown)),
    ];

    private static PlanBar Bar(string kind, Stretch stretch, (DateTimeOffset From, DateTimeOffset To) shown)
    {
        var (from, to) = (Math.Clamp(Share(stretch.From, shown), 0, 100), Math.Clamp(Share(stretch.To, shown), 0, 100));
        return new PlanBar(kind, from, Math.Max(0, to - from));
    }

    private static double Share(DateTimeOffset at, (DateTimeOffset From, DateTimeOffset To) shown) => (at - shown.From) / (shown.To - shown.From) * 100;
}
