namespace Repairs.Booking;

/// <summary>When somebody cannot come.</summary>
/// <param name="Rows">The same as working-time rows, one for each local day.</param>
internal sealed record AbsenceTime(DateTimeOffset Starts, DateTimeOffset Ends, IReadOnlyList<(DateOnly Day, TimeOnly From, TimeOnly To)> Rows);

internal static class AbsenceRule
{
    /// <summary>Longest absence recorded at once.</summary>
    public const int MostDays = 90;

    /// <summary>Whole days by the local calendar, the last included: also what is left of a night that began before the first.</summary>
    public static AbsenceTime Days(DateOnly first, DateOnly last) => new(
        Platform.LondonTime.StartOf(first), Platform.LondonTime.EndOf(last),
        [.. Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(i => (first.AddDays(i), TimeOnly.MinValue, TimeOnly.MinValue))]);

    /// <summary>Whoever is away for whole days does not come for the second half of a night that begins on the last of them either.</summary>
    /// <param name="over">Local time on the next day at which that night's work ends; null where none runs over midnight.</param>
    public static AbsenceTime WithTheNight(AbsenceTime days, TimeOnly? over)
    {
        if (over is not { } end || end == TimeOnly.MinValue)
            return days;
        var next = days.Rows[^1].Day.AddDays(1);
        return days with { Ends = Platform.LondonTime.Instant(next, end), Rows = [.. days.Rows, (next, TimeOnly.MinValue, end)] };
    }

    /// <summary>The rows that go with an absence that is taken back: those in it that no other absence still needs.</summary>
    public static IReadOnlyList<WorkingTime> RowsToGo(IEnumerable<WorkingTime> rows, Stretch taken, IReadOnlyList<Stretch> others) =>
        [.. rows.Where(r => r.Absent && r.AsStretch() is var s && taken.Holds(s) && !others.Any(o => o.Holds(s)))];

    /// <summary>Part of one day.</summary>
    public static AbsenceTime Part(DateOnly day, TimeOnly from, TimeOnly to) => new(
        Platform.LondonTime.Instant(day, from), Platform.LondonTime.Instant(day, to), [(day, from, to)]);
}
