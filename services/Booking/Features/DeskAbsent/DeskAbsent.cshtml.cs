using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;
using Repairs.Platform.Pages;

namespace Repairs.Booking;

/// <summary>Somebody is sick today, or away: records when, and sees to every visit that lies in it.</summary>
internal sealed class DeskAbsentModel(Database<BookingService> db, BusinessClock clock, CoverAbsence cover) : DeskPage
{
    [FromRoute]
    public long Id { get; set; }

    /// <summary>Made with the form, so that a button pressed twice records one absence.</summary>
    [BindProperty]
    public Guid AbsenceId { get; set; }

    /// <summary><c>today</c>, <c>days</c> or <c>part</c>.</summary>
    [BindProperty]
    public string? Length { get; set; }

    [BindProperty]
    public DateFields First { get; set; } = new();

    [BindProperty]
    public DateFields Last { get; set; } = new();

    [BindProperty]
    public DateFields On { get; set; } = new();

    [BindProperty]
    public string? From { get; set; }

    [BindProperty]
    public string? To { get; set; }

    public AbsentPerson Person { get; private set; } = new();

    public DateOnly Today { get; } = LondonTime.DateOf(clock.GetUtcNow());

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        AbsenceId = Guid.NewGuid();
        return await FindAsync(stop) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (!await FindAsync(stop))
            return NotFound();
        if (AbsenceId == Guid.Empty || Read() is not { } time)
            return Page();
        if (Length != "part")
            time = AbsenceRule.WithTheNight(time, await RunsOverAsync(time.Rows[^1].Day, stop));
        await cover.RecordAsync(Caller.Landlord, AbsenceId, Id, time, Roles.Desk, stop);
        await cover.RunAsync(Caller.Landlord, AbsenceId, stop);
        return Redirect($"/desk/absences/{AbsenceId}");
    }

    private AbsenceTime? Read()
    {
        switch (Length)
        {
            case "today":
                return AbsenceRule.Days(Today, Today);
            case "days":
                var first = First.Read(ModelState, nameof(First), "the first day");
                var last = Last.Read(ModelState, nameof(Last), "the last day");
                if (last < first)
                    ModelState.AddModelError(nameof(Last), "The last day is before the first: check both");
                else if (last < Today)
                    ModelState.AddModelError(nameof(Last), "These days are over. Give days from today on");
                else if (last > first?.AddDays(AbsenceRule.MostDays))
                    ModelState.AddModelError(nameof(Last), $"Give at most {AbsenceRule.MostDays} days at once");
                return ModelState.IsValid ? AbsenceRule.Days(first!.Value < Today ? Today : first.Value, last!.Value) : null;
            case "part":
                var day = On.Read(ModelState, nameof(On), "the day");
                var (from, to) = (SettingsForm.ReadTime(From), SettingsForm.ReadTime(To));
                if (from is null)
                    ModelState.AddModelError(nameof(From), "Write from when, such as 8:00");
                if (to is null)
                    ModelState.AddModelError(nameof(To), "Write until when, such as 12:00");
                else if (to <= from)
                    ModelState.AddModelError(nameof(To), "It ends after it starts, on the same day");
                if (day < Today)
                    ModelState.AddModelError(nameof(On), "This day is over. Give today or a later day");
                return ModelState.IsValid ? AbsenceRule.Part(day!.Value, from!.Value, to!.Value) : null;
            default:
                ModelState.AddModelError(nameof(Length), "Choose for how long");
                return null;
        }
    }

    private async Task<TimeOnly?> RunsOverAsync(DateOnly last, CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        return await AbsenceSql.RunsOverAsync(connection, Id, last, stop);
    }

    private async Task<bool> FindAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        Person = await AbsenceSql.PersonAsync(connection, Caller.Landlord, Id, stop) ?? Person;
        return Person.OperativeId != 0;
    }
}
