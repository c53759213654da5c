using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Repairs.NoAccess.SeeVisits;
using Repairs.Platform;

namespace Repairs.NoAccess.GiveFeedback;

/// <summary>Three statements, each with "rather not say".</summary>
internal sealed class VisitFeedbackModel(Database<NoAccessService> db, GiveFeedback feedback) : VisitRecordPage
{
    /// <summary>The scale of policy.md §7.3, most agreeing first.</summary>
    public static IReadOnlyList<(string Value, string Words)> Answers { get; } =
    [
        ("5", "Agree strongly"), ("4", "Agree"), ("3", "Neither"), ("2", "Disagree"), ("1", "Disagree strongly"), ("", "Does not apply, or I would rather not say"),
    ];

    [FromRoute]
    public Guid VisitId { get; set; }

    [BindProperty]
    public string? Safe { get; set; }

    [BindProperty]
    public string? Heard { get; set; }

    [BindProperty]
    public string? InControl { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    public ResidentVisit Visit { get; private set; } = null!;

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (Record.Visit(VisitId) is not { } visit)
            context.Result = NotFound();
        else
            Visit = visit;
    }

    public IActionResult OnGet() => Visit.GaveFeedback || !Record.AskForFeedback ? Redirect(Home) : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var body = new GiveFeedback.Body(Number(Safe), Number(Heard), Number(InControl), string.IsNullOrWhiteSpace(Words) ? null : Words);
        if (GiveFeedback.Check(body) is { Any: true } faults)
        {
            foreach (var (field, sentences) in faults.ByField)
                ModelState.AddModelError(field == "words" ? nameof(Words) : nameof(Safe), sentences[0]);
            return Page();
        }

        await using var unit = await db.BeginAsync(stop);
        await feedback.AddAsync(unit, Record, Visit, body, Now, stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = "Thank you for telling us how it felt.";
        return Redirect(Home);
    }

    private static int? Number(string? answer) => int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
}
