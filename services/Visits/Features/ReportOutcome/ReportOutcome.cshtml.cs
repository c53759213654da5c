using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Visits.Features.KeepPhoto;
using Repairs.Visits.Features.SeeToday;

namespace Repairs.Visits.Features.ReportOutcome;

/// <summary>When, and for "no answer" how: the evidence step. Sent twice it is one report, because the page carries the report's id.</summary>
[Authorize(Roles = Roles.Operative)]
[RequestSizeLimit(12_000_000)]
public sealed class ReportOutcomeModel : PageModel
{
    private readonly Database<VisitsService> _db;
    private readonly DoorInstructions _doors;
    private readonly ReportOutcome _report;
    private readonly KeepPhoto.KeepPhoto _photos;
    private readonly VisitsSettings _settings;

    public ReportOutcomeModel(IServiceProvider services)
    {
        (_db, _doors, _) = VisitsParts.Of(services);
        _report = services.GetRequiredService<ReportOutcome>();
        _photos = services.GetRequiredService<KeepPhoto.KeepPhoto>();
        _settings = services.GetRequiredService<VisitsSettings>();
    }

    [BindProperty]
    public Guid ReportId { get; set; }

    [BindProperty]
    public Guid PhotoId { get; set; }

    [BindProperty]
    public Guid? Supersedes { get; set; }

    [BindProperty]
    public string? Arrived { get; set; }

    [BindProperty]
    public string? Left { get; set; }

    [BindProperty]
    public string? What1 { get; set; }

    [BindProperty]
    public string? At1 { get; set; }

    [BindProperty]
    public string? What2 { get; set; }

    [BindProperty]
    public string? At2 { get; set; }

    [BindProperty]
    public string? What3 { get; set; }

    [BindProperty]
    public string? At3 { get; set; }

    [BindProperty]
    public string? Metres { get; set; }

    [BindProperty]
    public IFormFile? Photo { get; set; }

    [BindProperty]
    public List<string> Observed { get; set; } = [];

    [BindProperty]
    public string? Note { get; set; }

    /// <summary>The visit.</summary>
    public Guid VisitId { get; private set; }

    /// <summary>The outcome's code, from the address.</summary>
    public string Outcome { get; private set; } = "";

    /// <summary>The outcome in words.</summary>
    public string Heading => OutcomeWords.ByCode[Outcome];

    /// <summary>False for "we did not come".</summary>
    public bool Came => Outcome != nameof(DoorOutcome.DO22);

    /// <summary>Minutes to wait at this door.</summary>
    public int Wait { get; private set; }

    /// <summary>No photos at this door.</summary>
    public bool NoPhotos { get; private set; }

    /// <summary>No calls to this household.</summary>
    public bool NoCalls { get; private set; }

    /// <summary>Where the address is, for the phone to measure from.</summary>
    public double? Lat { get; private set; }

    /// <summary>As <see cref="Lat"/>.</summary>
    public double? Lon { get; private set; }

    /// <summary>The visit's local day.</summary>
    public DateOnly Date { get; private set; }

    /// <summary>True for the page that a phone keeps: it has every part, and takes out what does not belong to the visit.</summary>
    public bool ForAnyVisit { get; private init; }

    /// <summary>The form without a visit, for the phone to keep.</summary>
    internal static ReportOutcomeModel Blank(IServiceProvider services, DoorOutcome outcome) =>
        new(services) { Outcome = outcome.ToString(), ForAnyVisit = true, Wait = services.GetRequiredService<VisitsSettings>().MinutesOnSite };

    /// <summary>Ways to be noticed.</summary>
    public IReadOnlyList<SelectListItem> Ways { get; } =
    [
        new("Choose one", ""), new("I knocked", "knock"), new("I rang the bell", "bell"), new("I used the intercom", "intercom"),
        new("I said my name aloud", "voice"), new("I phoned", "call"), new("I sent a text", "text"),
    ];

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(Guid visitId, string outcome, CancellationToken ct)
    {
        if (await FindAsync(visitId, outcome, ct) is not { } visit)
            return NotFound();
        (ReportId, PhotoId) = (Guid.NewGuid(), Guid.NewGuid());
        Supersedes = visit.ReportMadeBy == nameof(Actor.Contractor) ? visit.ReportId : null;
        return Page();
    }

