using System.Globalization;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>One shift of somebody, and what it is to become.</summary>
/// <param name="Becomes">Null: there is no such shift.</param>
internal sealed record ShiftChange(long OperativeId, WorkingTime Shift, WorkingTime? Becomes)
{
    /// <summary>Every local day either touches.</summary>
    public IReadOnlyList<DateOnly> Days => [.. new[] { Shift, Becomes }.OfType<WorkingTime>().SelectMany(w => Plan.DaysOf(w.AsStretch())).Append(Shift.Day).Distinct().Order()];
}

internal static class TimesRule
{
    /// <summary>Longest shift, as in a file.</summary>
    public const int LongestMinutes = 16 * 60;

    /// <summary>Working time that a change takes away: what another shift covers stays.</summary>
    /// <param name="rows">All rows of the days around, the shift itself among them.</param>
    public static IReadOnlyList<Stretch> Lost(IReadOnlyList<WorkingTime> rows, ShiftChange change)
    {
        var after = Diary.WorkingTimeOf(rows.Where(r => r != change.Shift).Concat(change.Becomes is { } becomes ? [becomes] : []));
        return [.. Diary.WorkingTimeOf(rows).SelectMany(w => after.Aggregate<Stretch, IEnumerable<Stretch>>([w], (left, kept) => left.SelectMany(l => l.Minus(kept))))];
    }

    /// <summary>Whether the working time is already as it is wanted.</summary>
    public static bool IsThere(IReadOnlyList<WorkingTime> rows, ShiftChange change) => change.Becomes is { } becomes
        ? rows.Contains(becomes)
        : !rows.Any(r => !r.Absent && r.AsStretch().Overlaps(change.Shift.AsStretch()));

    /// <summary>The shifts among some rows that begin on a day.</summary>
    public static IReadOnlyList<WorkingTime> ShiftsOf(IEnumerable<WorkingTime> rows, DateOnly day) => [.. rows.Where(r => !r.Absent && r.Day == day)];

    /// <summary>"8am to 5pm", "10pm to 6am on the next day".</summary>
    public static string Words(TimeOnly from, TimeOnly to) => $"{LondonTime.Words(from)} to {LondonTime.Words(to)}{(to <= from && to != TimeOnly.MinValue ? " on the next day" : "")}";

    public static string Words(Stretch stretch) =>
        LondonTime.DateOf(stretch.From) == LondonTime.DateOf(stretch.To) || stretch.To == LondonTime.EndOf(LondonTime.DateOf(stretch.From))
            ? $"{LondonTime.Words(LondonTime.TimeOf(stretch.From))} to {LondonTime.Words(LondonTime.TimeOf(stretch.To))} on {LondonTime.Words(LondonTime.DateOf(stretch.From))}"
            : $"{DeskPage.Moment(stretch.From)} to {DeskPage.Moment(stretch.To)}";

    /// <summary>Minutes of the local clock; an end before the start is on the next day.</summary>
    public static int Minutes(TimeOnly from, TimeOnly to) => (int)(to - from).TotalMinutes;

    public static string Link(long operativeId, WorkingTime shift) =>
        string.Create(CultureInfo.InvariantCulture, $"/desk/operatives/{operativeId}/shifts/{shift.Day:yyyy-MM-dd}/{shift.From:HHmm}/{shift.To:HHmm}");

    /// <summary>A shift as an address or a form names it: <c>2026-11-30</c>, <c>0800</c>, <c>1700</c>; null where it is none.</summary>
    public static WorkingTime? Read(string? day, string? from, string? to) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on)
        && TimeOnly.TryParseExact(from, "HHmm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var begins)
        && TimeOnly.TryParseExact(to, "HHmm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var ends)
            ? new WorkingTime(on, false, begins, ends)
            : null;
}
