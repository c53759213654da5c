namespace Repairs.Booking;

/// <summary>
/// A HACT AppointmentPreference becomes days and times. One with an ExcludedPeriod excludes: each of its parts narrows when. Any other prefers. Its
/// descriptions ("Customer on holiday") are left unread: when is ours to know, why is not.
/// </summary>
internal static class HactWishes
{
    private const int Most = 30;
    private const int LeastPreferred = 1000;

    private static readonly DayOfWeek[] WorkWeek = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    /// <summary>DaysOfWeekCodeC0: the schema lists the codes without names; ten for each day from Monday, then the work week and the weekend.</summary>
    private static readonly Dictionary<string, DayOfWeek[]> DayCodes = new(StringComparer.Ordinal)
    {
        ["10"] = [DayOfWeek.Monday],
        ["20"] = [DayOfWeek.Tuesday],
        ["30"] = [DayOfWeek.Wednesday],
        ["40"] = [DayOfWeek.Thursday],
        ["50"] = [DayOfWeek.Friday],
        ["60"] = [DayOfWeek.Saturday],
        ["70"] = [DayOfWeek.Sunday],
        ["100"] = WorkWeek,
        ["200"] = [DayOfWeek.Saturday, DayOfWeek.Sunday],
    };

    /// <summary>Reads a list of preferences; what is wrong is noted where it stands.</summary>
    public static Wishes Read(HactNode preferences, BookingSettings settings)
    {
        var exclusions = new List<Exclusion>();
        var preferred = new List<Preference>();
        foreach (var item in preferences.Items())
        {
            if (item is { IsThere: true, IsObject: false })
                item.Note("Send an object here.");
            var days = item["daysOfWeek"].Items().SelectMany(d => d.Code(DayCodes.ContainsKey) is { } code ? DayCodes[code] : []).Distinct().ToList();
            var times = item["timeOfDay"].Items().Select(t => HactTimeOfDay.Read(t, settings)).OfType<HactTimeOfDay>().ToList();
            var degree = Math.Max(1, item["degreeOfPreference"].Whole(0, LeastPreferred) ?? 1);
            var date = item["specificDate"].Date();
            if (item["excludedPeriod"] is { IsThere: true } period)
                exclusions.AddRange(Excluded(period, date, days, times));
            else if (date is not null || days.Count > 0 || times.Count > 0)
                preferred.AddRange(OrAny(times).Select(t => new Preference(degree, days, date, date, t.From, t.To)));
        }

        if (exclusions.Count > Most || preferred.Count > Most)
            preferences.Note($"Send at most {Most} preferences here.");
        return new Wishes(exclusions, preferred);
    }

    /// <summary>What stands after a sender said more: an exclusion stands until the resident takes it away; preferences are those said last.</summary>
    public static Wishes With(this Wishes stand, Wishes said) => new(
        [.. stand.Exclusions.Concat(said.Exclusions).DistinctBy(WordsOf).TakeLast(Most)],
        said.Preferences.Count > 0 ? said.Preferences : stand.Preferences);

    private static List<Exclusion> Excluded(HactNode period, DateOnly? date, List<DayOfWeek> days, List<HactTimeOfDay> times)
    {
        var (start, end) = (period["start"].Moment(), period["end"].Moment());
        if (start is null && end is null)
        {
            period.Note("Say when this begins, when it ends, or both.");
            return [];
        }

        // Midnight at the end is the end of the day before.
        if (end is { Time: { } last, Date: var day } && last == TimeOnly.MinValue)
            end = (day.AddDays(-1), null);
        if (start is { } s && end is { } e && (s.Date > e.Date || (s.Date == e.Date && s.Time is { } from && e.Time is { } to && from >= to)))
        {
            period.Note("This ends before it begins.");
            return [];
        }

        return Stretches(start, end).Where(x => !(date < x.First) && !(date > x.Last))
            .SelectMany(x => OrAny(times).Select(t => new Exclusion(days, date ?? x.First, date ?? x.Last, Later(x.From, t.From), Earlier(x.To, t.To))))
            .Where(x => x.From is not { } f || x.To is not { } t || f < t)
            .ToList();
    }

    /// <summary>From one moment to another: a part of the first day, whole days, a part of the last.</summary>
    private static IEnumerable<(DateOnly? First, DateOnly? Last, TimeOnly? From, TimeOnly? To)> Stretches((DateOnly Date, TimeOnly? Time)? start, (DateOnly Date, TimeOnly? Time)? end)
    {
        if (start is { } only && end is { } same && only.Date == same.Date)
        {
            yield return (only.Date, only.Date, only.Time, same.Time);
            yield break;
        }

        var (first, last) = (start?.Date, end?.Date);
        if (start?.Time is { } from)
        {
            yield return (first, first, from, null);
            first = first!.Value.AddDays(1);
        }

        if (end?.Time is { } to)
        {
            yield return (last, last, null, to);
            last = last!.Value.AddDays(-1);
        }

        if (first is null || last is null || first <= last)
            yield return (first, last, null, null);
    }

    private static List<HactTimeOfDay> OrAny(List<HactTimeOfDay> times) => times.Count > 0 ? times : [HactTimeOfDay.Any];

    private static TimeOnly? Later(TimeOnly? a, TimeOnly? b) => a is null || b > a ? b : a;

    private static TimeOnly? Earlier(TimeOnly? a, TimeOnly? b) => a is null || b < a ? b : a;

    private static string WordsOf(Exclusion e) => $"{string.Join(',', e.Days.Order())} {e.FirstDate:O} {e.LastDate:O} {e.From:O} {e.To:O}";
}
