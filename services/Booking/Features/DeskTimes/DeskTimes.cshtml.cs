using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>When somebody works and when they cannot come, from a day on: each shift can be put right, each absence taken back.</summary>
internal sealed class DeskTimesModel(Database<BookingService> db, BusinessClock clock, ChangeShift deed) : DeskPage
{
    private const int Days = 28;

    [FromRoute]
    public long Id { get; set; }

    /// <summary>As <c>2026-11-30</c>; today where it is no date or over.</summary>
    [FromQuery]
    public string? From { get; set; }

    /// <summary>A shift to bring back: its day as <c>2026-11-30</c>, its times as <c>0800</c>.</summary>
    [BindProperty]
    public string? BackOn { get; set; }

    [BindProperty]
    public string? BackFrom { get; set; }

    [BindProperty]
    public string? BackTo { get; set; }

    public AbsentPerson Person { get; private set; } = new();

    public DateOnly First { get; private set; }

    public DateOnly Last => First.AddDays(Days - 1);

    public DateOnly Today { get; } = LondonTime.DateOf(clock.GetUtcNow());

    public IReadOnlyList<WorkingTime> Shifts { get; private set; } = [];

    /// <summary>Shifts that were taken away or given other times.</summary>
    public IReadOnlyList<WorkingTime> TakenAway { get; private set; } = [];

    public IReadOnlyList<KnownAbsence> Absences { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        First = DateOnly.TryParseExact(From, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from) && from > Today && from < Today.AddYears(3) ? from : Today;
        await using var connection = await db.OpenAsync(stop);
        if (await AbsenceSql.PersonAsync(connection, Caller.Landlord, Id, stop) is not { } person)
            return NotFound();
        Person = person;
        var now = clock.GetUtcNow();
        var earliest = First == Today ? First.AddDays(-1) : First;
        Shifts = [.. (await TimesSql.ShiftsAsync(connection, null, Id, earliest, Last, stop)).Where(s => !s.Absent && s.AsStretch().To > now)];
        TakenAway = [.. (await TimesSql.TakenAwayAsync(connection, Id, earliest, Last, stop)).Where(s => s.AsStretch().To > now)];
        Absences = await TimesSql.AbsencesAsync(connection, Caller.Landlord, Id, First == Today ? now : LondonTime.StartOf(First), LondonTime.EndOf(Last), stop);
        return Page();
    }

    /// <summary>Brings a shift back that was taken away.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await using (var connection = await db.OpenAsync(stop))
        {
            if (await AbsenceSql.PersonAsync(connection, Caller.Landlord, Id, stop) is null || TimesRule.Read(BackOn, BackFrom, BackTo) is not { } shift)
                return NotFound();
            if (await deed.BringBackAsync(Id, shift, stop))
                TempData["Done"] = $"The shift is back: {TimesRule.Words(shift.From, shift.To)} on {LondonTime.Words(shift.Day)}.";
            return Redirect(To(shift.Day));
        }
    }

    public string To(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"/desk/operatives/{Id}/times?from={day:yyyy-MM-dd}");

    public static string By(KnownAbsence absence, string landlord) => absence.Landlord != landlord ? "Recorded by another landlord’s desk." : absence.RecordedBy == "file" ? "Came with a file." : "Recorded by the desk.";
}
