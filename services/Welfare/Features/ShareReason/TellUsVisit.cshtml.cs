using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Repairs.Platform;
using Repairs.Welfare.OpenByCode;

namespace Repairs.Welfare.ShareReason;

/// <summary>One question: what got in the way? From the list, in their own words, or both.</summary>
internal sealed class TellUsVisitModel(Database<WelfareService> db) : SafePage
{
    [FromRoute]
    public Guid VisitId { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? OwnWords { get; set; }

    public LinkVisit Visit { get; private set; } = null!;

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (Link.Visit(VisitId) is { Happened: false } visit)
            Visit = visit;
        else
            context.Result = NotFound();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (ShareReason.Check(Code, OwnWords) is { Any: true } faults)
        {
            foreach (var (field, sentences) in faults.ByField)
                ModelState.AddModelError(field == "words" ? nameof(OwnWords) : nameof(Code), sentences[0]);
            return Page();
        }

        await using var unit = await db.BeginAsync(stop);
        await ShareReason.SaveAsync(unit, Link, VisitId, Code, OwnWords, Now, stop);
        await unit.CommitAsync(stop);
        if (Code == "R12")
            return Redirect($"{Start}/safe");
        TempData["Done"] = "Thank you for telling us. Only our welfare team can read it.";
        return Redirect(Home);
    }
}
