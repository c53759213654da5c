namespace Repairs.Booking;

/// <summary>When somebody cannot come.</summary>
/// <param name="Rows">The same as working-time rows, one for each local day.</param>
internal sealed record AbsenceTime(DateTimeOffset Starts, DateTimeOffset Ends, IReadOnlyList<(DateOnly Day, TimeOnly From, TimeOnly To)> Rows);

internal static class AbsenceRule
{
    /// <summary>Longest absence recorded at once.</summary>
    public const int MostDays = 90;

    /// <summary>Whole days, the last included.</summary>
    public static AbsenceTime Days(DateOnly first, DateOnly last) => new(
        Platform.LondonTime.StartOf(first), Platform.LondonTime.EndOf(last),
        [.. Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(i => (first.AddDays(i), TimeOnly.MinValue, TimeOnly.MinValue))]);

    /// <summary>Part of one day.</summary>
    public static AbsenceTime Part(DateOnly day, TimeOnly from, TimeOnly to) => new(
        Platform.LondonTime.Instant(day, from), Platform.LondonTime.Instant(day, to), [(day, from, to)]);
}
