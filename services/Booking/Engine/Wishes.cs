namespace Repairs.Booking;

/// <summary>When a visit should not be, as the resident put it: every part that is set has to match.</summary>
/// <param name="Days">Days of the week; empty: any.</param>
/// <param name="FirstDate">First local date it holds for; null: from now on.</param>
/// <param name="LastDate">Last local date it holds for.</param>
/// <param name="From">Local time of day from which it holds; null: from midnight.</param>
/// <param name="To">Local time of day until which it holds; null: to midnight.</param>
internal sealed record Exclusion(IReadOnlyList<DayOfWeek> Days, DateOnly? FirstDate = null, DateOnly? LastDate = null, TimeOnly? From = null, TimeOnly? To = null)
{
    public bool Meets(DateOnly date, TimeOnly from, TimeOnly to) => Wishes.OnDay(Days, FirstDate, LastDate, date) && (From is not { } f || to > f) && (To is not { } t || from < t);
}

/// <summary>When a visit would suit best. The window lies inside the times that are set.</summary>
/// <param name="Degree">As in HACT: the lower, the more it is preferred; 1 or more.</param>
internal sealed record Preference(int Degree, IReadOnlyList<DayOfWeek> Days, DateOnly? FirstDate = null, DateOnly? LastDate = null, TimeOnly? From = null, TimeOnly? To = null)
{
    public bool Meets(DateOnly date, TimeOnly from, TimeOnly to) => Wishes.OnDay(Days, FirstDate, LastDate, date) && (From is not { } f || from >= f) && (To is not { } t || to <= t);
}

/// <summary>What a resident asked of the times for one repair (HACT <c>AppointmentPreference</c>): exclusions are never offered, preferences come first.</summary>
internal sealed record Wishes(IReadOnlyList<Exclusion> Exclusions, IReadOnlyList<Preference> Preferences)
{
    public static Wishes None { get; } = new([], []);

    public bool Any => Exclusions.Count + Preferences.Count > 0;

    /// <summary>Whether a window may be offered.</summary>
    public bool Allow(DateOnly date, TimeOnly from, TimeOnly to) => !Exclusions.Any(e => e.Meets(date, from, to));

    /// <summary>The strongest preference a window meets (the lowest degree); null: none.</summary>
    public int? DegreeOf(DateOnly date, TimeOnly from, TimeOnly to) =>
        Preferences.Where(p => p.Meets(date, from, to)).Select(p => (int?)p.Degree).Min();

    internal static bool OnDay(IReadOnlyList<DayOfWeek> days, DateOnly? first, DateOnly? last, DateOnly date) =>
        (days.Count == 0 || days.Contains(date.DayOfWeek)) && !(date < first) && !(date > last);
}
