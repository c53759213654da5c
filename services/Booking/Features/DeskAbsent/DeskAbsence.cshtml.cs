using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What became of each visit in an absence, and what a person still has to do.</summary>
internal sealed class DeskAbsenceModel(Database<BookingService> db, BusinessClock clock, CoverAbsence cover) : DeskPage
{
    [FromRoute]
    public Guid Id { get; set; }

    public AbsenceRow Absence { get; private set; } = new();

    public string Title => Absence.Kind == "away" ? $"{Absence.Name} cannot come" : $"{Absence.Name} does not work then";

    public IReadOnlyList<AbsenceVisitRow> Visits { get; private set; } = [];

    public IEnumerable<AbsenceVisitRow> ToCall => Visits.Where(v => v is { Became: "asked", CallOwedBy: not null, NowDate: null });

    public IEnumerable<AbsenceVisitRow> Left => Visits.Where(v => v.Became is null);

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        if (await AbsenceSql.FindAsync(connection, Caller.Landlord, Id, clock.GetUtcNow(), stop) is not { } absence)
            return NotFound();
        Absence = absence;
        Visits = await AbsenceSql.VisitsAsync(connection, Caller.Landlord, Id, clock.GetUtcNow(), stop);
        return Page();
    }

    /// <summary>Goes on where it stopped.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await cover.RunAsync(Caller.Landlord, Id, stop);
        return Redirect($"/desk/absences/{Id}");
    }

    public static string What(AbsenceVisitRow visit) => visit switch
    {
        { Became: null, Begun: true } => "It may have begun, so we leave it as it is. Ask whoever is on the way or there. “Go on” sends somebody else, or asks the resident to choose again.",
        { Became: null } => "Nothing yet.",
        { Became: "moved", NowName: { } name } => $"{FirstName.Of(name)} comes instead, inside the time we promised. The resident need not do anything.",
        { Became: "moved" } => "Somebody else took it over. It has changed since then.",
        { NowDate: { } date, NowFrom: { } from, NowTo: { } to, NowName: { } name } => $"Nobody else was free then. There is a new time: {LondonTime.Words(date, from, to)}, with {FirstName.Of(name)}.",
        { CallOwedBy: { } by, Paused: true } => $"Nobody else was free. The visit is cancelled. A person is getting in touch with this household first, so our message waits: tell that person, and see that somebody rings by {Moment(by)}.",
        { CallOwedBy: { } by } => $"Nobody else was free. We said sorry and asked the resident to choose again. Ring by {Moment(by)}.",
        _ => "Nobody else was free. The resident was asked to choose again, and has been rung.",
    };
}
