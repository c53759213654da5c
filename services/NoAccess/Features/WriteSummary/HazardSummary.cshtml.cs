using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Repairs.NoAccess.KeepDuty;
using Repairs.NoAccess.SeeDuties;
using Repairs.Platform;
using Repairs.Platform.Pages;

namespace Repairs.NoAccess.WriteSummary;

/// <summary>What do we tell them we found?</summary>
[Authorize(Roles = $"{Roles.Desk},{Roles.Manager}")]
internal sealed class HazardSummaryModel(Database<NoAccessService> db) : HazardPage
{
    [BindProperty]
    public string? Found { get; set; }

    [BindProperty]
    public string? Action { get; set; }

    [BindProperty]
    public DateFields Begin { get; set; } = new();

    [BindProperty]
    public DateFields End { get; set; } = new();

    /// <summary>The summary's own duty, with its due time; null before the investigation ended.</summary>
    public Duty? Duty => Duties.FirstOrDefault(d => d.Step == Steps.Summary);

    public bool HasWork => Hazard.Severity != Severities.None;

    public IActionResult OnGet()
    {
        if (Hazard.ConcludedAt is null)
            return Redirect(Home);
        if (Hazard.SentAt is not null)
            return Redirect($"{Home}/summary/check");
        var draft = SummaryRule.Draft(Hazard);
        (Found, Action) = (Hazard.FoundWords ?? draft.Found, Hazard.ActionWords ?? draft.Action);
        if (Hazard.BeginBy is { } begin)
            Begin = DateFields.From(begin);
        if (Hazard.EndBy is { } end)
            End = DateFields.From(end);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        DateOnly? begin = null, end = null;
        if (HasWork)
            (begin, end) = (Begin.Read(ModelState, nameof(Begin), "the day we aim to begin"), End.Read(ModelState, nameof(End), "the day we aim to end"));
        var draft = new SummaryDraft(Found, Action, begin, end);
        foreach (var (field, sentences) in SummaryRule.Check(draft, Hazard).ByField)
        {
            var name = field switch { "found" => nameof(Found), "action" => nameof(Action), "beginBy" => nameof(Begin), _ => nameof(End) };
            if (ModelState[name]?.Errors.Count is null or 0)
                ModelState.AddModelError(name, sentences[0]);
        }

        if (!ModelState.IsValid)
            return Page();
        await using var unit = await db.BeginAsync(stop);
        var kept = await WriteSummary.KeepAsync(unit, Who, HazardId, draft, stop);
        await unit.CommitAsync(stop);
        return kept == Kept.Done ? Redirect($"{Home}/summary/check") : Back(kept, "");
    }
}
