using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>One shift that is wrong: other times, or none. What it touches is shown before anything changes.</summary>
internal sealed class DeskShiftModel(Database<BookingService> db, BusinessClock clock, ChangeShift deed) : DeskPage
{
    [FromRoute]
    public long Id { get; set; }

    [FromRoute(Name = "day")]
    public string ShiftDay { get; set; } = "";

    [FromRoute(Name = "from")]
    public string ShiftFrom { get; set; } = "";

    [FromRoute(Name = "to")]
    public string ShiftTo { get; set; } = "";

    /// <summary><c>other</c> times, or <c>none</c> at all.</summary>
    [BindProperty]
    public string? Right { get; set; }

    [BindProperty]
    public string? Begins { get; set; }

    [BindProperty]
    public string? Ends { get; set; }

    /// <summary>Made with the form, so that a button pressed twice changes once.</summary>
    [BindProperty]
    public Guid Once { get; set; }

    /// <summary>Set by the button that changes it; before, the page shows what would become.</summary>
    [BindProperty]
    public string? Sure { get; set; }

    public AbsentPerson Person { get; private set; } = new();

    public WorkingTime Shift { get; private set; } = new(default, false, default, default);

    /// <summary>What is to be confirmed.</summary>
    public ShiftLook? Look { get; private set; }

    public ShiftChange? Change { get; private set; }

    /// <summary>Set where nothing was changed: the shifts of that day as they are.</summary>
    public IReadOnlyList<WorkingTime>? Now { get; private set; }

    public bool IsOver => Shift.AsStretch().To <= clock.GetUtcNow();

    public string Home => string.Create(CultureInfo.InvariantCulture, $"/desk/operatives/{Id}/times?from={Shift.Day:yyyy-MM-dd}");

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        Once = Guid.NewGuid();
        if (!await FindAsync(stop) || !await StandsAsync(stop))
            return NotFound();
        (Begins, Ends) = (Shift.From.ToString("HH:mm", CultureInfo.InvariantCulture), Shift.To.ToString("HH:mm", CultureInfo.InvariantCulture));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (!await FindAsync(stop))
            return NotFound();
        if (Once == Guid.Empty || Read() is not { } change)
            return Page();
        if (IsOver || (Sure is null && !await StandsAsync(stop)))
        {
            Now = await deed.NowAsync(Id, Shift.Day, stop);
            return Page();
        }

        if (Sure is null)
        {
            Change = change;
            Look = await deed.LookAsync(Caller.Landlord, change, stop);
            return Page();
        }

        var changed = await deed.RunAsync(Caller.Landlord, change, Once, Roles.Desk, stop);
        if (!changed.There)
        {
            Now = changed.Now;
            return Page();
        }

        var done = change.Becomes is { } becomes ? $"The shift is {TimesRule.Words(becomes.From, becomes.To)} now." : "The shift is gone.";
        TempData["Done"] = changed.SeenTo.Count > 1 ? $"{done} See below what became of the visits, under “Working time that was taken away”." : done;
        return Redirect(changed.SeenTo switch { [var only] => $"/desk/absences/{only}", [] => Home, _ => $"{Home}#taken-away" });
    }

    private ShiftChange? Read()
    {
        switch (Right)
        {
            case "none":
                return new ShiftChange(Id, Shift, null);
            case "other":
                var (from, to) = (SettingsForm.ReadTime(Begins), SettingsForm.ReadTime(Ends));
                if (from is null)
                    ModelState.AddModelError(nameof(Begins), "Write when it begins, such as 8:00");
                if (to is null)
                    ModelState.AddModelError(nameof(Ends), "Write when it ends, such as 17:00");
                else if (to == from)
                    ModelState.AddModelError(nameof(Ends), "It begins and ends at the same time");
                else if (from is { } begins && TimesRule.Minutes(begins, to.Value) > TimesRule.LongestMinutes)
                    ModelState.AddModelError(nameof(Ends), "A shift is at most 16 hours. Are the times swapped?");
                else if ((from, to) == (Shift.From, Shift.To))
                    ModelState.AddModelError(nameof(Begins), "These are the times it has already");
                return ModelState.IsValid ? new ShiftChange(Id, Shift, Shift with { From = from!.Value, To = to!.Value }) : null;
            default:
                ModelState.AddModelError(nameof(Right), "Choose what is right");
                return null;
        }
    }

    private async Task<bool> FindAsync(CancellationToken stop)
    {
        if (TimesRule.Read(ShiftDay, ShiftFrom, ShiftTo) is not { } shift)
            return false;
        Shift = shift;
        await using var connection = await db.OpenAsync(stop);
        Person = await AbsenceSql.PersonAsync(connection, Caller.Landlord, Id, stop) ?? Person;
        return Person.OperativeId != 0;
    }

    /// <summary>Whether there is such a shift, and it is not over.</summary>
    private async Task<bool> StandsAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        return !IsOver && (await TimesSql.ShiftsAsync(connection, null, Id, Shift.Day, Shift.Day, stop)).Contains(Shift);
    }
}