    /// <summary>Takes the report and, with it, the photo.</summary>
    public async Task<IActionResult> OnPostAsync(Guid visitId, string outcome, CancellationToken ct)
    {
        if (await FindAsync(visitId, outcome, ct) is not { } visit)
            return NotFound();
        ModelState.Clear(); // what could not be bound is explained below, in our words
        var photo = await PhotoAsync(ct);
        var faults = new Faults();
        var form = new ReportOutcomeForm(
            ReportId, Supersedes, Outcome, visit.VisitDate, Arrived, Left, [(What1, At1), (What2, At2), (What3, At3)], Metres, Observed, Note,
            Outcome == nameof(DoorOutcome.DO10) && !NoPhotos ? PhotoId : null);
        var report = form.Read(faults);
        if (report is not null && ReportRule.Unreadable(report) is { Any: true } unreadable)
            return Explain(unreadable);
        if (report is null || ModelState.ErrorCount > 0)
            return Explain(faults);

        var caller = Caller.Of(HttpContext);
        await using var unit = await _db.BeginAsync(ct);
        if (photo is not null && await _photos.TakeAsync(unit, caller, visitId, PhotoId, photo, ct) is var taken and not (PhotoTaken.Stored or PhotoTaken.Known))
        {
            ModelState.AddModelError(nameof(Photo), PhotoSentence(taken));
            return Page();
        }

        var answer = await _report.TakeAsync(unit, caller, visitId, report, ct);
        if (answer.Taken is ReportTaken.Stored or ReportTaken.Known || answer.Told)
            await unit.CommitAsync(ct);
        if (answer.Taken is not (ReportTaken.Stored or ReportTaken.Known))
            return Refuse(answer);
        TempData["Done"] = ReportThanks.For(answer.Evidence, report.Immediate == true);
        return Redirect($"/visits?date={visit.VisitDate:yyyy-MM-dd}");
    }

    private static string PhotoSentence(PhotoTaken taken) => taken switch
    {
        PhotoTaken.NoImage => "Choose a photo that is a JPEG, PNG or WebP picture",
        PhotoTaken.TooManyPixels => "Choose a photo with at most 24 million pixels",
        _ => "Open this page again to send another photo",
    };

    private IActionResult Refuse(ReportAnswer answer)
    {
        switch (answer.Taken)
        {
            case ReportTaken.Unacceptable:
                return Explain(answer.Faults!);
            case ReportTaken.NotMine:
                return NotFound();
            case ReportTaken.GivenAway:
                ModelState.AddModelError("", ReportOutcomeEndpoint.GivenAway(answer));
                return Page();
            default:
                ModelState.AddModelError("", "This visit has a report already. Go back, open the visit again, and choose what happened to change it.");
                return Page();
        }
    }

    private PageResult Explain(Faults faults)
    {
        foreach (var (field, sentences) in faults.ByField)
        {
            foreach (var sentence in sentences)
                ModelState.AddModelError(ReportOutcomeForm.NameOf(field), sentence);
        }

        return Page();
    }

    private async Task<byte[]?> PhotoAsync(CancellationToken ct)
    {
        if (Photo is null || Photo.Length == 0)
            return null;
        if (Photo.Length > KeepPhoto.KeepPhoto.Largest)
        {
            ModelState.AddModelError(nameof(Photo), "Choose a photo of at most 5 MB");
            return null;
        }

        using var bytes = new MemoryStream();
        await Photo.CopyToAsync(bytes, ct);
        return bytes.ToArray();
    }

    private async Task<VisitOfMine?> FindAsync(Guid visitId, string outcome, CancellationToken ct)
    {
        (VisitId, Outcome) = (visitId, outcome);
        var caller = Caller.Of(HttpContext);
        if (caller.OperativeRef is null || !OutcomeWords.ByCode.ContainsKey(outcome))
            return null;
        await using var connection = await _db.OpenAsync(ct);
        if (await SeeTodaySql.OneOrHadAsync(connection, caller.Landlord, caller.OperativeRef, visitId, ct) is not { } visit)
            return null;
        var door = visit.GivenAway ? null : await _doors.OfAsync(caller.Landlord, visit.HouseholdRef, ct);
        (NoPhotos, NoCalls) = (door?.Evidence.NoPhotos ?? visit.NoPhotos, door?.NoCalls ?? visit.NoCalls);
        Wait = door?.Evidence.WaitMinutes ?? visit.WaitMinutes ?? _settings.MinutesOnSite;
        (Lat, Lon, Date) = (visit.Lat, visit.Lon, visit.VisitDate);
        return visit;
    }
}

/// <summary>What the operative reads after sending.</summary>
internal static class ReportThanks
{
    /// <param name="photoFollows">The phone has the photo and sends it next; it says itself what became of it.</param>
    public static string For(DoorEvidence? evidence, bool danger, bool photoFollows = false) => danger
        ? "We have told the person on duty. Tell them what you saw: words about people are not kept here. If you have not rung 999 yet, ring now. Gas: 0800 111 999, from outside."
        : evidence is null || Missing(evidence, photoFollows).ToList() is not { Count: > 0 } missing
        ? "Thank you. We have your report."
        : $"Thank you. We have your report. Not there yet: {string.Join(", ", missing)}.";

    private static IEnumerable<string> Missing(DoorEvidence evidence, bool photoFollows)
    {
        if (!evidence.BriefRead)
            yield return "reading what helps at this door before you set off";
        if (!evidence.TimeOnSite)
            yield return "enough time at the door";
        if (!evidence.NearAddress)
            yield return "how far you were from the address";
        if (!evidence.TwoTries)
            yield return "two tries with their times";
        if (!evidence.CardPhoto && !photoFollows)
            yield return "a photo of the card, or what takes its place";
    }
}
