using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Platform;
using Repairs.Visits.Features.SeeToday;
using Repairs.Visits.Features.SetOff;

namespace Repairs.Visits.Features.ReadBrief;

/// <summary>One visit: what helps at this door, confirmed before setting off.</summary>
[Authorize(Roles = Roles.Operative)]
public sealed class ReadBriefModel : PageModel
{
    private readonly Database<VisitsService> _db;
    private readonly DoorInstructions _doors;
    private readonly BusinessClock _clock;
    private readonly ReadBrief _read;
    private readonly SetOff.SetOff _setOff;

    public ReadBriefModel(IServiceProvider services)
    {
        (_db, _doors, _clock) = VisitsParts.Of(services);
        _read = services.GetRequiredService<ReadBrief>();
        _setOff = services.GetRequiredService<SetOff.SetOff>();
    }

    /// <summary>The version of the instructions that was on the page.</summary>
    [BindProperty]
    public string? Version { get; set; }

    /// <summary>About how long the way takes.</summary>
    [BindProperty]
    public string? Minutes { get; set; }

    /// <summary>The window and where.</summary>
    public string Heading { get; private set; } = "";

    /// <summary>False while Needs cannot be reached.</summary>
    public bool Fetched { get; private set; }

    /// <summary>When the operative set off.</summary>
    public DateTimeOffset? SetOffAt { get; private set; }

    /// <summary>Whether the visit is on this day.</summary>
    public bool IsToday { get; private set; }

    /// <summary>Whether its day has come, so that there can be something to report.</summary>
    public bool Begun { get; private set; }

    /// <summary>Whether the operative has reported.</summary>
    public bool Reported { get; private set; }

    internal VisitBrief Brief { get; private set; } = null!;

    /// <summary>Shows the brief.</summary>
    public async Task<IActionResult> OnGetAsync(Guid visitId, CancellationToken ct) => await ShowAsync(visitId, ct) ? Page() : NotFound();

    /// <summary>"I have read this".</summary>
    public async Task<IActionResult> OnPostReadAsync(Guid visitId, CancellationToken ct)
    {
        switch (await _read.ConfirmAsync(Caller.Of(HttpContext), visitId, ct, Version ?? ""))
        {
            case BriefConfirmed.NotMine:
                return NotFound();
            case BriefConfirmed.Changed:
                return await AgainAsync(visitId, "What helps at this door has just changed. Read it again.", ct);
            case BriefConfirmed.NotFetched:
                return await AgainAsync(visitId, Door.NotFetched[0].Text, ct);
            default:
                return Redirect($"/visits/{visitId}");
        }
    }

    /// <summary>"On my way".</summary>
    public async Task<IActionResult> OnPostSetOffAsync(Guid visitId, CancellationToken ct)
    {
        if (!int.TryParse(Minutes, out var minutes) || minutes is < SetOffRule.Least or > SetOffRule.Most)
        {
            ModelState.AddModelError(nameof(Minutes), "Choose how long it will take you to get there");
            return await ShowAsync(visitId, ct) ? Page() : NotFound();
        }

        return await _setOff.GoAsync(Caller.Of(HttpContext), visitId, minutes, ct) switch
        {
            HasSetOff.NotMine => NotFound(),
            HasSetOff.NotRead => await AgainAsync(visitId, "Read what helps at this door first.", ct),
            HasSetOff.BriefChanged => await AgainAsync(visitId, "What helps at this door has just changed. Read it again.", ct),
            _ => Redirect($"/visits/{visitId}"),
        };
    }

    private async Task<IActionResult> AgainAsync(Guid visitId, string sentence, CancellationToken ct)
    {
        ModelState.Clear();
        ModelState.AddModelError("", sentence);
        return await ShowAsync(visitId, ct) ? Page() : NotFound();
    }

    private async Task<bool> ShowAsync(Guid visitId, CancellationToken ct)
    {
        var caller = Caller.Of(HttpContext);
        if (caller.OperativeRef is null)
            return false;
        await using var connection = await _db.OpenAsync(ct);
        if (await SeeTodaySql.OneAsync(connection, caller.Landlord, caller.OperativeRef, visitId, ct) is not { } visit)
            return false;
        var door = await _doors.OfAsync(caller.Landlord, visit.HouseholdRef, ct);
        var today = LondonTime.DateOf(_clock.GetUtcNow());
        Brief = VisitBrief.Of(visit, door);
        Heading = $"{LondonTime.Words(visit.FromTime)} to {LondonTime.Words(visit.ToTime)}";
        (Fetched, Version, SetOffAt) = (door is not null, door?.Version, visit.SetOffAt);
        (IsToday, Begun, Reported) = (visit.VisitDate == today, visit.VisitDate <= today, visit.ReportMadeBy == "Contractor");
        return true;
    }
}
