using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Platform;

namespace Repairs.Visits.Features.SeeToday;

/// <summary>The operative's visits of a day, in order.</summary>
[Authorize(Roles = Roles.Operative)]
public sealed class SeeTodayModel : PageModel
{
    private readonly Database<VisitsService> _db;
    private readonly DoorInstructions _doors;
    private readonly BusinessClock _clock;

    public SeeTodayModel(IServiceProvider services) => (_db, _doors, _clock) = VisitsParts.Of(services);

    /// <summary>The local day shown.</summary>
    public DateOnly Date { get; private set; }

    /// <summary>The page's heading.</summary>
    public string Heading { get; private set; } = "";

    internal IReadOnlyList<(VisitOfMine Visit, VisitBrief Brief)> Briefs { get; private set; } = [];

    /// <summary>Shows a day; today where the address names none.</summary>
    public async Task<IActionResult> OnGetAsync(string? date, CancellationToken ct)
    {
        var today = LondonTime.DateOf(_clock.GetUtcNow());
        Date = DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asked) && Math.Abs(asked.DayNumber - today.DayNumber) < 400 ? asked : today;
        Heading = Date == today ? "Your visits today" : $"Your visits on {LondonTime.Words(Date)}";
        var caller = Caller.Of(HttpContext);
        var visits = await SeeTodayEndpoint.MineAsync(_db, caller, Date, ct);
        Briefs = await Task.WhenAll(visits.Select(async v => (v, VisitBrief.Of(v, await _doors.OfAsync(caller.Landlord, v.HouseholdRef, ct)))));
        return Page();
    }

    internal static string State(VisitOfMine visit, VisitBrief brief) => visit switch
    {
        { ReportMadeBy: "Contractor" } => "Reported",
        { ReportMadeBy: not null } => "Not reported in time",
        { SetOffAt: not null } => "On your way",
        _ => brief.BriefRead ? "Read" : "Read this first",
    };

    internal static string Colour(VisitOfMine visit, VisitBrief brief) => visit switch
    {
        { ReportMadeBy: "Contractor" } => "green",
        { ReportMadeBy: not null } => "orange",
        { SetOffAt: not null } => "blue",
        _ => brief.BriefRead ? "grey" : "yellow",
    };
}
